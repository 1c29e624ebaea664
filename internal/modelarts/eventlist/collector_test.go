package eventlist

import (
	"errors"
	"strings"
	"testing"
)

func TestSizeOfKeptEventsIsBounded(t *testing.T) {
	t.Parallel()
	quarter := strings.Repeat("x", maxKeptBytes/4)
	event := Event{Message: &quarter}
	for _, descending := range []bool{false, true} {
		for keep, want := range map[int64]error{-1: ErrListTooLarge, 5: ErrListTooLarge, 4: nil, 0: nil} {
			collector := newCollector(Options{Descending: descending, Keep: keep}, 0)
			var err error
			for range 5 {
				err = errors.Join(err, collector.collect([]Event{event}))
			}
			if !errors.Is(err, want) || collector.read != 5 {
				t.Errorf("descending %t, keeping %d: got %v after %d events", descending, keep, err, collector.read)
			}
		}
	}
}

func TestMemoryGrowsWithTheEventsKept(t *testing.T) {
	t.Parallel()
	for _, descending := range []bool{false, true} {
		collector := newCollector(Options{Descending: descending, Keep: 10}, 7)
		for range 1000 {
			if err := collector.collect(make([]Event, 100)); err != nil {
				t.Fatal(err)
			}
		}
		if got := cap(collector.events); got > 1000 {
			t.Errorf("descending %t: room for %d events to keep 10", descending, got)
		}
	}
}
