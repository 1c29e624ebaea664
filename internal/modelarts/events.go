package modelarts

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Bounds of the API reference, page ListTrainingJobEvents, and of this client.
const (
	// MaxLimit is the largest page, in events, and the default of [EventsQuery.Limit]: the fewest requests. The
	// service's own default is 50.
	MaxLimit = 100
	// MaxPatternLength is in characters, not bytes.
	MaxPatternLength = 256
	// MaxEvents is how many events one read takes in at most. It is not the service's bound: a state with more of
	// them would be of no use, and a service that never stops must not fill the memory.
	MaxEvents = 100_000
)

// The words that the API knows.
const (
	LevelInfo    = "Info"
	LevelError   = "Error"
	LevelWarning = "Warning"

	OrderAscending  = "asc"
	OrderDescending = "desc"
)

// Levels, Sources, Orders and Languages are what the API takes as a filter. A response may hold other words.
var (
	Levels    = []string{LevelInfo, LevelError, LevelWarning}
	Sources   = []string{"K8S", "Job", "Task"}
	Orders    = []string{OrderAscending, OrderDescending}
	Languages = []string{"en-us", "zh-cn"}
)

// Reading the list can fail although every request was answered.
var (
	// ErrTooManyEvents: more than [MaxEvents] events match.
	ErrTooManyEvents = fmt.Errorf("more than %d events match", MaxEvents)
	// ErrListShort: the service counts more events of the job than it lists.
	ErrListShort = errors.New("the service lists fewer events than it counts")
	// ErrListTooLarge: the texts of the events to keep are larger than 128 MiB.
	ErrListTooLarge = fmt.Errorf("the events are larger than %d MiB", maxKeptBytes>>20)
	// ErrListMoves: the service inserts or removes events faster than they can be read.
	ErrListMoves = fmt.Errorf("the list moved, or may have moved, each of the %d times that it was read", maxPasses)
	// ErrOtherOffset: a page is not the one that was asked for.
	ErrOtherOffset = errors.New("the service answered for another offset")
)

// Event is what the service wrote, unchanged. A nil field was absent or null.
type Event struct {
	Message *string
	Level   *string
	// Time is RFC 3339 in every published sample; nothing promises it.
	Time   *string
	Source *string
}

func (e Event) texts() [4]*string { return [4]*string{e.Message, e.Level, e.Time, e.Source} }

func (e Event) equal(other Event) bool {
	others := other.texts()
	for i, text := range e.texts() {
		if (text == nil) != (others[i] == nil) || text != nil && *text != *others[i] {
			return false
		}
	}
	return true
}

// sameTime compares texts: a service writes one time in one way.
func (e Event) sameTime(other Event) bool {
	return (e.Time == nil) == (other.Time == nil) && (e.Time == nil || *e.Time == *other.Time)
}

func (e Event) hash(seed maphash.Seed) uint64 {
	var hash maphash.Hash
	hash.SetSeed(seed)
	for _, text := range e.texts() {
		if text != nil {
			maphash.WriteComparable(&hash, *text)
		}
		maphash.WriteComparable(&hash, text == nil)
	}
	return hash.Sum64()
}

func (e Event) size() int {
	size := 0
	for _, text := range e.texts() {
		if text != nil {
			size += len(*text)
		}
	}
	return size
}

// EventsQuery says which events of which job. Zero values of the filters are not sent.
type EventsQuery struct {
	ProjectID, TrainingJobID string

	Level, Source, Pattern string
	// StartTime and EndTime are sent as epoch milliseconds, the end rounded up, so that the window is never narrower than asked.
	// A zero StartTime or EndTime leaves the window open on that side.
	StartTime, EndTime time.Time
	// Order is OrderAscending (also where empty) or OrderDescending.
	Order string
	// Offset is how many events to skip, counted in that order, 0 or more.
	Offset int64
	// Limit is the size of a page, 1 to MaxLimit; 0 takes MaxLimit.
	Limit int64
	// Language is sent as X-Language.
	Language string
}

// EventList is what a read found.
type EventList struct {
	// Events are the first ones in the order asked for, as many as were to be kept.
	Events []Event
	// Total is how many events match, Offset not subtracted.
	Total int64
	// Truncated is true where more events were read than kept.
	Truncated bool
	// Summary tells of those that were not kept, too.
	Summary *Summary
}

// maxPasses bounds how often the list is read again because it moved.
const maxPasses = 5

// TrainingJobEvents reads every page of the list and keeps the first so many events of it; a negative keep keeps all. It returns the
// whole list or an error: those of [rest.Client.Get], [ErrTooManyEvents], [ErrListTooLarge], [ErrListShort], [ErrListMoves] or
// [ErrOtherOffset].
//
// The list holds every event that was there when the read began and was not removed meanwhile, none twice, in the order asked for.
// What came since may be in it or not. A list that moves while it is read is read again.
func (c *Client) TrainingJobEvents(ctx context.Context, query EventsQuery, keep int64) (*EventList, error) {
	seed := maphash.MakeSeed()
	var doubtful *pass
	sideBySide := true
	for range maxPasses {
		current := newPass(query, keep, seed, doubtful)
		err := c.readPass(ctx, query, current, sideBySide)
		switch {
		case errors.Is(err, errMoved):
			doubtful = nil
		case err != nil:
			return nil, err
		case current.maySkip:
			doubtful, sideBySide = nil, false
		case current.isSound():
			return c.complete(ctx, query, current)
		case current.settles(doubtful):
			return c.complete(ctx, query, doubtful)
		default:
			// Pages that are read side by side may make a list that grows seem to shrink, which would use up the passes.
			sideBySide = sideBySide && doubtful == nil
			current.before = nil // it has been compared
			doubtful = current
		}
		c.log.LogAttrs(ctx, slog.LevelInfo, "The list of training job events may have moved while it was read; reading it again")
	}
	return nil, ErrListMoves
}

// readPass reads in ascending order whatever the query says: what a running job appends then moves nothing.
func (c *Client) readPass(ctx context.Context, query EventsQuery, into *pass, sideBySide bool) error {
	for page, err := range c.eventPages(ctx, ascending(query), sideBySide) {
		if err == nil {
			err = into.add(page)
		}
		if err != nil {
			return afterEvents(into.read, err)
		}
		c.log.LogAttrs(ctx, slog.LevelInfo, "Reading training job events", progress(into.read, page)...)
	}
	return nil
}

// complete counts the matches where the offset lies behind the end: how far is only known by reading.
func (c *Client) complete(ctx context.Context, query EventsQuery, read *pass) (*EventList, error) {
	list := read.list()
	if read.read == 0 && query.Offset > 0 && !query.isDescending() {
		whole := query
		whole.Offset = 0
		all, err := c.TrainingJobEvents(ctx, whole, 0)
		if err != nil {
			return nil, err
		}
		list.Total = min(all.Total, query.Offset) // more may have come since
	}
	return list, nil
}

func ascending(query EventsQuery) EventsQuery {
	if query.isDescending() {
		query.Order, query.Offset = OrderAscending, 0
	}
	return query
}

func afterEvents(read int64, err error) error {
	if read == 0 {
		return err
	}
	return fmt.Errorf("after %d events: %w", read, err)
}

func progress(read int64, page *eventPage) []slog.Attr {
	attrs := []slog.Attr{slog.Int64("read", read)}
	if page.Total.known {
		attrs = append(attrs, slog.Int64("total", page.Total.number))
	}
	return attrs
}

// values is the query string of one page.
func (q EventsQuery) values(offset int64) url.Values {
	values := url.Values{}
	for name, value := range map[string]string{"level": q.Level, "source": q.Source, "pattern": q.Pattern} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if !q.StartTime.IsZero() || !q.EndTime.IsZero() {
		start, end := q.window()
		values.Set("start_time", strconv.FormatInt(start.UnixMilli(), 10))
		values.Set("end_time", strconv.FormatInt(end.Add(time.Millisecond-time.Nanosecond).UnixMilli(), 10))
	}
	values.Set("order", q.order())
	values.Set("offset", strconv.FormatInt(offset, 10))
	values.Set("limit", strconv.FormatInt(q.limit(), 10))
	return values
}

// The widest window. Epoch milliseconds have no sign in the API. The service echoes the window in RFC 3339 in its own time zone, and
// this end has a year of four digits in every zone.
var (
	earliestTime = time.UnixMilli(0)
	latestTime   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// window fills in a missing time, because the service requires both or neither.
func (q EventsQuery) window() (start, end time.Time) {
	start, end = q.StartTime, q.EndTime
	if start.IsZero() {
		start = earliestTime
	}
	if end.IsZero() {
		end = latestTime
	}
	return start, end
}

// header names the project for access keys, whose signature says nothing of it.
func (q EventsQuery) header() http.Header {
	header := http.Header{"X-Project-Id": {q.ProjectID}}
	if q.Language != "" {
		header.Set("X-Language", q.Language)
	}
	return header
}

// order is always sent: the sources do not agree on the service's default.
func (q EventsQuery) order() string {
	if q.Order == "" {
		return OrderAscending
	}
	return q.Order
}

func (q EventsQuery) limit() int64 {
	if q.Limit == 0 {
		return MaxLimit
	}
	return q.Limit
}

func (q EventsQuery) isDescending() bool { return q.Order == OrderDescending }

func (q EventsQuery) unfiltered() EventsQuery {
	return EventsQuery{ProjectID: q.ProjectID, TrainingJobID: q.TrainingJobID, Order: q.Order, Limit: q.Limit, Language: q.Language}
}

// filtered says whether a total that counts all events of the job may be larger than the list.
func (q EventsQuery) filtered() bool {
	return q.Level != "" || q.Source != "" || q.Pattern != "" || !q.StartTime.IsZero() || !q.EndTime.IsZero()
}
