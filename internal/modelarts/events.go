package modelarts

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// Bounds of the API reference, page ListTrainingJobEvents, and of this client.
const (
	// MaxLimit is the largest page, in events. It is also the default of [EventsQuery.Limit], because it needs the fewest requests. The
	// service's own default is 50.
	MaxLimit = 100
	// MaxPatternLength is in characters, not bytes.
	MaxPatternLength = 256
)

// The orders that the API knows.
const (
	OrderAscending  = "asc"
	OrderDescending = "desc"
)

// Sources, Orders and Languages are the values that the API accepts. A response may have other sources.
var (
	Sources   = []string{"K8S", "Job", "Task"}
	Orders    = []string{OrderAscending, OrderDescending}
	Languages = []string{"en-us", "zh-cn"}
)

// EventsQuery selects events of a job. Filters with a zero value are not sent.
type EventsQuery struct {
	ProjectID, TrainingJobID string

	Level, Source, Pattern string
	// StartTime and EndTime are sent as epoch milliseconds. The end is rounded up, so that the window is never narrower than requested.
	// A zero StartTime or EndTime leaves the window open on that side.
	StartTime, EndTime time.Time
	// Order is OrderAscending or OrderDescending. Empty means OrderAscending.
	Order string
	// Offset is the number of events to skip, counted in that order, 0 or more.
	Offset int64
	// Limit is the page size, 1 to MaxLimit; 0 means MaxLimit.
	Limit int64
	// SeenPage is [eventlist.List.LargestPage] of earlier reads of the same list, 0 for none. It may save a request.
	SeenPage int64
	// Language is one of [Languages], sent as X-Language. Empty means that the service decides.
	Language string
}

// TrainingJobEvents reads all matching events: https://support.huaweicloud.com/intl/en-us/api-modelarts/ListTrainingJobEvents.html. It
// returns the first keep of them in the requested order; a negative keep returns all. It reads the complete list or returns an error: an
// error of [rest.Client.Get] or [eventlist.Read], or [ErrOtherResponse].
func (c *Client) TrainingJobEvents(ctx context.Context, query EventsQuery, keep int64) (*eventlist.List, error) {
	fetch := func(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
		return c.eventPage(ctx, query, offset, limit)
	}
	var unfiltered eventlist.Fetch
	if all := query.unfiltered(); all != query {
		unfiltered = func(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
			return c.eventPage(ctx, all, offset, limit)
		}
	}
	return eventlist.Read(ctx, fetch, eventlist.Options{
		Offset: query.Offset, Descending: query.Order == OrderDescending, Keep: keep,
		Limit: query.limit(), MaxLimit: MaxLimit, SeenPage: query.SeenPage, Unfiltered: unfiltered, Matches: query.matches,
		Concurrency: c.rest.MaxConcurrentRequests(),
		Progress: func(read int64, total eventlist.Count) {
			c.log.LogAttrs(ctx, slog.LevelInfo, "Reading training job events", progress(read, total)...)
		},
	})
}

// eventPage requests one page. It always requests the oldest event first, so that new events do not move other events.
func (c *Client) eventPage(ctx context.Context, query EventsQuery, offset, limit int64) (*eventlist.Page, error) {
	var page *eventPage
	segments := []string{"v2", query.ProjectID, "training-jobs", query.TrainingJobID, "events"}
	err := c.rest.Get(ctx, segments, query.values(offset, limit), query.header(), func(body []byte) (err error) {
		if page, err = decodePage(body); err != nil {
			return err
		}
		return query.verify(page, offset)
	})
	if err != nil {
		return nil, err
	}
	return &page.Page, nil
}

func progress(read int64, total eventlist.Count) []slog.Attr {
	attrs := []slog.Attr{slog.Int64("read", read)}
	if total.Known {
		attrs = append(attrs, slog.Int64("total", total.Number))
	}
	return attrs
}

// values returns the query string of one page.
func (q EventsQuery) values(offset, limit int64) url.Values {
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
	values.Set("order", OrderAscending) // always sent, because the documents disagree about the service's default
	values.Set("offset", strconv.FormatInt(offset, 10))
	values.Set("limit", strconv.FormatInt(limit, 10))
	return values
}

// EarliestTime and LatestTime are the bounds of [EventsQuery.StartTime] and [EventsQuery.EndTime]. Epoch milliseconds have no sign in the
// API. The service echoes the times in RFC 3339 in its own time zone, and the latest has a year of four digits in every zone.
var (
	EarliestTime = time.UnixMilli(0)
	LatestTime   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// window fills in a missing time, because the service requires both or neither.
func (q EventsQuery) window() (start, end time.Time) {
	start, end = q.StartTime, q.EndTime
	if start.IsZero() {
		start = EarliestTime
	}
	if end.IsZero() {
		end = LatestTime
	}
	return start, end
}

// projectHeader names the project, which a signature does not contain.
func projectHeader(projectID string) http.Header { return http.Header{"X-Project-Id": {projectID}} }

func (q EventsQuery) header() http.Header {
	header := projectHeader(q.ProjectID)
	if q.Language != "" {
		header.Set("X-Language", q.Language)
	}
	return header
}

func (q EventsQuery) limit() int64 {
	if q.Limit == 0 {
		return MaxLimit
	}
	return q.Limit
}

// unfiltered returns the query for all events of the job.
func (q EventsQuery) unfiltered() EventsQuery {
	q.Level, q.Source, q.Pattern, q.StartTime, q.EndTime = "", "", "", time.Time{}, time.Time{}
	return q
}
