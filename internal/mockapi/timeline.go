package mockapi

import (
	"slices"
	"strings"
	"time"
)

// timeline has a job's events in ascending order. Their times are parsed once, because a read of a large job requests a thousand pages. It
// is immutable, so that readers need no lock.
type timeline []*timedEvent

type timedEvent struct {
	Event
	// at is zero (the year 1) if Time is not RFC 3339. Such an event comes first and is in no time range, because the times of a query are
	// not before 1970.
	at time.Time
}

func (t timeline) with(events []Event) timeline {
	merged := slices.Grow(slices.Clone(t), len(events))
	for _, event := range events {
		at, _ := time.Parse(time.RFC3339, event.Time)
		merged = append(merged, &timedEvent{event, at})
	}
	slices.SortStableFunc(merged, func(a, b *timedEvent) int { return a.at.Compare(b.at) })
	return merged
}

// read returns the events of one page, and the number of events that match the query's filters.
func (t timeline) read(q query, w window) (selected []Event, total int) {
	matching := t.matching(q)
	total = len(matching)
	first := min(w.offset, total)
	last := first + min(w.limit, total-first)
	selected = make([]Event, 0, last-first)
	for i := first; i < last; i++ {
		position := i
		if q.order == descending {
			position = total - 1 - i
		}
		selected = append(selected, matching[position].Event)
	}
	return selected, total
}

func (t timeline) matching(q query) timeline {
	if !q.filters() {
		return t
	}
	var matching timeline
	for _, event := range t {
		if q.matches(event) {
			matching = append(matching, event)
		}
	}
	return matching
}

func (q query) filters() bool {
	return q.level != "" || q.source != "" || q.pattern != "" || !q.end.IsZero()
}

// The comparison ignores case, because the sample in the reference has both K8s and K8S.
func (q query) matches(event *timedEvent) bool {
	return (q.level == "" || strings.EqualFold(q.level, event.Level)) &&
		(q.source == "" || strings.EqualFold(q.source, event.Source)) &&
		strings.Contains(event.Message, q.pattern) &&
		(q.end.IsZero() || !event.at.Before(q.start) && !event.at.After(q.end))
}
