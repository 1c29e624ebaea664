package modelarts

import (
	"errors"
	"strings"
	"testing"
)

func TestTextsOfKeptEventsAreBounded(t *testing.T) {
	t.Parallel()
	quarter := strings.Repeat("x", maxKeptBytes/4)
	event := Event{Message: &quarter}
	for _, order := range Orders {
		for keep, want := range map[int64]error{-1: ErrListTooLarge, 5: ErrListTooLarge, 4: nil, 0: nil} {
			collector := newCollector(EventsQuery{Order: order}, keep)
			var err error
			for range 5 {
				err = errors.Join(err, collector.collect([]Event{event}))
			}
			if !errors.Is(err, want) || collector.read != 5 {
				t.Errorf("%s, keeping %d: got %v after %d events", order, keep, err, collector.read)
			}
		}
	}
}

func TestMemoryGrowsWithTheEventsKept(t *testing.T) {
	t.Parallel()
	for _, order := range Orders {
		collector := newCollector(EventsQuery{Order: order, Offset: 7}, 10)
		for range 1000 {
			if err := collector.collect(make([]Event, 100)); err != nil {
				t.Fatal(err)
			}
		}
		if got := cap(collector.events); got > 1000 {
			t.Errorf("%s: room for %d events to keep 10", order, got)
		}
	}
}
