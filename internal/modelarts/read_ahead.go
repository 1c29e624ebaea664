package modelarts

import (
	"context"
	"sync"
)

// fewPages are not worth asking whether the total of a filtered list can be trusted.
const fewPages = 4

// readAhead fetches the pages that a total promises before they are asked for, so that the waits for them overlap. It is no more than
// a guess: whoever asks for another page gets that.
type readAhead struct {
	query EventsQuery
	most  int
	fetch func(ctx context.Context, offset int64) (*eventPage, error)
	// previous is the size of the page before.
	previous int64
	started  bool
	cancel   context.CancelCauseFunc
	// fetching counts the goroutines, which all end with stop.
	fetching sync.WaitGroup
	// coming are the pages in order. Its capacity bounds how many wait in memory for their turn.
	coming chan comingPage
}

type comingPage struct {
	offset int64
	result chan pageResult
}

type pageResult struct {
	page *eventPage
	err  error
}

// newReadAhead fetches nothing yet. The number of requests at a time is kept by the client of the service; here it only says how many
// pages may wait.
func (c *Client) newReadAhead(query EventsQuery) *readAhead {
	return &readAhead{
		query:  query,
		most:   c.rest.MaxConcurrentRequests(),
		fetch:  func(ctx context.Context, offset int64) (*eventPage, error) { return c.eventPage(ctx, query, offset) },
		cancel: func(error) {},
	}
}

// consider starts, once, as soon as a page shows how large pages are: one that fills the limit, or one as large as the page before. A
// first page that is short of the limit shows nothing, as the service may clamp its pages or have counted what the filters leave out.
func (r *readAhead) consider(ctx context.Context, page *eventPage) {
	shown := page.fills(r.query) || page.rows() == r.previous
	r.previous = page.rows()
	if r.started || !shown || r.most == 1 {
		return
	}
	offsets := plan(r.query, page)
	if len(offsets) == 0 || r.query.filtered() && len(offsets) < fewPages {
		return
	}
	r.started = true
	ctx, r.cancel = context.WithCancelCause(ctx)
	r.coming = make(chan comingPage, r.most)
	r.fetching.Go(func() { r.run(ctx, offsets) })
}

// plan is the offsets of the pages behind this one that bring something new, if the total is right and all pages are as large; and of
// the look behind a last page that is full, but not where the last page has to show that the total counts what the filters leave.
func plan(query EventsQuery, page *eventPage) []int64 {
	step, overlap := page.following()-page.first, page.next-page.following()
	if !page.Total.known || step < 1 {
		return nil
	}
	end := min(page.Total.number, page.first+2*MaxEvents)
	if query.filtered() {
		end--
	}
	var offsets []int64
	for offset := page.following(); offset+overlap <= end; offset += step {
		offsets = append(offsets, offset)
	}
	return offsets
}

// run fetches the pages, in order, as places become free. Where filters are set, the last page comes first: only if it is there does
// the total count what the filters leave, and not every event of the job.
func (r *readAhead) run(ctx context.Context, offsets []int64) {
	defer close(r.coming)
	filtered := r.query.filtered()
	last := make(chan pageResult, 1)
	if filtered {
		page, err := r.fetch(ctx, offsets[len(offsets)-1])
		if err != nil || len(page.Events) <= overlapRows {
			return
		}
		last <- pageResult{page, nil}
	}
	for i, offset := range offsets {
		result := make(chan pageResult, 1)
		fetched := filtered && i == len(offsets)-1
		if fetched {
			result = last
		}
		select {
		case r.coming <- comingPage{offset, result}:
		case <-ctx.Done():
			return
		}
		if !fetched {
			r.fetching.Go(func() { r.deliver(ctx, offset, result) })
		}
	}
}

// deliver ends all other requests where one fails for good.
func (r *readAhead) deliver(ctx context.Context, offset int64, result chan<- pageResult) {
	page, err := r.fetch(ctx, offset)
	if err != nil {
		r.cancel(err)
	}
	result <- pageResult{page, err}
}

// page returns the page at an offset. Where the guess was wrong it is fetched now, and no more are guessed.
func (r *readAhead) page(ctx context.Context, offset int64) (*eventPage, error) {
	if r.coming != nil {
		next, guessed := <-r.coming
		if guessed && next.offset == offset {
			result := <-next.result
			return result.page, result.err
		}
		r.stop()
	}
	return r.fetch(ctx, offset)
}

// stop ends what is under way and waits for it.
func (r *readAhead) stop() {
	r.cancel(context.Canceled)
	r.fetching.Wait()
	r.coming = nil
}
