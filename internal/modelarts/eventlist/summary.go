package eventlist

import (
	"slices"
	"time"
)

// Bounds of a [Summary].
const (
	// LatestEvents is the number of events per level.
	LatestEvents = 5
	// MaxOtherLevels is the number of different levels outside [Levels].
	MaxOtherLevels = 5
)

// Summary describes all matching events from Options.Offset on, including those that were not kept. Comparisons of levels ignore case,
// surrounding white space and invisible characters.
type Summary struct {
	levels map[string]levelSummary
	// other counts the events whose level is not one of [Levels].
	other       levelSummary
	otherLevels []string
	any         latestEvents
	added       int64
}

type levelSummary struct {
	count  int64
	latest latestEvents
}

// Count returns the number of events with any of the given levels, which must be in [Levels].
func (s *Summary) Count(levels ...string) int64 {
	var count int64
	for _, level := range slices.Compact(slices.Sorted(slices.Values(levels))) {
		count += s.levels[level].count
	}
	return count
}

// Latest returns up to [LatestEvents] events of the given levels, newest first. Of events with equal times, the last one in the list comes
// first. Events without an RFC 3339 time come last.
func (s *Summary) Latest(levels ...string) []Event {
	var latest latestEvents
	for _, level := range slices.Compact(slices.Sorted(slices.Values(levels))) {
		for _, event := range s.levels[level].latest {
			latest.add(event)
		}
	}
	return latest.events()
}

// OtherCount returns the number of events whose level is not one of [Levels], including events without a level.
func (s *Summary) OtherCount() int64 { return s.other.count }

// LatestOther is like Latest, for the events that OtherCount counts.
func (s *Summary) LatestOther() []Event { return s.other.latest.events() }

// OtherLevels returns the different levels of the events that OtherCount counts, unchanged, in the order of the list, at most
// [MaxOtherLevels]. An event without a level has the level "".
func (s *Summary) OtherLevels() []string { return s.otherLevels }

// LatestOfAny is like Latest, for events of any level.
func (s *Summary) LatestOfAny() []Event { return s.any.events() }

// Add adds an event. Of events with equal times, those that are later in the list must be added later.
func (s *Summary) Add(event Event) {
	s.added++
	dated := datedEvent{Event: event, place: s.added}
	if event.Time != nil {
		at, err := time.Parse(time.RFC3339, *event.Time)
		dated.time, dated.isDated = at, err == nil
	}
	s.any.add(dated)
	if level, known := KnownLevel(event.Level); known {
		s.addToLevel(level, dated)
	} else {
		s.addToOther(dated)
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

func (s *Summary) addToOther(event datedEvent) {
	s.other.count++
	s.other.latest.add(event)
	level := ""
	if event.Level != nil {
		level = *event.Level
	}
	if len(s.otherLevels) < MaxOtherLevels && !slices.Contains(s.otherLevels, level) {
		s.otherLevels = append(s.otherLevels, level)
	}
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

// latestEvents has the newest event first.
type latestEvents []datedEvent

func (l *latestEvents) add(event datedEvent) {
	place := slices.IndexFunc(*l, event.isLaterThan)
	if place < 0 {
		place = len(*l)
	}
	*l = slices.Insert(*l, place, event)
	*l = (*l)[:min(len(*l), LatestEvents)]
}

func (l *latestEvents) events() []Event {
	events := make([]Event, len(*l))
	for i, event := range *l {
		events[i] = event.Event
	}
	return events
}
