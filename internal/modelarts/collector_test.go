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
	for keep, want := range map[int64]error{-1: ErrListTooLarge, 5: ErrListTooLarge, 4: nil, 0: nil} {
		collector := eventCollector{keep: keep}
		var err error
		for range 5 {
			err = errors.Join(err, collector.add([]Event{event}))
		}
		if !errors.Is(err, want) || collector.read != 5 {
			t.Errorf("keeping %d: got %v after %d events", keep, err, collector.read)
		}
	}
}
