package eventlist

import "slices"

// maxKeptBytes bounds the texts of the events that are kept. Terraform accepts at most 256 MiB from a provider.
const maxKeptBytes = 128 << 20

// collector receives the list, oldest event first, and keeps the requested part: from the beginning, or from the end for a descending list.
// In that case skip counts back from an end that is not known yet.
type collector struct {
	descending bool
	skip, keep int64
	events     []Event
	read       int64
	size       int
	// summary covers all events except those at the end, which skip may exclude.
	summary *Summary
}

func newCollector(options Options, skip int64) *collector {
	keep := options.Keep
	if keep < 0 || keep > MaxEvents {
		keep = MaxEvents
	}
	return &collector{descending: options.Descending, skip: skip, keep: keep, events: []Event{}, summary: &Summary{}}
}

func (c *collector) collect(events []Event) error {
	before := c.read
	c.read += int64(len(events))
	if c.read > MaxEvents {
		return ErrTooManyEvents
	}
	if c.descending {
		c.keepLatest(events)
	} else {
		c.keepFirst(events[min(int64(len(events)), max(0, c.skip-before)):])
	}
	if c.size > maxKeptBytes {
		return ErrListTooLarge
	}
	return nil
}

func (c *collector) keepFirst(events []Event) {
	c.summarize(events)
	c.append(events[:min(int64(len(events)), c.keep-int64(len(c.events)))])
}

func (c *collector) keepLatest(events []Event) {
	c.append(events)
	unseen := c.read - c.summary.added
	c.summarize(c.events[int64(len(c.events))-unseen:][:max(0, unseen-c.skip)])
	room := min(MaxEvents, c.keep+min(c.skip, MaxEvents))
	if surplus := int64(len(c.events)) - room; surplus > room || surplus > 0 && c.size > maxKeptBytes { // seldom, so that moving them costs little
		c.dropOldest(surplus)
	}
}

func (c *collector) append(events []Event) {
	for _, event := range events {
		c.size += event.size()
	}
	c.events = append(c.events, events...)
}

func (c *collector) summarize(events []Event) {
	for _, event := range events {
		c.summary.Add(event)
	}
}

func (c *collector) dropOldest(n int64) {
	for _, event := range c.events[:n] {
		c.size -= event.size()
	}
	c.events = slices.Delete(c.events, 0, int(n))
}

// list is the result. The service skipped the events before start.
func (c *collector) list(start int64) *List {
	wanted := max(0, c.read-c.skip)
	events := c.events
	if c.descending {
		events = events[:max(0, int64(len(events))-c.skip)]
		events = slices.Clone(events[max(0, int64(len(events))-c.keep):])
		slices.Reverse(events)
	}
	return &List{Events: events, Total: start + c.read, Truncated: int64(len(events)) < wanted, Summary: c.summary}
}
