package eventlist_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// Old events disappear once, before any one of the requests, from a list with a second that fills pages. Its events are equal, so that
// only the number of them shows a loss.
func TestRemovalBeforeASecondThatFillsPages(t *testing.T) {
	t.Parallel()
	for _, later := range []int{0, 15} {
		for _, removed := range []int{1, 4, 15} {
			for at := 1; at <= 30; at++ {
				service := &service{events: generate(20, 1)}
				for range 25 {
					service.events = append(service.events, newEvent(20, "same"))
				}
				for i := range later {
					service.events = append(service.events, newEvent(21+i, "later"))
				}
				service.before = func(request int) {
					if request == at {
						service.events = service.events[removed:]
					}
				}
				list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.MaxLimit, o.Concurrency = 10, 10, 1 })
				if err != nil {
					t.Errorf("%d removed before request %d, %d later events: %v", removed, at, later, err)
					continue
				}
				same := slices.DeleteFunc(messages(list.Events), func(text string) bool { return text != "same" })
				if len(same) != 25 {
					t.Errorf("%d removed before request %d, %d later events: got %d of 25 events", removed, at, later, len(same))
				}
			}
		}
	}
}

// The event that is out of order comes after a second that fills pages, and would be dropped as one that was taken.
func TestUnsortedListWithASecondThatFillsPages(t *testing.T) {
	t.Parallel()
	for size := 4; size <= 12; size++ {
		service := &service{events: []eventlist.Event{newEvent(1, "first")}}
		for range size {
			service.events = append(service.events, newEvent(5, "same"))
		}
		service.events = append(service.events, newEvent(1, "out of order"), newEvent(6, "last"))
		list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.MaxLimit = 3, 3 })
		if err != nil || !slices.Equal(messages(list.Events), messages(service.events)) {
			t.Errorf("%d in the second: got %v, %v", size, list, err)
		}
	}
}

// The last page was requested early, and an event was inserted before the pages in front of it were answered. The end of the list is
// then further back than that page says.
func TestEndThatWasRequestedEarlyIsRequestedAgain(t *testing.T) {
	t.Parallel()
	var events []eventlist.Event
	for _, message := range []string{"a", "b", "c", "d", "e", "f", "g", "z", "z"} {
		events = append(events, eventlist.Event{Message: &message})
	}
	service := &service{events: events}
	var once sync.Once
	early := make(chan struct{}) // closed after the response to the early request for the last page
	fetch := func(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
		if offset == 4 || offset == 6 {
			<-early
		}
		page, err := service.fetch(ctx, offset, limit)
		if offset == 8 {
			once.Do(func() {
				service.mu.Lock()
				service.events = slices.Insert(slices.Clone(events), 0, events[3])
				service.mu.Unlock()
				close(early)
			})
		}
		return page, err
	}
	list, err := eventlist.Read(t.Context(), fetch, eventlist.Options{Limit: 2, MaxLimit: 2, Keep: -1, Concurrency: 8})
	if err != nil {
		t.Fatal(err)
	}
	got := messages(list.Events)
	slices.Sort(got)
	if !slices.Equal(got[len(got)-2:], []string{"z", "z"}) {
		t.Errorf("got %v, want both events z", got)
	}
}

// Whether a service follows the offset is checked at a position that no list reaches. A service that refuses it follows it.
func TestServiceThatRefusesFarOffsetsIsRead(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(50, 1)}
	for range 250 {
		service.events = append(service.events, newEvent(50, "same"))
	}
	fetch := func(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
		if offset >= eventlist.MaxEvents {
			return nil, errors.New("the offset is too large")
		}
		return service.fetch(ctx, offset, limit)
	}
	list, err := eventlist.Read(t.Context(), fetch, eventlist.Options{Limit: 100, MaxLimit: 100, Keep: -1, Concurrency: 1})
	if err != nil || len(list.Events) != 300 {
		t.Errorf("got %v, %v", list, err)
	}
}

// A total of a filtered list may count what the filters leave out, but not more than the list without filters has.
func TestFilteredTotalAboveAllEventsIsAnError(t *testing.T) {
	t.Parallel()
	for all, want := range map[int]error{30: nil, 20: eventlist.ErrListShort} {
		filtered := &service{edit: func(page *eventlist.Page, _ int64) { page.Total = known(30) }}
		unfiltered := &service{events: generate(all, 1)}
		if _, err := filtered.read(t, func(o *eventlist.Options) { o.Unfiltered = unfiltered.fetch }); !errors.Is(err, want) {
			t.Errorf("the total is 30 of %d: got %v, want %v", all, err, want)
		}
	}
}

func TestUndatedListBeyondTheBoundIsAnError(t *testing.T) {
	t.Parallel()
	service := &service{edit: func(page *eventlist.Page, offset int64) {
		page.Total, page.Events = eventlist.Count{}, undated(100)
		page.Events[0].Message = new(fmt.Sprint("at ", offset))
	}}
	if _, err := service.read(t); !errors.Is(err, eventlist.ErrTooManyEvents) || len(service.offsets) > 1100 {
		t.Errorf("got %v after %d requests", err, len(service.offsets))
	}
}

// The first pages look as if the service had small ones, because the list is short and grows. Two readings with such pages are then torn in
// the same way, because the order of equal times differs in each response.
func TestPagesWithMoreRoomThanItSeemedLoseNoEvent(t *testing.T) {
	t.Parallel()
	states := []string{"e", "ie", "xei", "ei", "ie", "eei", "iee", "eei"}
	service := &service{}
	service.before = func(request int) {
		service.events = nil
		for _, message := range states[min(request, len(states))-1] {
			second := 1
			if message == 'x' {
				second = 0
			}
			service.events = append(service.events, newEvent(second, string(message)))
		}
	}
	list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.Concurrency = 1, 1 })
	if err != nil || !slices.Equal(slices.Sorted(slices.Values(messages(list.Events))), []string{"e", "e", "i"}) {
		t.Errorf("got %+v, %v", list, err)
	}
}

// A removal makes a reading skip the last event of the section. The next reading is longer, as if the list had grown.
func TestReadingThatSkippedAnEventIsNotAccepted(t *testing.T) {
	t.Parallel()
	first := newEvent(0, "first")
	for name, test := range map[string]struct {
		first    eventlist.Event
		others   []eventlist.Event
		restores bool
	}{
		"the list ends":  {first, []eventlist.Event{newEvent(1, "a"), newEvent(1, "b")}, false},
		"it continues":   {newEvent(1, "a"), []eventlist.Event{newEvent(1, "b"), newEvent(1, "c"), newEvent(2, "z")}, true},
		"longer section": {first, []eventlist.Event{newEvent(1, "a"), newEvent(1, "b"), newEvent(1, "c"), newEvent(1, "d")}, false},
	} {
		for removal := 1; removal <= 8; removal++ {
			service := &service{events: slices.Concat([]eventlist.Event{test.first}, test.others)}
			service.before = func(request int) {
				switch {
				case request == removal:
					service.events = test.others
				case request == removal+1 && test.restores:
					service.events = slices.Concat([]eventlist.Event{test.first}, test.others)
				}
			}
			list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.MaxLimit, o.Concurrency = 2, 2, 1 })
			if err != nil {
				t.Errorf("%s, removal before request %d: %v", name, removal, err)
				continue
			}
			got := slices.DeleteFunc(messages(list.Events), func(message string) bool { return message == *test.first.Message })
			if !slices.Equal(got, messages(test.others)) {
				t.Errorf("%s, removal before request %d: got %q", name, removal, got)
			}
		}
	}
}

// Two replicas with reverse orders answer in turn. Both readings of the second then may lose and repeat the same events.
func TestReplicasThatTakeTurnsLoseNoEvent(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{2, 3, 4, 5, 10} {
		for size := 2 * int(limit); size <= 40; size++ {
			service := &service{events: generate(size, size), order: alternating()}
			list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.MaxLimit, o.Concurrency = limit, limit, 1 })
			if err == nil {
				if got := messages(list.Events); len(slices.Compact(slices.Sorted(slices.Values(got)))) != size {
					t.Errorf("%d events, pages of %d: got %q at %v", size, limit, got, service.offsets)
				}
			}
		}
	}
}
