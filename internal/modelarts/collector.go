package modelarts

import "slices"

// maxKeptBytes bounds the texts of the events that are kept. Terraform takes at most 256 MiB from a provider.
const maxKeptBytes = 128 << 20

// collector takes the list in ascending order and keeps what the query asks for: from its beginning, or for a descending query from
// its end, where Offset counts back from what turns out to be the end.
type collector struct {
	query  EventsQuery
	keep   int64
	events []Event
	read   int64
	size   int
	// summary has seen all events but those at the end that Offset may turn out to skip.
	summary *Summary
}

func newCollector(query EventsQuery, keep int64) collector {
	if keep < 0 || keep > MaxEvents {
		keep = MaxEvents
	}
	return collector{query: query, keep: keep, events: []Event{}, summary: &Summary{}}
}

func (c *collector) collect(events []Event) error {
	c.read += int64(len(events))
	room := c.keep
	if c.query.isDescending() {
		room = c.roomAtTheEnd()
	} else {
		c.summarize(events)
		events = events[:min(int64(len(events)), room-int64(len(c.events)))]
	}
	for _, event := range events {
		c.size += event.size()
	}
	c.events = append(c.events, events...)
	if c.query.isDescending() {
		unseen := c.read - c.summary.added
		c.summarize(c.events[int64(len(c.events))-unseen:][:max(0, unseen-c.query.Offset)])
	}
	if int64(len(c.events)) > 2*room { // seldom, so that moving them costs little
		c.dropOldest(int64(len(c.events)) - room)
	}
	if c.size > maxKeptBytes {
		c.dropOldest(max(0, int64(len(c.events))-room))
	}
	if c.size > maxKeptBytes {
		return ErrListTooLarge
	}
	return nil
}

func (c *collector) summarize(events []Event) {
	for _, event := range events {
		c.summary.add(event)
	}
}

// roomAtTheEnd counts what Offset will skip, too: it is not known yet which those are.
func (c *collector) roomAtTheEnd() int64 {
	return min(MaxEvents, c.keep+min(c.query.Offset, MaxEvents))
}

func (c *collector) dropOldest(n int64) {
	for _, event := range c.events[:n] {
		c.size -= event.size()
	}
	c.events = slices.Delete(c.events, 0, int(n))
}

// list is what the query asked for.
func (c *collector) list() *EventList {
	if !c.query.isDescending() {
		return &EventList{Events: c.events, Total: c.query.Offset + c.read, Truncated: int64(len(c.events)) < c.read, Summary: c.summary}
	}
	wanted := max(0, c.read-c.query.Offset)
	events := c.events[:max(0, int64(len(c.events))-c.query.Offset)]
	events = slices.Clone(lastOf(events, int(c.keep)))
	slices.Reverse(events)
	return &EventList{Events: events, Total: c.read, Truncated: int64(len(events)) < wanted, Summary: c.summary}
}
