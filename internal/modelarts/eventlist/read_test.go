package eventlist_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func noTotal(page *eventlist.Page, _ int64) { page.Total = eventlist.Count{} }

// Two events disappear before the second page, which then begins with events that look like those before it.
func TestRemovalBeforeEqualEventsLosesNone(t *testing.T) {
	t.Parallel()
	for _, appended := range []int{0, 2, 3} {
		for _, edit := range []func(*eventlist.Page, int64){nil, noTotal} {
			for _, descending := range []bool{false, true} {
				service := &service{edit: edit}
				for i, message := range []string{"x", "y", "A", "B", "A", "B", "z", "w"} {
					service.events = append(service.events, newEvent((i+2)/4, message))
				}
				service.before = func(request int) {
					if request == 2 {
						service.events = append(service.events[2:], generate(appended, 1)...)
						for i := range appended {
							service.events[6+i] = newEvent(9, "new")
						}
					}
				}
				list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.Descending = 4, descending })
				if err != nil {
					t.Fatal(err)
				}
				got := messages(list.Events)
				if descending {
					slices.Reverse(got)
				}
				if text := strings.Join(got, ""); !strings.Contains(text, "ABABzw") {
					t.Errorf("%d appended, descending %t: got %s", appended, descending, text)
				}
			}
		}
	}
}

// No total may end a list early, such as a cached total that follows the list slowly.
func TestNoTotalEndsAListEarly(t *testing.T) {
	t.Parallel()
	for name, total := range map[string]func(request, end int) int{
		"grows towards the real number": func(request, _ int) int { return min(5000, 90+30*request) },
		"is the end of the page":        func(_, end int) int { return end },
		"is always 0":                   func(int, int) int { return 0 },
		"is always 150":                 func(int, int) int { return 150 },
		"goes up and down":              func(request, _ int) int { return 5000 + request%3 - 1 },
	} {
		for _, concurrency := range []int{1, 8} {
			service := &service{events: generate(5000, 3)}
			service.edit = func(page *eventlist.Page, offset int64) {
				page.Total = known(total(len(service.offsets), int(offset)+len(page.Events)))
			}
			list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = concurrency })
			if err != nil || len(list.Events) != 5000 {
				t.Errorf("a total that %s, %d at a time: got %v, %v", name, concurrency, list, err)
			}
		}
	}
}

// A fixture, or a gateway that drops the query, gives the same response to every request.
func TestIgnoredOffsetIsAnError(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 27, 250, 5000} {
		for name, events := range map[string][]eventlist.Event{
			"of different seconds": generate(n, 1), "of one second": generate(n, n), "without times": undated(n),
		} {
			for _, start := range []int64{0, 2} {
				service := &service{events: events}
				all := events[:min(n, 100)]
				service.edit = func(page *eventlist.Page, _ int64) { page.Events = all }
				list, err := service.read(t, func(o *eventlist.Options) { o.Offset = start })
				if !errors.Is(err, eventlist.ErrOffsetIgnored) || len(service.offsets) > 10 {
					t.Errorf("%d events %s from %d on: got %v, %v after %d requests", n, name, start, list, err, len(service.offsets))
				}
			}
		}
	}
}

func undated(n int) []eventlist.Event {
	events := generate(n, 1)
	for i := range events {
		events[i].Time = nil
	}
	return events
}

func TestEmptyListRequiresTotalOfZero(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		total eventlist.Count
		want  error
	}{
		{eventlist.Count{}, nil},
		{known(0), nil},
		{known(3), eventlist.ErrListShort},
		{eventlist.Count{Unreadable: true}, eventlist.ErrUnreadableTotal},
	} {
		service := &service{edit: func(page *eventlist.Page, _ int64) { page.Total = test.total }}
		for _, offset := range []int64{0, 5} {
			list, err := service.read(t, func(o *eventlist.Options) { o.Offset = offset })
			if !errors.Is(err, test.want) || err == nil && (list.Events == nil || list.Total != 0) {
				t.Errorf("%+v: got %+v, %v, want %v", test.total, list, err, test.want)
			}
		}
	}
}

// An invalid total must not fail the read of a list with events.
func TestUnreadableTotalOfNonEmptyListIsIgnored(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 100, 250} {
		for _, seen := range []int64{0, 100} {
			service := &service{events: generate(n, 2), edit: func(page *eventlist.Page, _ int64) { page.Total = eventlist.Count{Unreadable: true} }}
			if list, err := service.read(t, func(o *eventlist.Options) { o.SeenPage = seen }); err != nil || len(list.Events) != n {
				t.Errorf("%d, %d: got %v, %v", n, seen, list, err)
			}
		}
	}
}

// Replicas that sort only by time, and databases that use a heap, may return equal times in any order.
func TestOrderOfEqualTimesMayDifferPerResponse(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	byTime := func(events []eventlist.Event) {
		slices.SortStableFunc(events, func(a, b eventlist.Event) int { return strings.Compare(*a.Time, *b.Time) })
	}
	shuffle := func(events []eventlist.Event) {
		random.Shuffle(len(events), func(a, b int) { events[a], events[b] = events[b], events[a] })
		byTime(events)
	}
	responses := 0
	replicas := func(events []eventlist.Event) {
		responses++
		if responses%2 == 0 {
			slices.Reverse(events)
		}
		byTime(events)
	}
	for name, test := range map[string]struct {
		perSecond int
		order     func([]eventlist.Event)
	}{"heap": {2, shuffle}, "two replicas": {60, replicas}, "seconds that almost fill a page": {97, shuffle}} {
		for range 50 {
			service := &service{events: generate(450, test.perSecond), order: test.order}
			list, err := service.read(t)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			checkAllOnce(t, list.Events, 450)
		}
	}
}

// checkAllOnce checks that the events are the generated ones, each once.
func checkAllOnce(t *testing.T, events []eventlist.Event, n int) {
	t.Helper()
	seen := map[string]int{}
	for i, event := range events {
		seen[*event.Message]++
		if i > 0 && *events[i-1].Time > *event.Time {
			t.Fatalf("%s comes after %s", *event.Time, *events[i-1].Time)
		}
	}
	for i := range n {
		if seen[fmt.Sprint(i)] != 1 {
			t.Fatalf("event %d is there %d times", i, seen[fmt.Sprint(i)])
		}
	}
	if len(events) != n {
		t.Fatalf("got %d events, want %d", len(events), n)
	}
}

// One second fills several pages. Two readings with different page ends must agree.
func TestSecondWithMoreEventsThanAPage(t *testing.T) {
	t.Parallel()
	events := slices.Concat(generate(50, 1), generate(250, 250), generate(120, 2))
	for i := range events {
		events[i] = newEvent(min(i, 50)+max(0, i-300), fmt.Sprint(i))
	}
	for _, test := range []struct {
		name  string
		order func([]eventlist.Event)
		want  error
	}{
		{"in one order", nil, nil},
		{"in two orders that take turns", alternating(), eventlist.ErrListMoves},
	} {
		service := &service{events: events, order: test.order}
		list, err := service.read(t)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
		if err == nil {
			checkAllOnce(t, list.Events, len(events))
		}
	}
}

func alternating() func([]eventlist.Event) {
	responses := 0
	return func(events []eventlist.Event) {
		responses++
		if responses%2 == 0 {
			slices.Reverse(events)
			slices.SortStableFunc(events, func(a, b eventlist.Event) int { return cmp.Compare(*a.Time, *b.Time) })
		}
	}
}

// The maximum number of requests is part of the promise, if the list does not change and no second has many events.
func TestRequestsStayNearTheFewest(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 27, 99, 100, 101, 196, 198, 200, 250, 296, 300, 1000, 5000} {
		for perSecond := 1; perSecond <= 3; perSecond++ {
			for _, concurrency := range []int{1, 8, 32} {
				service := &service{events: generate(n, perSecond)}
				list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = concurrency })
				if err != nil {
					t.Fatal(err)
				}
				checkAllOnce(t, list.Events, n)
				most := 1.05*float64((n+99)/100) + 2
				if got := len(service.offsets); float64(got) > most {
					t.Errorf("%d events, %d in a second, %d at a time: %d requests, want at most %.2f", n, perSecond, concurrency, got, most)
				}
			}
		}
	}
}

// The oldest event disappears before each request.
func TestListThatLosesOldestEventsIsRead(t *testing.T) {
	t.Parallel()
	for lost, limit := range map[int]int64{1: 100, 5: 100, 20: 100, 3: 10} {
		for _, concurrency := range []int{1, 8} {
			events := generate(3000, 2)
			service := &service{events: events}
			service.before = func(int) { service.events = service.events[min(lost, len(service.events)):] }
			list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency, o.Limit = concurrency, limit })
			if err != nil {
				t.Fatalf("%d lost, %d at a time: %v", lost, concurrency, err)
			}
			gone := 3000 - len(service.events)
			got := messages(list.Events)
			if want := messages(events[gone:]); !slices.Equal(got[len(got)-len(want):], want) {
				t.Errorf("%d lost, %d at a time: got %d events, not the last %d", lost, concurrency, len(got), len(want))
			}
		}
	}
}

// Before each request, a late event with an earlier time moves all others back.
func TestListWithLateEventsIsRead(t *testing.T) {
	t.Parallel()
	events := generate(1000, 2)
	service := &service{events: events}
	service.before = func(request int) {
		service.events = slices.Insert(service.events, 0, newEvent(-request, "late"))
	}
	list, err := service.read(t)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.DeleteFunc(messages(list.Events), func(text string) bool { return text == "late" })
	if !slices.Equal(got, messages(events)) {
		t.Errorf("got %d events besides the late ones, want 1000", len(got))
	}
}

func TestListThatGrowsEndsAtItsEnd(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []int{1, 1000} {
		service := &service{events: generate(250, perSecond)}
		service.before = func(int) {
			service.events = append(service.events, newEvent(250/perSecond, fmt.Sprint(len(service.events))))
		}
		list, err := service.read(t)
		if err != nil {
			t.Fatal(err)
		}
		checkAllOnce(t, list.Events, len(list.Events))
		if len(list.Events) < 250 {
			t.Errorf("got %d events, want 250 at least", len(list.Events))
		}
	}
}

func TestListThatGrowsBeyondBoundIsAnError(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(250, 1)}
	service.before = func(int) {
		for range 150 {
			service.events = append(service.events, newEvent(len(service.events), "new"))
		}
	}
	service.edit = noTotal
	if _, err := service.read(t); !errors.Is(err, eventlist.ErrTooManyEvents) {
		t.Errorf("got %v", err)
	}
}

// Two responses with a total that is too large end the read at once.
func TestTooLongListIsRejectedEarly(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(1000, 1), edit: func(page *eventlist.Page, _ int64) { page.Total = known(eventlist.MaxEvents + 1) }}
	if _, err := service.read(t); !errors.Is(err, eventlist.ErrTooManyEvents) || len(service.offsets) > 10 {
		t.Errorf("got %v after %d requests", err, len(service.offsets))
	}
}

// Each response has a total that is larger than the list.
func TestListShorterThanItsTotalIsAnError(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 27, 100, 250} {
		for name, events := range map[string][]eventlist.Event{"two a second": generate(n, 2), "one second": generate(n, n+1), "without times": undated(n)} {
			service := &service{events: events, edit: func(page *eventlist.Page, _ int64) { page.Total = known(n + 1) }}
			if list, err := service.read(t); !errors.Is(err, eventlist.ErrListShort) {
				t.Errorf("%d events, %s: got %v, %v", n, name, list, err)
			}
		}
	}
}

// The service corrects its total while the reader makes sure that a list of one second has no more events.
func TestTotalThatIncreasesIsNotIgnored(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(1, 1)}
	service.edit = func(page *eventlist.Page, _ int64) {
		if len(service.offsets) > 1 {
			page.Total = known(5)
		}
	}
	if _, err := service.read(t); !errors.Is(err, eventlist.ErrListShort) {
		t.Errorf("got %v", err)
	}
}

// An event disappears, but the cached total includes it in the next responses.
func TestOutdatedTotalAfterRemovalIsAccepted(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 27, 250} {
		service := &service{events: generate(n, 1)}
		service.before = func(request int) {
			if request == 2 {
				service.events = service.events[1:]
			}
		}
		service.edit = func(page *eventlist.Page, _ int64) { page.Total = known(max(n-1, n+4-len(service.offsets))) }
		if list, err := service.read(t); err != nil {
			t.Errorf("%d events: got %v, %v", n, list, err)
		}
	}
}

// The page size changes, and the service does not report it. Without a total, the end is checked twice.
func TestChangingPageSizeLosesNoEvents(t *testing.T) {
	t.Parallel()
	smallTotal := func(page *eventlist.Page, _ int64) { page.Total = known(1) }
	for _, edit := range []func(*eventlist.Page, int64){func(*eventlist.Page, int64) {}, noTotal, smallTotal} {
		service := &service{events: generate(250, 1)}
		service.edit = func(page *eventlist.Page, offset int64) {
			edit(page, offset)
			if len(service.offsets)%2 == 0 {
				page.Events = page.Events[:min(7, len(page.Events))]
			}
		}
		list, err := service.read(t, func(o *eventlist.Options) { o.Concurrency = 1 })
		if err != nil {
			t.Fatal(err)
		}
		checkAllOnce(t, list.Events, 250)
	}
}

// The reader raises a page size that cannot show a complete group.
func TestSmallLimitIsRaised(t *testing.T) {
	t.Parallel()
	for limit := int64(1); limit <= 3; limit++ {
		service := &service{events: generate(250, 4), order: alternating()}
		list, err := service.read(t, func(o *eventlist.Options) { o.Limit = limit })
		if err != nil {
			t.Fatal(err)
		}
		checkAllOnce(t, list.Events, 250)
	}
}

func TestUnsortedListIsRead(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]eventlist.Event{
		"by number, not by time": shuffled(generate(350, 1)),
		"without times":          undated(350),
		"one time is unreadable": withTime(generate(350, 1), 200, "yesterday"),
	} {
		service := &service{events: events}
		list, err := service.read(t)
		if err != nil || !slices.Equal(messages(list.Events), messages(events)) {
			t.Errorf("%s: got %v, %v", name, list, err)
		}
		if got := len(service.offsets); got > 20 {
			t.Errorf("%s: took %d requests", name, got)
		}
	}
}

func shuffled(events []eventlist.Event) []eventlist.Event {
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(events), func(a, b int) { events[a], events[b] = events[b], events[a] })
	return events
}

func withTime(events []eventlist.Event, at int, text string) []eventlist.Event {
	events[at].Time = &text
	return events
}

func TestOffsetAndKeepSelectFromTheList(t *testing.T) {
	t.Parallel()
	all := generate(1000, 3)
	for _, descending := range []bool{false, true} {
		for _, offset := range []int64{0, 1, 130, 999, 1000, 2000} {
			for _, keep := range []int64{-1, 0, 1, 250, 1000} {
				want := slices.Clone(all)
				if descending {
					slices.Reverse(want)
				}
				want = want[min(offset, 1000):]
				kept := want
				if keep >= 0 {
					kept = want[:min(keep, int64(len(want)))]
				}
				list, err := (&service{events: all}).read(t, func(o *eventlist.Options) { o.Descending, o.Offset, o.Keep = descending, offset, keep })
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(messages(list.Events), messages(kept)) || list.Total != 1000 || list.Truncated != (len(kept) < len(want)) {
					t.Errorf("descending %t, offset %d, keep %d: got %d events of %d, truncated %t",
						descending, offset, keep, len(list.Events), list.Total, list.Truncated)
				}
				if descending {
					slices.Reverse(want)
				}
				checkSummary(t, list.Summary, want)
			}
		}
	}
}
