package eventlist

import (
	"context"
	"errors"
	"fmt"
)

// MaxEvents is the largest number of events that one read accepts. The service has no such bound, but a state with more events is not useful,
// and an endless list must not fill the memory.
const MaxEvents = 100_000

// Errors of a read whose requests all succeeded.
var (
	// ErrTooManyEvents: the list has more than [MaxEvents] events.
	ErrTooManyEvents = fmt.Errorf("more than %d events match", MaxEvents)
	// ErrListTooLarge: the texts of the events to keep, or to compare, are larger than 128 MiB.
	ErrListTooLarge = fmt.Errorf("the events are larger than %d MiB", maxKeptBytes>>20)
	// ErrListShort: the service counts more events than it lists.
	ErrListShort = errors.New("the service counts more events than it lists")
	// ErrListMoves: the list changed too often for a consistent reading.
	ErrListMoves = errors.New("the list kept changing while it was read")
	// ErrOffsetIgnored: the service returns the same events at every offset.
	ErrOffsetIgnored = errors.New("the service ignores the offset: it answers every request with the same events")
	// ErrUnreadableTotal: the list seems to be empty, and the total that would confirm it is not a number.
	ErrUnreadableTotal = errors.New("the list is empty, and its total is not a number")
	// ErrFilteredPages: the service cuts the list into pages before it applies the filters.
	ErrFilteredPages = errors.New("the service filters each page instead of the list")
)

// Fetch requests the events from an offset on, oldest first, at most limit of them. Its errors end the read. It is called concurrently
// if Options.Concurrency is above 1.
type Fetch func(ctx context.Context, offset, limit int64) (*Page, error)

// Options select the events to read and to keep.
type Options struct {
	// Offset is the number of events to skip, in the requested order.
	Offset int64
	// Descending returns the newest event first. Requests always have the oldest event first, so that new events do not move others.
	Descending bool
	// Keep is the number of events to return; negative: all.
	Keep int64
	// Limit is the page size to request, 1 to MaxLimit. It is raised if a page of that size cannot show a complete group.
	Limit, MaxLimit int64
	// Unfiltered requests events without the filters, because the total may include events that the filters exclude. Nil: there are no
	// filters.
	Unfiltered Fetch
	// Matches reports whether an event certainly matches the filters. Nil: it is not known.
	Matches func(Event) bool
	// SeenPage is the size of the largest response in earlier reads of the list, 0 for none: the service has pages of at least that size. A
	// smaller response then shows the end of the list, without another request.
	SeenPage int64
	// Concurrency is the largest number of concurrent requests.
	Concurrency int
	// Progress is called after each response that was used, with the number of events read so far. It may be nil.
	Progress func(read int64, total Count)
}

// List is the result of a read.
type List struct {
	// Events has the first Options.Keep events in the requested order.
	Events []Event
	// Total is the number of events that match, including those that Offset skips.
	Total int64
	// Truncated is true if more events were read than kept.
	Truncated bool
	// LargestPage is the size of the largest response, or Options.SeenPage if that is larger.
	LargestPage int64
	// Summary also covers the events that were not kept.
	Summary *Summary
}

// Read returns every event that exists from the first request to the last, as often as it exists, or an error: one of this package, or
// one that fetch returned. The package documentation has the argument.
func Read(ctx context.Context, fetch Fetch, options Options) (*List, error) {
	start, skip := options.Offset, int64(0)
	if options.Descending {
		start, skip = 0, options.Offset
	}
	r, err := read(ctx, fetch, options, start, skip)
	if errors.Is(err, errOffset) {
		r, err = read(ctx, fetch, options, 0, options.Offset)
	}
	if err != nil && r.collector.read > 0 {
		err = fmt.Errorf("after %d events: %w", r.collector.read, err)
	}
	if err != nil {
		return nil, err
	}
	list := r.collector.list(r.start)
	list.LargestPage = r.largest
	return list, nil
}

// read reads the list from a position on, and skips events at the beginning of the result.
func read(ctx context.Context, fetch Fetch, options Options, start, skip int64) (*reader, error) {
	r := newReader(fetch, options, start, skip)
	err := r.readGroups(ctx)
	if errors.Is(err, errNoGroups) {
		r = newReader(fetch, options, start, skip)
		err = r.readUngrouped(ctx)
	}
	return r, err
}
