package eventlist_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
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
