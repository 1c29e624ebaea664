package eventlist

import (
	"slices"
	"time"
)

// The levels of the API. A response may have other texts.
const (
	LevelInfo    = "Info"
	LevelError   = "Error"
	LevelWarning = "Warning"
)

// Levels are the levels of the API.
var Levels = []string{LevelInfo, LevelError, LevelWarning}

// Event is one event as the service sent it. A nil field was absent or null.
type Event struct {
	Message *string
	Level   *string
	// Time is RFC 3339 in every published sample, but no document promises that.
	Time   *string
	Source *string
}

func (e Event) texts() [4]*string { return [4]*string{e.Message, e.Level, e.Time, e.Source} }

// size returns the length of the texts in bytes.
func (e Event) size() int {
	size := 0
	for _, text := range e.texts() {
		if text != nil {
			size += len(*text)
		}
	}
	return size
}

// Value is an event that can be compared: two events with equal values cannot be told apart.
type Value [4]struct {
	text  string
	known bool
}

// Value returns what the event is compared by.
func (e Event) Value() Value {
	var v Value
	for i, text := range e.texts() {
		if text != nil {
			v[i].text, v[i].known = *text, true
		}
	}
	return v
}

// Count is a number of events that the service sent. The zero value means that it sent none.
type Count struct {
	Number int64
	Known  bool
	// Unreadable means that the service sent something that is not a number of 0 or more.
	Unreadable bool
}

// Page is one response: the events from an offset on, at most as many as were requested.
type Page struct {
	Events []Event
	Total  Count
	// Limit is the page size that the service reports.
	Limit Count
}

// response is a page with its request and the times of its events.
type response struct {
	Page

	// offset and requested are the offset and the limit of the request.
	offset, requested int64
	times             []time.Time
	// guessed is true if the page was requested before it was needed.
	guessed bool
	// sorted is false if a time is unreadable or earlier than the one before it.
	sorted bool
}

func newResponse(page *Page, offset, limit int64) *response {
	r := &response{Page: *page, offset: offset, requested: limit, times: make([]time.Time, len(page.Events)), sorted: true}
	for i, event := range page.Events {
		if i > 0 && event.Time != nil && page.Events[i-1].Time != nil && *event.Time == *page.Events[i-1].Time {
			r.times[i] = r.times[i-1] // equal texts are common, and parsing takes most of the time
			continue
		}
		var err error
		if event.Time == nil {
			r.sorted = false
		} else if r.times[i], err = time.Parse(time.RFC3339, *event.Time); err != nil {
			r.sorted = false
		}
		if i > 0 && r.times[i].Before(r.times[i-1]) {
			r.sorted = false
		}
	}
	return r
}

func (r *response) size() int64 { return int64(len(r.Events)) }

// end returns the position behind the last event.
func (r *response) end() int64 { return r.offset + r.size() }

// after returns the index of the first event that is later than a time.
func (r *response) after(at time.Time) int {
	for i, t := range r.times {
		if t.After(at) {
			return i
		}
	}
	return len(r.times)
}

// lastGroup returns the index at which the group of the last event begins, or from if that is larger.
func (r *response) lastGroup(from int) int {
	i := len(r.times)
	for i > from && r.times[i-1].Equal(r.times[len(r.times)-1]) {
		i--
	}
	return i
}

// largestGroup returns the size of the largest group in the response.
func (r *response) largestGroup() int64 {
	var largest, size int64
	for i := range r.times {
		if i > 0 && !r.times[i].Equal(r.times[i-1]) {
			size = 0
		}
		size++
		largest = max(largest, size)
	}
	return largest
}

// isFull reports whether the response is as large as the request and the service allow.
func (r *response) isFull() bool {
	return r.size() >= r.requested || r.Limit.Known && r.size() >= r.Limit.Number
}

// isLaterThan reports whether a response ends with a later time than the next one begins with.
func (r *response) isLaterThan(next *response) bool {
	return r.size() > 0 && next.size() > 0 && next.times[0].Before(r.times[len(r.times)-1])
}

// totalExceeds reports whether the service's total is larger than the position of the response's end.
func (r *response) totalExceeds() bool { return r.Total.Known && r.Total.Number > r.end() }

// equals reports whether two responses have the same events in the same order.
func (r *response) equals(other *response) bool { return equalInOrder(r.Events, other.Events) }

func equalInOrder(a, b []Event) bool {
	return slices.EqualFunc(a, b, func(x, y Event) bool { return x.Value() == y.Value() })
}
