package eventlist

import (
	"slices"
	"strings"
	"time"
)

// LatestEvents is how many events a [Summary] remembers of each level.
const LatestEvents = 5

// Summary tells of every event that matched from EventsQuery.Offset on, also of those that were not kept. Levels count whatever their
// case.
type Summary struct {
	levels map[string]levelSummary
	any    latestEvents
	added  int64
}

type levelSummary struct {
	count  int64
	latest latestEvents
}

// Count is how many events have one of these of [Levels]. There may be events of none of them.
func (s *Summary) Count(levels ...string) int64 {
	var count int64
	for _, level := range slices.Compact(slices.Sorted(slices.Values(levels))) {
		count += s.levels[level].count
	}
	return count
}

// Latest returns those events of these of [Levels] that have the latest times, the latest first, at most [LatestEvents]. Of equal times
// that is the one that stands last in the list. Times that are not RFC 3339 come after those that are.
func (s *Summary) Latest(levels ...string) []Event {
	var latest latestEvents
	for _, level := range slices.Compact(slices.Sorted(slices.Values(levels))) {
		for _, event := range s.levels[level].latest {
			latest.add(event)
		}
	}
	return latest.events()
}

// LatestOfAny is Latest of all events, whatever their level.
func (s *Summary) LatestOfAny() []Event { return s.any.events() }

// add takes the next event of the list in ascending order.
func (s *Summary) add(event Event) {
	s.added++
	dated := datedEvent{Event: event, place: s.added}
	if event.Time != nil {
		at, err := time.Parse(time.RFC3339, *event.Time)
		dated.time, dated.isDated = at, err == nil
	}
	s.any.add(dated)
	if event.Level == nil {
		return
	}
	if known := slices.IndexFunc(Levels, func(level string) bool { return strings.EqualFold(level, *event.Level) }); known >= 0 {
		s.addToLevel(Levels[known], dated)
	}
}

func (s *Summary) addToLevel(name string, event datedEvent) {
	if s.levels == nil {
		s.levels = map[string]levelSummary{}
	}
	level := s.levels[name]
	level.count++
	level.latest.add(event)
	s.levels[name] = level
}

type datedEvent struct {
	Event
	time    time.Time
	isDated bool
	place   int64
}

func (e datedEvent) isLaterThan(other datedEvent) bool {
	switch {
	case e.isDated != other.isDated:
		return e.isDated
	case !e.time.Equal(other.time):
		return e.time.After(other.time)
	}
	return e.place > other.place
}

// latestEvents are the latest first.
type latestEvents []datedEvent

func (l *latestEvents) add(event datedEvent) {
	place := slices.IndexFunc(*l, event.isLaterThan)
	if place < 0 {
		place = len(*l)
	}
	if place < LatestEvents {
		*l = slices.Insert(*l, place, event)
		*l = (*l)[:min(len(*l), LatestEvents)]
	}
}

func (l *latestEvents) events() []Event {
	events := make([]Event, len(*l))
	for i, event := range *l {
		events[i] = event.Event
	}
	return events
}
