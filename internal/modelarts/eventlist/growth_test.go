package eventlist_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// growing returns a service that writes an event before every n-th request, without end.
func growing(existing, perSecond, every int) *service {
	service := &service{events: generate(existing, perSecond)}
	service.before = func(request int) {
		if n := len(service.events); request%every == 0 {
			service.events = append(service.events, newEvent(n/perSecond, fmt.Sprint(n)))
		}
	}
	return service
}

var listThatGrowsWithoutEndIsReadCases = map[string]struct {
	// extra is the number of events, beyond those of the list, that the total of a request includes.
	extra      func(request, every int) int
	isFiltered bool
	// most is the number of requests that growth may add.
	most int
}{
	"right": {most: 60, extra: func(int, int) int { return 0 }},
	"counted after the rows": {most: 60, extra: func(request, every int) int {
		if (request+1)%every == 0 {
			return 1
		}
		return 0
	}},
	"one is wrong": {most: 60, extra: func(request, every int) int {
		if request == 3+every {
			return 500
		}
		return 1
	}},
	"of all events": {most: 60, isFiltered: true, extra: func(int, int) int { return 20 }},
	"of all events, fluctuating": {most: 500, isFiltered: true, extra: func(request, _ int) int {
		return []int{20, 25, 22, 26, 21, 24, 23}[request%7]
	}},
}

// The read must end, although each total may be larger than the list in the same response.
func TestListThatGrowsWithoutEndIsRead(t *testing.T) {
	t.Parallel()
	for name, test := range listThatGrowsWithoutEndIsReadCases {
		for _, limit := range []int64{4, 10, 100} {
			for every := 1; every <= 4; every++ {
				for perSecond, existing := range map[int]int{1: 2, 2: 1, 3: 0, 7: 45, 1000: 1, 2000: 20, 3000: 101} {
					t.Run(fmt.Sprintf("%s/limit=%d/every=%d/per_second=%d", name, limit, every, perSecond), func(t *testing.T) {
						t.Parallel()
						service := growing(existing, perSecond, every)
						service.edit = func(page *eventlist.Page, _ int64) {
							page.Total = known(len(service.events) + test.extra(len(service.offsets), every))
						}
						list, err := service.read(t, func(o *eventlist.Options) {
							o.Limit, o.Concurrency = limit, 1
							if test.isFiltered {
								o.Unfiltered = service.fetch
							}
						})
						if err != nil || len(service.offsets) > existing/2+test.most {
							t.Fatalf("%d requests, %v", len(service.offsets), err)
						}
						want := messages(generate(len(list.Events), perSecond))
						if len(want) < existing || !slices.Equal(messages(list.Events), want) {
							t.Errorf("got %v", messages(list.Events))
						}
					})
				}
			}
		}
	}
}

var missingEventsAreNotTakenForGrowthCases = map[string]struct {
	// sizes are the page sizes of consecutive responses.
	sizes    []int
	growing  bool
	filtered bool
	// total and all return the totals with and without filters.
	total, all func(events int) int
}{
	"page sizes change":                        {sizes: []int{2, 2, 10}, total: same, all: same},
	"one page is nearly the whole list":        {sizes: []int{100, 2, 59, 2}, total: same, all: same},
	"page sizes change, list grows":            {sizes: []int{2, 2, 10}, growing: true, total: same, all: same},
	"one page is whole, list grows":            {sizes: []int{100, 2, 2, 100}, growing: true, total: same, all: same},
	"page sizes change by one, filtered":       {sizes: []int{2, 1, 1, 3}, filtered: true, total: same, all: same},
	"page sizes change, filtered":              {sizes: []int{2, 2, 2, 10}, filtered: true, total: same, all: same},
	"page sizes change, filtered list grows":   {sizes: []int{2, 5, 9, 3}, growing: true, filtered: true, total: same, all: same},
	"ends are found further, list grows":       {sizes: []int{5, 3, 3, 2}, growing: true, filtered: true, total: same, all: same},
	"events are lost, list grows":              {growing: true, total: more(10), all: more(10)},
	"events are lost, filtered list grows":     {growing: true, filtered: true, total: more(10), all: more(20)},
	"events are lost from the unfiltered list": {growing: true, filtered: true, total: more(20), all: more(10)},
}

// These services cut pages short in turn, or have lost events. Neither may look like growth, although the list does grow.
func TestMissingEventsAreNotTakenForGrowth(t *testing.T) {
	t.Parallel()
	for name, test := range missingEventsAreNotTakenForGrowthCases {
		for shift := range max(1, len(test.sizes)) {
			t.Run(fmt.Sprint(name, "/", shift), func(t *testing.T) {
				t.Parallel()
				service := growing(60, 1, 1)
				grow := service.before
				service.before = func(request int) {
					if test.growing && request < 200 {
						grow(request)
					}
				}
				service.edit = func(page *eventlist.Page, _ int64) {
					page.Total = known(test.total(len(service.events)))
					if test.sizes != nil {
						page.Events = page.Events[:min(len(page.Events), test.sizes[(len(service.offsets)+shift)%len(test.sizes)])]
					}
				}
				list, err := service.read(t, func(o *eventlist.Options) {
					o.Concurrency = 1
					if test.filtered {
						o.Unfiltered = func(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
							page, err := service.fetch(ctx, offset, limit)
							page.Total = known(test.all(len(service.events)))
							return page, err
						}
					}
				})
				if err == nil && (test.sizes == nil || !slices.Equal(messages(list.Events[:min(60, len(list.Events))]), messages(generate(60, 1)))) {
					t.Errorf("got %v", messages(list.Events))
				}
			})
		}
	}
}

func same(n int) int { return n }

func more(others int) func(int) int { return func(n int) int { return n + others } }
