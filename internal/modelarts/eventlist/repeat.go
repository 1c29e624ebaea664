package eventlist

import (
	"context"
	"time"
)

// maxPairs is the number of pairs of readings of a section. If none of them agrees, the read fails.
const maxPairs = 4

// section is a part of the list that is read page after page, until two readings agree: the events later than those taken, up to a
// time; or the whole list, if whole is true.
type section struct {
	until time.Time
	whole bool
}

// reading is the result of one pass over a section.
type reading struct {
	events []Event
	size   int
	// begins is the position of the section's first event.
	begins int64
	// last is the response that shows where the section ends, next the position of the section's last event.
	last *response
	next int64
	// ended is true if the list also ends there.
	ended bool
	// chained is false if the first page does not chain.
	chained bool
}

// readUngrouped reads a list that is not sorted by time, or whose pages have room for one event only.
func (r *reader) readUngrouped(ctx context.Context) error {
	defer func() { r.prefetch.drop() }()
	for {
		page, err := r.again(ctx, r.start)
		if err != nil {
			return err
		}
		if page.size() == 0 && r.start > 0 {
			return errOffset // it may be behind the end of the list
		}
		_, done, err := r.readSection(ctx, page, &section{whole: true})
		if err != nil || done {
			return err
		}
		if err := r.idled(); err != nil {
			return err
		}
	}
}

// readSection reads a section whose beginning a page shows. It uses one response if that may show the complete section, and otherwise two
// readings that agree.
func (r *reader) readSection(ctx context.Context, page *response, section *section) (next int64, done bool, err error) {
	if page.isFull() {
		return r.readTwice(ctx, page, section)
	}
	behind, err := r.again(ctx, page.end())
	if err != nil {
		return 0, false, err
	}
	if behind.equals(page) {
		if err := r.checkOffset(ctx, behind); err != nil {
			return 0, false, err
		}
	}
	same, err := r.again(ctx, page.offset)
	switch {
	case err != nil:
		return 0, false, err
	case same.size() > page.size(): // there was room for more, so the list ended with the page
		if page.totalExceeds() {
			if isNew, err := r.isGrowth(ctx, page, behind); err != nil || !isNew {
				return page.offset, false, err
			}
		}
		return r.takeSection(page, section)
	case behind.size() == 0 && sameEvents(same.Events, page.Events):
		if more, err := r.checkEnd(ctx, same); err != nil || more {
			return same.offset, false, err
		}
		return r.takeSection(same, section)
	case behind.size() > 0 && same.size() <= page.size():
		return r.readTwice(ctx, page, section)
	case r.start > 0 && !r.hasTaken: // the offset may be within a group, whose order differs in each response
		return 0, false, errOffset
	}
	return page.offset, false, nil
}

func (r *reader) again(ctx context.Context, position int64) (*response, error) {
	r.prefetch.drop()
	page, err := r.request(ctx, position, r.limit)
	if err != nil {
		return nil, err
	}
	return page, r.note(page)
}

// takeSection takes the last section of the list from one response.
func (r *reader) takeSection(page *response, section *section) (next int64, done bool, err error) {
	return 0, true, r.take(page, r.skipped(page, section), len(page.Events))
}

// skipped returns the number of events of a page that come before the section.
func (r *reader) skipped(page *response, section *section) int {
	if section.whole || !r.hasTaken {
		return 0
	}
	return page.after(r.taken)
}

// readTwice takes a section if two readings agree. Otherwise the caller must try again.
func (r *reader) readTwice(ctx context.Context, page *response, section *section) (next int64, done bool, err error) {
	first, err := r.readOnce(ctx, section, page.offset, r.limit, r.limit)
	if err != nil {
		return 0, false, err
	}
	// The second reading has other page ends, so that an event is not lost or repeated in the same way twice.
	second, err := r.readOnce(ctx, section, page.offset, max(1, r.largest/2), r.largest)
	if err == nil && !page.isFull() { // both readings may have looked like those of a service with small pages: is there more room?
		_, err = r.again(ctx, page.offset)
	}
	switch {
	case err != nil:
		return 0, false, err
	case !first.chained || !second.chained:
		return r.goBack(page.offset), false, nil
	case r.largest > page.size() && !page.isFull():
		return page.offset, false, r.disagree() // a larger response: pages have more room than it seemed
	case !second.repeats(first):
		return page.offset, false, r.disagree()
	}
	// A longer second reading agrees only if the list really ended where the first one did.
	last, grown := second.last, len(second.events) > len(first.events)
	if grown {
		last = first.last
	}
	if first.ended && (second.ended || grown) {
		if more, err := r.checkEnd(ctx, last); err != nil || more {
			return page.offset, false, err
		}
	}
	r.taken, r.hasTaken, r.contradictions, r.disagreed = section.until, true, 0, 0
	return second.next, first.ended && second.ended, r.collector.collect(second.events[:len(first.events)])
}

// disagree counts the readings that did not agree.
func (r *reader) disagree() error {
	r.disagreed++
	if r.disagreed >= maxPairs {
		return ErrListMoves
	}
	return nil
}

// checkEnd reports whether there are events behind the end of a section that was read twice.
func (r *reader) checkEnd(ctx context.Context, last *response) (more bool, err error) {
	if !last.totalExceeds() {
		return false, nil
	}
	return r.lookBehind(ctx, last)
}

// readOnce reads a section page after page.
func (r *reader) readOnce(ctx context.Context, section *section, position, firstLimit, limit int64) (*reading, error) {
	r.prefetch.drop()
	r.prefetch.cover(0, 0)
	result := &reading{chained: true}
	var first, before *response
	for {
		page, err := r.prefetch.get(ctx, position, position, firstLimit)
		if err == nil && page.guessed && r.showsEnd(page) { // the end of the list must come from the latest response
			r.prefetch.drop()
			page, err = r.request(ctx, position, limit)
		}
		if err == nil {
			err = r.note(page)
		}
		if err != nil {
			return nil, err
		}
		switch {
		case first == nil && !r.chains(page):
			return &reading{}, nil
		case first == nil:
			first = page
		case !section.whole && before.isLaterThan(page):
			return nil, errNoGroups
		case page.equals(first):
			if err := r.checkOffset(ctx, page); err != nil {
				return nil, err
			}
		}
		done, err := r.addToReading(result, section, page)
		r.progress(r.collector.read+int64(len(result.events)), page)
		if err != nil || done {
			return result, err
		}
		if page != first { // two different pages show that the service respects the offset
			r.prefetch.cover(min(page.Total.Number, page.offset+2*MaxEvents), r.largest)
		}
		position, firstLimit, before = page.end(), limit, page
	}
}

// addToReading reports whether the section ends with this page.
func (r *reader) addToReading(result *reading, section *section, page *response) (done bool, err error) {
	if !section.whole && !page.sorted {
		return false, errNoGroups
	}
	result.last, result.next = page, max(0, page.end()-1)
	for i, event := range page.Events {
		if !section.whole && r.hasTaken && !page.times[i].After(r.taken) {
			continue
		}
		if !section.whole && page.times[i].After(section.until) {
			result.next = max(0, page.offset+int64(i)-1)
			return true, nil
		}
		if len(result.events) == 0 {
			result.begins = page.offset + int64(i)
		}
		result.events = append(result.events, event)
		result.size += event.size()
	}
	switch {
	case len(result.events) > MaxEvents:
		return false, ErrTooManyEvents
	case result.size > maxKeptBytes:
		return false, ErrListTooLarge
	}
	result.ended = r.showsEnd(page)
	return result.ended, nil
}

// repeats reports whether a reading agrees with the one before it, also in order. A list that grows at its end may go on.
//
// The order must agree because the service may have replicas with different orders. If two of them take turns, and one has the reverse
// order of the other, both readings may lose and repeat the same events, but at other positions.
func (current *reading) repeats(previous *reading) bool {
	n := len(previous.events)
	grown := previous.ended && current.begins == previous.begins && len(current.events) > n
	if len(current.events) != n && !grown {
		return false
	}
	return equalInOrder(previous.events, current.events[:n])
}

// sameEvents reports whether two lists have the same events, each equally often, in any order.
func sameEvents(a, b []Event) bool {
	if len(a) != len(b) {
		return false
	}
	counts := make(map[Value]int, len(a))
	for _, event := range a {
		counts[event.Value()]++
	}
	for _, event := range b {
		counts[event.Value()]--
		if counts[event.Value()] < 0 {
			return false
		}
	}
	return true
}
