package eventlist_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// filterEachPage makes a service filter each page instead of the list, and bound its pages. It returns the list without filters.
func filterEachPage(service *service, bound int) eventlist.Fetch {
	all := service.fetch
	service.edit = func(page *eventlist.Page, _ int64) {
		page.Limit = known(bound)
		page.Events = slices.DeleteFunc(page.Events[:min(bound, len(page.Events))], func(event eventlist.Event) bool {
			return *event.Level != eventlist.LevelError
		})
	}
	return all
}

// Only one event matches, so the list looks empty up to its page. The service says that its pages are small.
func TestFilteredPagesAreAllSearched(t *testing.T) {
	t.Parallel()
	for _, bound := range []int{10, 100} {
		service := &service{events: generate(300, 1)}
		service.events[255].Level = new(eventlist.LevelError)
		all := filterEachPage(service, bound)
		_, err := service.read(t, func(o *eventlist.Options) { o.Unfiltered = all })
		if !errors.Is(err, eventlist.ErrFilteredPages) {
			t.Errorf("pages of %d: got %v", bound, err)
		}
	}
}

// One wrong total must not end the read, whichever response has it.
func TestOneTotalBeyondTheBoundIsIgnored(t *testing.T) {
	t.Parallel()
	for wrong := 1; wrong <= 5; wrong++ {
		service := &service{events: generate(250, 1)}
		service.edit = func(page *eventlist.Page, _ int64) {
			if len(service.offsets) == wrong {
				page.Total = known(eventlist.MaxEvents + 1)
			}
		}
		list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = 1 })
		if err != nil {
			t.Fatalf("the total of response %d is wrong: %v", wrong, err)
		}
		checkAllOnce(t, list.Events, 250)
	}
}

// The total of a filtered list may count all events of the job, and so it may exceed the bound of the list.
func TestTotalOfAllEventsMayExceedTheBound(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(20, 1)}
	service.edit = func(page *eventlist.Page, _ int64) { page.Total = known(eventlist.MaxEvents + 10) }
	list, err := service.read(t, func(o *eventlist.Options) { o.Unfiltered = service.fetch })
	if err != nil {
		t.Fatal(err)
	}
	checkAllOnce(t, list.Events, 20)
}

// Events without a time are read twice and compared, so they must fit into the memory, even if none is kept.
func TestEventsTooLargeToCompareAreAnError(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(150, 1)}
	large := strings.Repeat("x", 1<<20)
	for i := range service.events {
		service.events[i].Time, service.events[i].Message = nil, &large
	}
	if _, err := service.read(t, func(o *eventlist.Options) { o.Keep = 0 }); !errors.Is(err, eventlist.ErrListTooLarge) {
		t.Errorf("got %v", err)
	}
}

// A list without order shrinks below the offset, so that the number of its events is not known until it is read from its beginning.
func TestUnsortedListThatShrinksBelowOffsetIsEmpty(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(10, 1)}
	for i := range service.events {
		service.events[i].Time = nil
	}
	service.before = func(request int) {
		if request == 2 {
			service.events = service.events[:3]
		}
	}
	list, err := service.read(t, func(o *eventlist.Options) { o.Offset, o.Concurrency = 5, 1 })
	if err != nil || len(list.Events) != 0 || list.Total != 3 {
		t.Errorf("got %s, %v", fmt.Sprintf("%+v", list), err)
	}
}

// Each response has other events behind an offset within a group, if the order of equal times differs in each response.
func TestOffsetWithinAGroupWithoutOrder(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{2, 5, 100} {
		service := &service{events: []eventlist.Event{newEvent(0, "first")}}
		for i := range 8 {
			service.events = append(service.events, newEvent(1, fmt.Sprint(i)))
		}
		shift := 0
		service.order = func(events []eventlist.Event) {
			shift++
			group := slices.Clone(events[1:])
			copy(events[1:], slices.Concat(group[shift%8:], group[:shift%8]))
		}
		list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.Offset, o.Concurrency = limit, 5, 1 })
		if err != nil || len(list.Events) != 4 || list.Total != 9 {
			t.Errorf("limit %d: got %+v, %v", limit, list, err)
		}
	}
}

// The service cuts the page at one position short, each time.
func TestPageThatIsAlwaysCutShortIsPassed(t *testing.T) {
	t.Parallel()
	for short := 1; short < 20; short++ {
		service := &service{events: generate(40, 3)}
		service.edit = func(page *eventlist.Page, offset int64) {
			if offset == int64(short) {
				page.Events = page.Events[:min(3, len(page.Events))]
			}
		}
		list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.Concurrency = 10, 1 })
		if err != nil {
			t.Fatalf("at %d: %v", short, err)
		}
		checkAllOnce(t, list.Events, 40)
	}
}

// Pages never reach beyond one position, although there are events behind it.
func TestEndWithEventsBehindItIsAnError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		filtered bool
		want     error
	}{{false, eventlist.ErrListMoves}, {true, eventlist.ErrFilteredPages}} {
		service := &service{events: generate(40, 1)}
		service.edit = func(page *eventlist.Page, offset int64) {
			if offset < 10 {
				page.Events = page.Events[:10-offset]
			}
		}
		_, err := service.read(t, func(o *eventlist.Options) {
			if test.filtered {
				o.Unfiltered = service.fetch
			}
		})
		if !errors.Is(err, test.want) {
			t.Errorf("filtered: %v: got %v, want %v", test.filtered, err, test.want)
		}
	}
}

// A list that seems to be empty and has no total is requested again, as any list without one.
func TestEmptyResponseWithoutTotalIsRepeated(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(20, 1)}
	service.edit = func(page *eventlist.Page, _ int64) {
		page.Total = eventlist.Count{}
		if len(service.offsets) == 1 {
			page.Events = nil
		}
	}
	list, err := service.read(t)
	if err != nil {
		t.Fatal(err)
	}
	checkAllOnce(t, list.Events, 20)
}

// The last group of a list may exceed the bound, after all others were taken.
func TestLastEventBeyondTheBoundIsAnError(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(eventlist.MaxEvents+1, 1), edit: noTotal}
	if _, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = 1 }); !errors.Is(err, eventlist.ErrTooManyEvents) {
		t.Errorf("got %v", err)
	}
}

// Whichever request fails, the read fails with its error.
func TestFailureOfAnyRequestEndsTheRead(t *testing.T) {
	t.Parallel()
	failure := errors.New("failure")
	withTotal := func(s *service, n int) func(*eventlist.Page, int64) {
		return func(page *eventlist.Page, _ int64) { page.Total = known(len(s.events) + n) }
	}
	for name, open := range map[string]func() (s *service, isFiltered bool){
		"growing list": func() (*service, bool) {
			s := growing(20, 1, 1)
			s.edit = withTotal(s, 1)
			return s, false
		},
		"growing filtered list": func() (*service, bool) {
			s := growing(20, 1, 1)
			s.edit = withTotal(s, 250)
			return s, true
		},
		"total of all events": func() (*service, bool) {
			s := &service{events: generate(20, 1)}
			s.edit = withTotal(s, 250)
			return s, true
		},
		"second that fills pages": func() (*service, bool) { return &service{events: generate(250, 250)}, false },
		"one second":              func() (*service, bool) { return &service{events: generate(5, 5)}, false },
		"events without a time":   func() (*service, bool) { return &service{events: undated(250)}, false },
	} {
		for failing := 1; ; failing++ {
			service, isFiltered := open()
			requests := 0
			fetch := func(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
				requests++
				if requests == failing {
					return nil, failure
				}
				return service.fetch(ctx, offset, limit)
			}
			options := eventlist.Options{Limit: 100, MaxLimit: 100, Keep: -1, Concurrency: 1}
			if isFiltered {
				options.Unfiltered = fetch
			}
			_, err := eventlist.Read(t.Context(), fetch, options)
			if requests < failing {
				break // the read needs fewer requests
			}
			if !errors.Is(err, failure) {
				t.Errorf("%s, request %d of more: got %v", name, failing, err)
			}
		}
	}
}
