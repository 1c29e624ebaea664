package eventlist_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// Events appear behind the end of the list twice, before the first event could be taken.
func TestOffsetIsSkippedIfTheEndIsReadAgain(t *testing.T) {
	t.Parallel()
	service := &service{events: []eventlist.Event{newEvent(0, "skipped")}}
	add := func(messages ...string) {
		for _, message := range messages {
			service.events = append(service.events, newEvent(1, message))
		}
	}
	add("a", "b", "c", "d")
	service.before = func(request int) {
		switch request {
		case 3:
			service.events = service.events[:2]
		case 5, 7:
			add(fmt.Sprint("added before request ", request))
		}
	}
	service.edit = func(page *eventlist.Page, _ int64) { page.Total = known(4) }
	list, err := service.read(t, func(o *eventlist.Options) { o.Offset, o.Concurrency = 1, 1 })
	if err != nil || slices.Contains(messages(list.Events), "skipped") || list.Total != int64(len(list.Events))+1 {
		t.Errorf("got %+v, %v", list, err)
	}
}

// Retention removes many of the oldest events at once, or a worker delivers many old ones late. However many there are, this is one
// change.
func TestListThatChangesOnceByManyEventsIsRead(t *testing.T) {
	t.Parallel()
	for limit, many := range map[int64]int{4: 150, 10: 1600, 100: 3300} {
		events := generate(3*many, 2)
		late := make([]eventlist.Event, many)
		for i := range late {
			late[i] = newEvent(i-many, "late")
		}
		for name, changed := range map[string][]eventlist.Event{
			"removed": events[many:], "inserted": slices.Concat(late, events),
		} {
			service := &service{events: events}
			service.before = func(int) {
				if service.offsets[len(service.offsets)-1] > int64(2*many) {
					service.events = changed
				}
			}
			list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.Concurrency = limit, 1 })
			if err != nil || !slices.Equal(messages(list.Events), messages(events)) {
				t.Errorf("%d %s, limit %d: got %v", many, name, limit, err)
			}
		}
	}
}

// More old events come before each request than a page shows, so that the read cannot catch up.
func TestListThatIsPushedBackForeverIsAnError(t *testing.T) {
	t.Parallel()
	service := &service{events: generate(300, 1)}
	service.edit = func(page *eventlist.Page, offset int64) {
		page.Total = eventlist.Count{}
		if len(service.offsets) > 1 && offset < eventlist.MaxEvents {
			page.Events = generate(100, 1)
			for i := range page.Events {
				page.Events[i] = newEvent(i-100*len(service.offsets), "late")
			}
		}
	}
	if _, err := service.read(t); !errors.Is(err, eventlist.ErrTooManyEvents) || len(service.offsets) > 1500 {
		t.Errorf("got %v after %d requests", err, len(service.offsets))
	}
}

// A page from which the filter removes an event looks like the end of the list, and agrees with the beginning of another reading.
func TestServiceThatFiltersEachPageLosesNoEvents(t *testing.T) {
	t.Parallel()
	service := &service{}
	for i, level := range []string{"Error", "Error", "Info", "Error", "Error", "Error", "Error"} {
		event := newEvent(i/5, fmt.Sprint(i))
		event.Level = &level
		service.events = append(service.events, event)
	}
	all := service.fetch
	service.edit = func(page *eventlist.Page, _ int64) {
		page.Events = slices.DeleteFunc(page.Events, func(event eventlist.Event) bool { return *event.Level != "Error" })
	}
	list, err := service.read(t, func(o *eventlist.Options) { o.Limit, o.Concurrency, o.Unfiltered = 4, 1, all })
	if err == nil && len(list.Events) != 6 {
		t.Errorf("got %v of 6 events", messages(list.Events))
	}
	if err != nil && !errors.Is(err, eventlist.ErrFilteredPages) && !errors.Is(err, eventlist.ErrListMoves) {
		t.Errorf("got %v", err)
	}
}
