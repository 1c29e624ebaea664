package eventlist_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// A service may announce smaller pages in the middle of a read. A page that is full by its announcement is not the end of the list.
func TestAnnouncedSmallerPagesAreNotTheEnd(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(250, 1)}
	service.edit = func(page *eventlist.Page, _ int64) {
		page.Total = eventlist.Count{}
		if len(service.offsets) > 1 {
			page.Events, page.Limit = page.Events[:min(10, len(page.Events))], known(10)
		}
	}
	list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = 1 })
	if err != nil {
		t.Fatal(err)
	}
	checkAllOnce(t, list.Events, 250)
}

// Without an announcement, a page that is as large as the request is not the end of the list. The second reading of a section requests
// smaller pages than the largest one.
func TestFullPagesAreNotTheEndIfNoSizeIsAnnounced(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(450, 300)}
	service.edit = func(page *eventlist.Page, _ int64) { page.Limit = eventlist.Count{} }
	list, err := service.read(t)
	if err != nil {
		t.Fatal(err)
	}
	checkAllOnce(t, list.Events, 450)
}

// Events without a readable time come first or last, and a removal moves the break between two pages. None may be dropped as one that was
// taken.
func TestRemovalBeforeUndatedEventsLosesNone(t *testing.T) {
	t.Parallel()
	unreadable := "yesterday"
	for name, at := range map[string]*string{"no time": nil, "an unreadable time": &unreadable} {
		for _, undatedFirst := range []bool{true, false} {
			for removed := range 8 {
				for request := 1; request <= 4; request++ {
					checkUndatedEvents(t, fmt.Sprintf("%s, first: %v, %d removed before request %d", name, undatedFirst, removed, request),
						&service{events: partlyUndated(at, undatedFirst)}, removed, request)
				}
			}
		}
	}
}

// partlyUndated returns 12 events, of which 5 have the same time text, or none.
func partlyUndated(at *string, first bool) []eventlist.Event {
	events := generate(12, 1)
	for i := range events {
		if first && i < 5 || !first && i >= 7 {
			events[i].Time = at
		}
	}
	return events
}

func checkUndatedEvents(t *testing.T, name string, service *service, removed, request int) {
	t.Helper()
	want := messages(service.events[removed:])
	service.before = func(current int) {
		if current == request {
			service.events = service.events[removed:]
		}
	}
	list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.MaxLimit, o.Concurrency = 5, 5, 1 })
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	got := messages(list.Events)
	if len(got) < len(want) || !slices.Equal(got[len(got)-len(want):], want) {
		t.Errorf("%s: got %q, which lacks some of %q", name, got, want)
	}
}

// The only page never shows the same event twice, so no two responses agree.
func TestOnlyEventThatAlwaysChangesIsAnError(t *testing.T) {
	t.Parallel()
	for _, dated := range []bool{true, false} {
		service := &service{events: generate(1, 1)}
		service.edit = func(page *eventlist.Page, _ int64) {
			for i := range page.Events {
				page.Events[i] = newEvent(0, fmt.Sprint(len(service.offsets)))
				if !dated {
					page.Events[i].Time = nil
				}
			}
		}
		_, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = 1 })
		if !errors.Is(err, eventlist.ErrListMoves) || len(service.offsets) > 200 {
			t.Errorf("dated: %v: got %v after %d requests", dated, err, len(service.offsets))
		}
	}
}

// A service written in Go sends this time for an event that has none.
func TestFirstSecondOfYearOneIsATime(t *testing.T) {
	t.Parallel()
	zero := "0001-01-01T00:00:00Z"
	for n := 1; n <= 12; n++ {
		for zeros := 1; zeros <= n; zeros++ {
			for _, seen := range []int64{0, 5} {
				service := &service{events: generate(n, 1)}
				for i := range zeros {
					service.events[i].Time = &zero
				}
				list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.MaxLimit, o.SeenPage = 3, 5, seen })
				if err != nil {
					t.Fatal(err)
				}
				checkAllOnce(t, list.Events, n)
			}
		}
	}
}

func TestAbsentTextsDifferFromEmptyOnes(t *testing.T) {
	t.Parallel()
	empty := ""
	if (eventlist.Event{}).Value() == (eventlist.Event{Source: &empty}).Value() {
		t.Error("an absent source and an empty one have equal values")
	}
}

// One response without events, in the middle of the list, is not the end if the totals are right.
func TestOneEmptyResponseLosesNoEvent(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]eventlist.Event{
		"a second each": generate(7, 1),
		"one second":    generate(7, 7),
		"few events":    generate(3, 3),
		"without times": undated(7),
	} {
		for bound := 1; bound <= 8; bound++ {
			for empty := 1; empty <= 30; empty++ {
				service := &service{events: events}
				service.edit = func(page *eventlist.Page, _ int64) {
					page.Events, page.Limit = page.Events[:min(bound, len(page.Events))], eventlist.Count{}
					if len(service.offsets) == empty {
						page.Events = nil
					}
				}
				list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = 1 })
				if err == nil && !slices.Equal(messages(list.Events), messages(events)) {
					t.Errorf("%s, pages of %d, response %d is empty: got %q", name, bound, empty, messages(list.Events))
				}
			}
		}
	}
}

// The last events of a list may be taken from one response, or from two readings. Neither way may exceed the bounds of a list.
func TestBoundsHoldForTheLastEvents(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 50<<20)
	oneSecond := generate(3, 3)
	for i := range oneSecond {
		oneSecond[i].Message = &large
	}
	longSecond := generate(eventlist.MaxEvents+200, 1)
	for i := eventlist.MaxEvents - 100; i < len(longSecond); i++ {
		longSecond[i].Time = longSecond[eventlist.MaxEvents-100].Time
	}
	for _, test := range []struct {
		events []eventlist.Event
		keep   int64
		want   error
	}{
		{oneSecond, -1, eventlist.ErrListTooLarge}, {oneSecond, 2, nil}, {longSecond, -1, eventlist.ErrTooManyEvents},
	} {
		for _, descending := range []bool{false, true} {
			service := &service{events: test.events, edit: noTotal}
			_, err := service.read(t, func(o *eventlist.Options) { o.Concurrency, o.Keep, o.Descending = 1, test.keep, descending })
			if !errors.Is(err, test.want) {
				t.Errorf("%d events, keep %d, descending %t: got %v, want %v", len(test.events), test.keep, descending, err, test.want)
			}
		}
	}
}
