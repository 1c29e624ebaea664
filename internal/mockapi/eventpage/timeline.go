package eventpage

import (
	"slices"
	"strings"
	"time"
)

// Timeline has a job's events in ascending order. Their times are parsed once, because a read of a large job requests a thousand pages. It
// is immutable, so that readers need no lock.
type Timeline []*timedEvent

type timedEvent struct {
	Event
	// at is zero (the year 1) if Time is not RFC 3339. Such an event comes first and is in no time range, because the times of a query are
	// not before 1970.
	at time.Time
}

// With returns the timeline with more events. They follow existing ones with the same time.
func (t Timeline) With(events []Event) Timeline {
	merged := slices.Grow(slices.Clone(t), len(events))
	for _, event := range events {
		at, _ := time.Parse(time.RFC3339, event.Time)
		merged = append(merged, &timedEvent{event, at})
	}
	slices.SortStableFunc(merged, func(a, b *timedEvent) int { return a.at.Compare(b.at) })
	return merged
}

// read returns the events of one page, and the number of events that match the query's filters.
func (t Timeline) read(q Query, w Window) (selected []Event, total int) {
	matching := t.matching(q)
	total = len(matching)
	first := min(w.Offset, total)
	last := first + min(w.Limit, total-first)
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

func (t Timeline) matching(q Query) Timeline {
	if !q.filters() {
		return t
	}
	var matching Timeline
	for _, event := range t {
		if q.matches(event) {
			matching = append(matching, event)
		}
	}
	return matching
}

func (q Query) filters() bool {
	return q.level != "" || q.source != "" || q.pattern != "" || !q.end.IsZero()
}

// The comparison ignores case, because the sample in the reference has both K8s and K8S.
func (q Query) matches(event *timedEvent) bool {
	return (q.level == "" || strings.EqualFold(q.level, event.Level)) &&
		(q.source == "" || strings.EqualFold(q.source, event.Source)) &&
		strings.Contains(event.Message, q.pattern) &&
		(q.end.IsZero() || !event.at.Before(q.start) && !event.at.After(q.end))
}
