package mockapi

import (
	"slices"
	"strings"
	"time"
)

// timeline holds a job's events in ascending order, with their times parsed once: a read of a large job asks
// for a thousand pages. It is never changed in place, so a reader needs no lock.
type timeline []*timedEvent

type timedEvent struct {
	Event
	// at stays zero, the year 1, where Time is not RFC 3339: such an event comes first and is in no time
	// range, since a query's times are not before 1970.
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

// read returns the events of one page, and how many match the query's filters in all.
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

// The sample in the reference has the source K8s among K8S, hence the folding of case.
func (q query) matches(event *timedEvent) bool {
	return (q.level == "" || strings.EqualFold(q.level, event.Level)) &&
		(q.source == "" || strings.EqualFold(q.source, event.Source)) &&
		strings.Contains(event.Message, q.pattern) &&
		(q.end.IsZero() || !event.at.Before(q.start) && !event.at.After(q.end))
}
