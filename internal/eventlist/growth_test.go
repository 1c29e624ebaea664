package eventlist_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
)

// An event is written before each request, without end, and the total is always larger than the list that an answer can show.
func TestListThatGrowsWithEachRequestIsRead(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{2, 4, 10, 100} {
		for perSecond, existing := range map[int]int{1: 30, 3: 0, 7: 45, 1000: 1, 2000: 20} {
			for name, total := range map[string]struct {
				isFiltered bool
				ahead      []int
			}{
				"counted after the rows":     {ahead: []int{1}},
				"of all events":              {isFiltered: true, ahead: []int{20}},
				"of all events, fluctuating": {isFiltered: true, ahead: []int{20, 25, 22, 26, 21, 24, 23}},
			} {
				t.Run(fmt.Sprintf("%s/limit=%d/per_second=%d", name, limit, perSecond), func(t *testing.T) {
					t.Parallel()
					service := &service{events: generate(existing, perSecond)}
					service.before = func(int) {
						n := len(service.events)
						service.events = append(service.events, newEvent(n/perSecond, fmt.Sprint(n)))
					}
					service.edit = func(page *eventlist.Page, _ int64) {
						page.Total = known(len(service.events) + total.ahead[len(service.offsets)%len(total.ahead)])
					}
					list, err := service.read(t, func(o *eventlist.Options) {
						o.Limit, o.Concurrency = limit, 1
						if total.isFiltered {
							o.Unfiltered = service.fetch
						}
					})
					if err != nil {
						t.Fatalf("refused after %d requests: %v", len(service.offsets), err)
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

// These services cut pages short in turn, or have lost events. Neither may look like growth, although the list does grow.
func TestMissingEventsAreNotTakenForGrowth(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		// sizes are the page sizes of consecutive answers.
		sizes    []int
		growing  bool
		filtered bool
		// total and all return the totals with and without filters.
		total, all func(events int) int
	}{
		"page sizes change":                          {sizes: []int{2, 2, 10}, total: same, all: same},
		"page sizes change, list grows":              {sizes: []int{2, 2, 10}, growing: true, total: same, all: same},
		"page sizes change, filtered":                {sizes: []int{2, 2, 2, 10}, filtered: true, total: same, all: same},
		"page sizes change, filtered list grows":     {sizes: []int{2, 5, 9, 3}, growing: true, filtered: true, total: same, all: same},
		"page sizes change, list grows slower":       {sizes: []int{5, 3, 3, 2}, growing: true, filtered: true, total: same, all: same},
		"ten events are lost, list grows":            {growing: true, total: more(10), all: more(10)},
		"ten events are lost, filtered list grows":   {growing: true, filtered: true, total: more(10), all: more(500)},
		"ten events are lost, all lists have others": {growing: true, filtered: true, total: more(500), all: more(10)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := &service{events: generate(60, 1)}
			service.before = func(request int) {
				if test.growing && request < 300 {
					service.events = append(service.events, newEvent(len(service.events), fmt.Sprint(len(service.events))))
				}
			}
			service.edit = func(page *eventlist.Page, _ int64) {
				page.Total = known(test.total(len(service.events)))
				if test.sizes != nil {
					page.Events = page.Events[:min(len(page.Events), test.sizes[len(service.offsets)%len(test.sizes)])]
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

func same(n int) int { return n }

func more(others int) func(int) int { return func(n int) int { return n + others } }
