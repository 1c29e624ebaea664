package eventlist

import (
	"context"
	"errors"
	"time"
)

// maxIdle is the number of consecutive responses that may bring nothing new. It takes twelve to go back to the beginning of a list of
// MaxEvents.
const maxIdle = 30

// probeInterval is the number of responses after which the reader checks whether the service has larger pages than it has shown.
const probeInterval = 8

// Reasons to read the list differently.
var (
	errOffset   = errors.New("the events before the offset must be read, too")
	errNoGroups = errors.New("the list cannot be read group by group")
)

// reader reads one list. It keeps the events that it took and the numbers below, but not the responses.
type reader struct {
	fetch     Fetch
	options   Options
	collector *collector
	prefetch  *prefetch

	// start is the position at which the list begins for this read.
	start int64
	// limit is the current page size to request.
	limit int64
	// taken is the time of the last group that was taken, if hasTaken is true.
	taken    time.Time
	hasTaken bool

	// largest is the size of the largest response: the service has pages of at least that size.
	largest int64
	// margin is the number of events, beyond one, that a page repeats, because older events disappear.
	margin int64
	// idle counts the consecutive responses that brought nothing new, ends those that showed the end of the list.
	idle, ends int
	// leastTotal is the smallest total so far, responses the number of responses.
	leastTotal Count
	responses  int
	// disagreed counts the consecutive pairs of readings that did not agree.
	disagreed int
	// offsetChecked is true after a request has shown that the service respects the offset.
	offsetChecked bool
	// lookedUpTo is the position up to which no event was found behind the end of a filtered list.
	lookedUpTo int64
	// contradictions counts the consecutive times that there were events behind an end, without progress.
	contradictions int
	growth         growth
	// notFull counts the consecutive responses that had room for more events.
	notFull int
}

func newReader(fetch Fetch, options Options, start, skip int64) *reader {
	r := &reader{
		fetch: fetch, options: options, collector: newCollector(options, skip),
		start: start, limit: options.Limit, largest: options.SeenPage,
	}
	r.prefetch = newPrefetch(r.request, options.Concurrency, r.isFiltered())
	return r
}

// readGroups reads the list group by group.
func (r *reader) readGroups(ctx context.Context) error {
	defer func() { r.prefetch.drop() }()
	for position := r.start; ; {
		page, err := r.prefetch.get(ctx, 0, position, r.limit)
		if err != nil {
			return err
		}
		before := r.collector.read
		next, done, err := r.add(ctx, page)
		if err != nil {
			return err
		}
		r.progress(r.collector.read, page)
		if done {
			return nil
		}
		if err := r.countIdle(r.collector.read > before, page.offset, next); err != nil {
			return err
		}
		position = next
		r.prefetch.aim(page, 1+page.largestGroup()+r.margin)
	}
}

// countIdle counts a response that brought nothing new. A step forward over events that were taken does not count: many older events may
// have been inserted at once, or the reader went back too far. Such steps end with the list.
func (r *reader) countIdle(broughtNew bool, position, next int64) error {
	switch {
	case broughtNew:
		r.idle = 0
	case next <= position:
		return r.idled()
	case next-r.start > MaxEvents:
		return ErrTooManyEvents
	}
	return nil
}

// idled counts a response that brought nothing new.
func (r *reader) idled() error {
	r.idle++
	if r.idle > maxIdle {
		return ErrListMoves
	}
	return nil
}

func (r *reader) request(ctx context.Context, offset, limit int64) (*response, error) {
	page, err := r.fetch(ctx, offset, limit)
	if err != nil {
		return nil, err
	}
	return newResponse(page, offset, limit), nil
}

// add takes the complete groups of a response and returns the position to request next.
func (r *reader) add(ctx context.Context, page *response) (next int64, done bool, err error) {
	if err := r.note(page); err != nil {
		return 0, false, err
	}
	switch {
	case !page.sorted:
		return 0, false, errNoGroups
	case page.size() == 0 && !r.hasTaken && r.start > 0:
		return 0, false, errOffset
	case !r.chains(page):
		return r.goBack(page.offset), false, nil
	}
	first := 0
	if r.hasTaken {
		first = page.after(r.taken)
	}
	pending := page.lastGroup(first)
	if err := r.take(page, first, pending); err != nil {
		return 0, false, err
	}
	if r.showsEnd(page) {
		r.ends++
		return r.finish(ctx, page, pending)
	}
	r.ends = 0
	if pending == first {
		r.margin /= 2 // it may leave too little room for a large group
		if err := r.checkOffset(ctx, page); err != nil {
			return 0, false, err
		}
	}
	// The next page begins with an event that was taken, so that it shows whether the pages chain.
	if last := page.offset + int64(pending) - 1; last > page.offset {
		return max(last-r.margin, page.offset+1) - r.probe(page), false, nil
	}
	return r.readLargeGroup(ctx, page)
}

// probe returns the number of events by which the next page begins earlier, mostly 0. The responses of a list that grows with each request
// may all have the same size, as those of a service with small pages. A larger response then shows that each was an end of the list.
func (r *reader) probe(page *response) int64 {
	r.notFull++
	if page.isFull() {
		r.notFull = 0
	}
	if r.notFull > 0 && r.notFull%probeInterval == 0 {
		return 1
	}
	return 0
}

// note keeps the numbers of a response.
func (r *reader) note(page *response) error {
	r.responses++
	r.largest = max(r.largest, page.size())
	if page.Total.Known && (!r.leastTotal.Known || page.Total.Number < r.leastTotal.Number) {
		r.leastTotal = page.Total
	}
	// One total may be wrong. If two agree that the list is too long, failing now saves a thousand requests.
	if !r.isFiltered() && r.responses > 1 && page.Total.Known && r.leastTotal.Number-r.start > MaxEvents {
		return ErrTooManyEvents
	}
	return nil
}

func (r *reader) progress(read int64, page *response) {
	if r.options.Progress != nil {
		r.options.Progress(read, page.Total)
	}
}

// chains reports whether a page begins at or before the last event that was taken, so that no event is between them.
func (r *reader) chains(page *response) bool {
	if page.offset == 0 || !r.hasTaken && page.offset == r.start {
		return true
	}
	return page.size() > 0 && !page.times[0].After(r.taken)
}

// goBack handles a page that does not chain: older events were removed, so the next events are at an earlier position. The number of removed
// events is not known. The first step is a quarter of a page, each further step is twice as long, and position 0 always chains.
func (r *reader) goBack(from int64) int64 {
	r.prefetch.drop()
	step := max(1, r.limit/4) << min(r.idle, 20)
	r.margin = r.limit / 4
	return max(0, from-step)
}

// showsEnd reports whether the list ends with this response: it has room for more events, but has none. The service may have smaller pages
// than it reports, but they are at least as large as the largest response.
func (r *reader) showsEnd(page *response) bool {
	return page.size() == 0 || !page.isFull() && page.size() < r.largest
}

// take passes events to the collector, all up to the end of a group.
func (r *reader) take(page *response, from, to int) error {
	if from == to {
		return nil
	}
	r.taken, r.hasTaken, r.contradictions = page.times[to-1], true, 0
	return r.collector.collect(page.Events[from:to])
}

// readLargeGroup handles a page that shows no complete group, and that the next page could not chain to. A larger page may help.
func (r *reader) readLargeGroup(ctx context.Context, page *response) (next int64, done bool, err error) {
	switch {
	case page.size() >= r.limit && r.limit < r.options.MaxLimit:
		r.limit = r.options.MaxLimit
		r.prefetch.drop()
		return page.offset, false, nil
	case r.hasTaken && page.after(r.taken) == len(page.times): // a page of one event cannot both chain and show a new event
		return 0, false, errNoGroups
	}
	return r.readSection(ctx, page, &section{until: page.times[len(page.times)-1]})
}

// checkOffset checks once whether a service that brought nothing new respects the offset: it must have no events at a position that no
// accepted list reaches. A service that rejects such a position also respects the offset.
func (r *reader) checkOffset(ctx context.Context, page *response) error {
	if r.offsetChecked || page.offset == r.start || page.size() == 0 {
		return nil
	}
	r.offsetChecked = true
	r.prefetch.drop()
	far, err := r.request(ctx, page.offset+MaxEvents, r.limit)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err == nil && far.size() > 0:
		return ErrOffsetIgnored
	}
	return nil
}
