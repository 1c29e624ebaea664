package eventlist

import (
	"context"
	"sync"
	"sync/atomic"
)

// The number of concurrent requests before the first guess was right. It is small, because the service may ignore the offset, and
// smaller if the total may include events that the filters exclude.
const (
	firstConcurrency         = 8
	firstFilteredConcurrency = 2
)

// prefetch requests pages before they are needed, so that their latencies overlap. It guesses their positions. A wrong guess costs only a
// request, because the reader checks each page by its events, and a missing page is requested when it is needed. A guess that fails ends the
// read, as the page would when it is needed.
type prefetch struct {
	request        func(ctx context.Context, offset, limit int64) (*response, error)
	maxConcurrency int
	// concurrency is the number of concurrent requests. It grows by one with each guess that was used, so that it doubles with each round.
	concurrency int

	// next is the position of the next guess, step the distance to the one behind it. There are guesses up to end.
	next, step, end int64
	limit           int64
	// queue holds the guesses in order. Its length is at most concurrency, which also bounds the pages in memory.
	queue    []guess
	running  sync.WaitGroup
	cancel   context.CancelFunc
	guessing context.Context //nolint:containedctx // it ends with drop, before the read that it belongs to
	// failure is the first error of a guess. It ended the others.
	failure  atomic.Pointer[error]
	previous int64
}

type guess struct {
	offset int64
	result chan result
}

type result struct {
	page *response
	err  error
}

func newPrefetch(request func(ctx context.Context, offset, limit int64) (*response, error), maxConcurrency int, filtered bool) *prefetch {
	concurrency := firstConcurrency
	if filtered {
		concurrency = firstFilteredConcurrency
	}
	return &prefetch{request: request, maxConcurrency: maxConcurrency, concurrency: min(maxConcurrency, concurrency)}
}

// aim sets the distance of the guesses by the latest page that was used. The next page should repeat overlap events of it. A page that is
// smaller than requested, and has another size than the one before, does not show the size of the pages.
func (p *prefetch) aim(page *response, overlap int64) {
	telling := page.isFull() || page.size() == p.previous
	p.previous = page.size()
	if !telling || !page.Total.Known || page.size() < 2 {
		p.step = 0
		return
	}
	p.step = max(page.size()-overlap, (page.size()+1)/2)
	p.end = min(page.Total.Number, page.offset+2*MaxEvents) - (page.size() - p.step)
}

// cover sets guesses at a fixed distance up to an end.
func (p *prefetch) cover(end, step int64) { p.step, p.end = step, end }

// get returns the page at a position, or a guessed page that begins before it, but not before earliest.
func (p *prefetch) get(ctx context.Context, earliest, position, limit int64) (*response, error) {
	if limit != p.limit {
		p.drop()
		p.limit = limit
	}
	if len(p.queue) == 0 {
		p.next = position
	}
	p.fill(ctx)
	for len(p.queue) > 0 && p.queue[0].offset <= position {
		head := p.queue[0]
		p.queue = p.queue[1:]
		if len(p.queue) > 0 && p.queue[0].offset <= position || head.offset < earliest || head.offset+limit <= position {
			continue // a later page shows more
		}
		return p.wait(ctx, head)
	}
	return p.request(ctx, position, limit)
}

func (p *prefetch) wait(ctx context.Context, head guess) (*response, error) {
	result := <-head.result
	if result.err != nil {
		if cause := p.failure.Load(); cause != nil && ctx.Err() == nil {
			return nil, *cause
		}
		return nil, result.err
	}
	p.concurrency = min(p.maxConcurrency, p.concurrency+1)
	result.page.guessed = true
	return result.page, nil
}

// fill starts requests for guesses while there is room in the queue.
func (p *prefetch) fill(ctx context.Context) {
	if p.maxConcurrency < 2 || p.step < 1 {
		return
	}
	if p.guessing == nil {
		p.guessing, p.cancel = context.WithCancel(ctx)
	}
	for len(p.queue) < p.concurrency && p.next < p.end {
		head := guess{p.next, make(chan result, 1)}
		p.queue = append(p.queue, head)
		p.running.Go(func() { p.deliver(head) })
		p.next += p.step
	}
}

// deliver cancels all other guesses if one fails, because the read will fail.
func (p *prefetch) deliver(head guess) {
	page, err := p.request(p.guessing, head.offset, p.limit)
	if err != nil {
		p.failure.CompareAndSwap(nil, &err)
		p.cancel()
	}
	head.result <- result{page, err}
}

// drop discards all guesses and waits for their requests to end.
func (p *prefetch) drop() {
	if p.guessing != nil {
		p.cancel()
		p.running.Wait()
		p.failure.Store(nil)
	}
	p.guessing, p.queue = nil, nil
}
