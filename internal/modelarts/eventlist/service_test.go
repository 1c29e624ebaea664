package eventlist_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// service lists events. Its hooks let a test change the events or the responses.
type service struct {
	mu     sync.Mutex
	events []eventlist.Event
	// offsets has the offsets of the requests so far.
	offsets []int64
	// before is called before a request is answered, with its number, from 1.
	before func(request int)
	// order may rearrange a copy of the events for one response.
	order func(events []eventlist.Event)
	// edit may change a response.
	edit func(page *eventlist.Page, offset int64)
}

func (s *service) fetch(_ context.Context, offset, limit int64) (*eventlist.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offsets = append(s.offsets, offset)
	if s.before != nil {
		s.before(len(s.offsets))
	}
	events := s.events
	if s.order != nil {
		events = slices.Clone(events)
		s.order(events)
	}
	size := int64(len(events))
	page := &eventlist.Page{
		Events: slices.Clone(events[min(offset, size):min(offset+limit, size)]),
		Total:  known(len(events)),
		Limit:  known(int(limit)),
	}
	if s.edit != nil {
		s.edit(page, offset)
	}
	return page, nil
}

func known(n int) eventlist.Count { return eventlist.Count{Number: int64(n), Known: true} }

func (s *service) read(t *testing.T, set ...func(*eventlist.Options)) (*eventlist.List, error) {
	t.Helper()
	options := eventlist.Options{Limit: 100, MaxLimit: 100, Keep: -1, Concurrency: 8}
	for _, change := range set {
		change(&options)
	}
	return eventlist.Read(t.Context(), s.fetch, options)
}

// newEvent returns an event at a number of seconds after the beginning.
func newEvent(second int, message string) eventlist.Event {
	at, level := time.Unix(int64(second), 0).UTC().Format(time.RFC3339), "Info"
	return eventlist.Event{Time: &at, Level: &level, Message: &message}
}

// generate returns n events; perSecond of them share a second. Their messages are their numbers.
func generate(n, perSecond int) []eventlist.Event {
	events := make([]eventlist.Event, n)
	for i := range events {
		events[i] = newEvent(i/perSecond, fmt.Sprint(i))
	}
	return events
}

func messages(events []eventlist.Event) []string {
	texts := make([]string, len(events))
	for i, event := range events {
		texts[i] = *event.Message
	}
	return texts
}
