package modelarts

import (
	"errors"
	"hash/maphash"
	"slices"
)

// errMoved ends a pass over a list whose rows moved between two pages.
var errMoved = errors.New("the list moved while it was read")

// pass puts one reading of the list together, in ascending order, and finds out whether it can be trusted.
//
// Neighbouring pages overlap. Where the repeated rows differ, the list moved. Where they are the same and their times differ, nothing
// can have moved across them: what is older comes from the one page, what is newer from the other. Where they are the same and of one
// time, rows that were read only once show the same; rows that were read several times leave a doubt, and so do all where the total
// says that the list has shrunk, as what was skipped may have been equal. This takes the list to be sorted by time, and equal times to
// keep their order. What is not noticed: as many events removed as written between the same two pages, where the list repeats several
// events of one second in one order.
type pass struct {
	collector
	seed maphash.Seed
	// digest stands for all rows in their order, seen for how often each occurs.
	digest uint64
	seen   map[uint64]int
	// before is the pass that left a doubt, if any; repeats says whether this one begins with the same rows. The doubt is removed where
	// it has no others, or, in a list that grows, where a third pass repeats the second.
	before  *pass
	repeats bool
	// tail are the last rows so far, at most overlapRows.
	tail []Event
	next int64
	// full says whether the last page filled the limit.
	full bool
	// joints are the rows that were repeated where time does not show that two pages fit; doubtful is set where there were too few.
	joints   [][]uint64
	doubtful bool
	// total is that of the page before.
	total count
	// maySkip is set where a page has a smaller total than the one before it, and time does not show that the two fit. Pages that were
	// read side by side may seem to shrink though the list only grows.
	maySkip bool
}

func newPass(query EventsQuery, keep int64, seed maphash.Seed, before *pass) *pass {
	return &pass{
		collector: newCollector(query, keep), seed: seed, seen: map[uint64]int{}, next: ascending(query).Offset, before: before,
		repeats: before != nil && before.read == 0,
	}
}

// add takes the next page.
func (p *pass) add(page *eventPage) error {
	repeated := int(p.next - page.first)
	if p.read > 0 {
		if err := p.join(page, repeated); err != nil {
			return err
		}
	}
	fresh := page.Events[min(repeated, len(page.Events)):]
	for i, event := range fresh {
		row := event.hash(p.seed)
		p.seen[row]++
		p.digest = p.digest*31 + row
		if p.before != nil && p.read+int64(i)+1 == p.before.read {
			p.repeats = p.digest == p.before.digest
		}
	}
	p.total = page.Total
	p.tail = slices.Clone(lastOf(append(p.tail, fresh...), overlapRows))
	p.next = max(p.next, page.next)
	p.full = page.fills(p.query)
	return p.collect(fresh)
}

func (p *pass) join(page *eventPage, repeated int) error {
	before := lastOf(p.tail, repeated)
	if len(page.Events) < repeated || !slices.EqualFunc(before, page.Events[:repeated], Event.equal) {
		return errMoved
	}
	shrinks := p.total.known && page.Total.known && page.Total.number < p.total.number
	switch {
	case repeated < overlapRows && !shrinks && p.total.known && !p.full && len(page.Events) == repeated:
		// The page before, which was short of the limit, was the end already.
	case repeated < overlapRows:
		p.doubtful = true
		p.maySkip = p.maySkip || shrinks
	case before[0].sameTime(before[1]):
		p.maySkip = p.maySkip || shrinks
		p.joints = append(p.joints, []uint64{before[0].hash(p.seed), before[1].hash(p.seed)})
	}
	return nil
}

// settles says whether the doubt that an earlier pass left is removed. Both are asked when all pages are in.
func (p *pass) settles(doubtful *pass) bool {
	return p.repeats && (p.read == doubtful.read || doubtful.repeats)
}

// isSound is asked when all pages are in.
func (p *pass) isSound() bool {
	for _, rows := range p.joints {
		if p.seen[rows[0]] > 1 && p.seen[rows[1]] > 1 {
			return false
		}
	}
	return !p.doubtful
}

func lastOf(events []Event, n int) []Event { return events[max(0, len(events)-n):] }
