package modelarts

import (
	"context"
	"errors"
	"fmt"
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
	OrderAscending  = "asc"
	OrderDescending = "desc"
)

// Levels, Sources, Orders and Languages are what the API takes as a filter. A response may hold other words.
var (
	Levels    = []string{"Info", "Error", "Warning"}
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
	// ErrOtherOffset: a page is not the one that was asked for.
	ErrOtherOffset = errors.New("the service answered for another offset")
)

// maxKeptBytes bounds the texts of the events that are kept. Terraform takes at most 256 MiB from a provider.
const maxKeptBytes = 128 << 20

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
	// StartTime and EndTime go together. They are sent as epoch milliseconds, the end rounded up, so that the
	// window is never narrower than asked.
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
}

// TrainingJobEvents reads every page of the list and keeps the first so many events of it; a negative keep keeps all. It returns the
// whole list or an error: those of [rest.Client.Get], [ErrTooManyEvents], [ErrListTooLarge], [ErrListShort] or [ErrOtherOffset].
func (c *Client) TrainingJobEvents(ctx context.Context, query EventsQuery, keep int64) (*EventList, error) {
	collector := eventCollector{keep: keep, events: []Event{}}
	for page, err := range c.eventPages(ctx, query) {
		if err == nil {
			err = collector.add(page.Events)
		}
		if err != nil {
			return nil, afterEvents(collector.read, err)
		}
		c.log.LogAttrs(ctx, slog.LevelInfo, "Reading training job events", progress(collector.read, page)...)
	}
	list := collector.list(query)
	if collector.read == 0 && query.Offset > 0 {
		// The offset may lie behind the end, and how far is only known by reading.
		query.Offset = 0
		all, err := c.TrainingJobEvents(ctx, query, 0)
		if err != nil {
			return nil, err
		}
		list.Total = all.Total
	}
	return list, nil
}

// eventCollector keeps what is to be kept, and counts the rest.
type eventCollector struct {
	keep   int64
	events []Event
	read   int64
	size   int
}

func (c *eventCollector) add(events []Event) error {
	c.read += int64(len(events))
	if c.keep >= 0 {
		events = events[:min(int64(len(events)), c.keep-int64(len(c.events)))]
	}
	for _, event := range events {
		if c.size += event.size(); c.size > maxKeptBytes {
			return ErrListTooLarge
		}
	}
	c.events = append(c.events, events...)
	return nil
}

func (c *eventCollector) list(query EventsQuery) *EventList {
	return &EventList{
		Events:    c.events,
		Total:     query.Offset + c.read,
		Truncated: int64(len(c.events)) < c.read,
	}
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
		values.Set("start_time", strconv.FormatInt(q.StartTime.UnixMilli(), 10))
		values.Set("end_time", strconv.FormatInt(q.EndTime.Add(time.Millisecond-time.Nanosecond).UnixMilli(), 10))
	}
	values.Set("order", q.order())
	values.Set("offset", strconv.FormatInt(offset, 10))
	values.Set("limit", strconv.FormatInt(q.limit(), 10))
	return values
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

// filtered says whether a total that counts all events of the job may be larger than the list.
func (q EventsQuery) filtered() bool {
	return q.Level != "" || q.Source != "" || q.Pattern != "" || !q.StartTime.IsZero() || !q.EndTime.IsZero()
}
