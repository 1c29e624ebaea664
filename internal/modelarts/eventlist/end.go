package eventlist

import (
	"context"
	"fmt"
	"slices"
)

// maxLooks is the number of additional requests if a total counts more events than the list has. A cached total needs a few responses to
// follow the list.
const maxLooks = 8

// finish decides whether the list ends with a response that shows its end. A total can only prolong the read: if it equals the position of
// the end, a second look is not necessary; if it is larger, the reader looks behind the end.
func (r *reader) finish(ctx context.Context, page *response, pending int) (next int64, done bool, err error) {
	again := max(page.offset, page.offset+int64(pending)-1-r.margin)
	// Request a different offset each time, in case the service always cuts the same page short. Before the first group is taken, the offset
	// must stay at start.
	if r.hasTaken {
		again = max(0, again-int64(r.contradictions))
	}
	if page.totalExceeds() {
		more, err := r.lookBehind(ctx, page)
		if err != nil || more {
			return again, false, err
		}
	} else if !page.Total.Known || page.Total.Number < page.end() {
		if r.ends == 1 {
			return again, false, nil
		}
	}
	if r.collector.read == 0 && page.size() == 0 && page.Total.Unreadable {
		return 0, false, ErrUnreadableTotal
	}
	return 0, true, r.take(page, pending, len(page.Events))
}

// lookBehind reports whether there are events behind an end that the service's total contradicts. It checks the positions up to that total.
func (r *reader) lookBehind(ctx context.Context, last *response) (more bool, err error) {
	var behind *response
	if r.isFiltered() {
		behind, err = r.lookUpToTotal(ctx, last)
	}
	if err == nil && behind == nil {
		behind, err = r.lookAgain(ctx, last)
	}
	if err != nil || behind == nil {
		return false, err
	}
	if isNew, err := r.isGrowth(ctx, last, behind); err != nil || isNew {
		return false, err
	}
	r.contradictions++
	switch {
	case r.contradictions <= maxLooks:
		return true, nil
	case r.isFiltered():
		return false, ErrFilteredPages
	}
	return false, ErrListMoves
}

// growth is how much a list grew since an earlier end: the one with the smallest total.
type growth struct {
	known bool
	// total is the total at that time, events the number of events that appeared since.
	total, events int64
}

// isGrowth reports whether the events behind an end are new. The package documentation has the three facts that must agree.
func (r *reader) isGrowth(ctx context.Context, last, behind *response) (bool, error) {
	all, err := r.countAll(ctx)
	if err != nil {
		return false, err
	}
	same, err := r.request(ctx, last.offset, last.requested)
	if err == nil {
		err = r.note(same)
	}
	if err != nil || same.end() < behind.end() {
		return false, err
	}
	g := &r.growth
	if !g.known || same.Total.Number < g.total {
		*g = growth{known: true, total: same.Total.Number}
		return false, nil
	}
	g.events += same.size() - last.size()
	isReached := last.Total.Number <= same.end()
	if r.isFiltered() {
		isReached = last.Total.Number <= all.Number && all.Number <= same.Total.Number
	}
	return isReached && same.Total.Number-g.total >= g.events, nil
}

// lookUpToTotal looks at every position up to the total of a filtered list.
func (r *reader) lookUpToTotal(ctx context.Context, last *response) (behind *response, err error) {
	total := last.Total.Number
	if total-last.end() > MaxEvents {
		return nil, shortBy(last, total)
	}
	r.lookedUpTo = max(r.lookedUpTo, last.end())
	for r.lookedUpTo < total {
		r.prefetch.cover(total, r.limit)
		page, err := r.prefetch.get(ctx, last.end(), r.lookedUpTo, r.limit)
		if err == nil {
			err = r.note(page)
		}
		switch {
		case err != nil:
			return nil, err
		case page.size() > 0:
			return page, nil
		}
		step := page.requested
		if page.Limit.Known && page.Limit.Number > 0 {
			step = min(step, page.Limit.Number)
		}
		r.lookedUpTo = page.offset + step
	}
	return nil, nil
}

// lookAgain requests the total again. A total that decreases was out of date, or an estimate. A total that stays is an error, unless it is
// explained.
func (r *reader) lookAgain(ctx context.Context, last *response) (behind *response, err error) {
	total := last.Total.Number
	for range maxLooks + 1 { // other responses may have come since the first total
		all, err := r.countAll(ctx)
		if err != nil {
			return nil, err
		}
		page, err := r.again(ctx, last.end())
		switch {
		case err != nil:
			return nil, err
		case page.size() > 0:
			return page, nil
		case !page.Total.Known || page.Total.Number <= last.end() || page.Total.Number < total:
			return nil, nil
		case total <= all.Number && all.Number <= page.Total.Number:
			return nil, nil // the total includes events that the filters exclude
		}
		total = page.Total.Number
	}
	return nil, shortBy(last, total)
}

// countAll returns the number of events without filters, if there are filters and the service has such events.
func (r *reader) countAll(ctx context.Context) (Count, error) {
	if !r.isFiltered() {
		return Count{}, nil
	}
	page, err := r.options.Unfiltered(ctx, 0, r.limit)
	if err != nil || len(page.Events) == 0 {
		return Count{}, err
	}
	// An event that matches contradicts an empty filtered list: then its total counts events that were lost.
	if r.collector.read == 0 && r.options.Matches != nil && slices.ContainsFunc(page.Events, r.options.Matches) {
		return Count{}, nil
	}
	return page.Total, nil
}

func (r *reader) isFiltered() bool { return r.options.Unfiltered != nil }

func shortBy(last *response, total int64) error {
	return fmt.Errorf("%w: %d of %d", ErrListShort, last.end(), total)
}
