package modelarts

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fetches is a service whose pages are all full, and take a second.
type fetches struct{ begun, ended atomic.Int64 }

func (f *fetches) fetch(_ context.Context, offset int64) (*eventPage, error) {
	f.begun.Add(1)
	time.Sleep(time.Second) //nolint:forbidigo // the bubble's clock
	f.ended.Add(1)
	return fullPage(offset), nil
}

func fullPage(offset int64) *eventPage {
	return &eventPage{
		Events: make([]Event, MaxLimit), Total: count{10_000, true}, Limit: count{MaxLimit, true}, first: offset, next: offset + MaxLimit,
	}
}

func newTestReadAhead(service *fetches, most int) *readAhead {
	return &readAhead{query: EventsQuery{}, most: most, fetch: service.fetch, cancel: func(error) {}}
}

// Pages that nobody takes must not pile up in memory.
func TestPagesWaitOnlyInBoundedNumber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &fetches{}
		ahead := newTestReadAhead(service, 4)
		ahead.consider(t.Context(), fullPage(0))
		time.Sleep(time.Minute) //nolint:forbidigo // the bubble's clock
		if begun := service.begun.Load(); begun != 4 {
			t.Errorf("%d pages were fetched that nobody took, want 4", begun)
		}
		ahead.stop()
	})
}

func TestNothingIsUnderWayAfterStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &fetches{}
		ahead := newTestReadAhead(service, 4)
		ahead.consider(t.Context(), fullPage(0))
		synctest.Wait()
		ahead.stop()
		if begun, ended := service.begun.Load(), service.ended.Load(); begun == 0 || begun != ended {
			t.Errorf("%d requests have begun and %d have ended", begun, ended)
		}
	})
}
