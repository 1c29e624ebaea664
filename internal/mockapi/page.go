package mockapi

import "time"

// window is the part of the matches that a page contains, and what the page says about it. The two differ only if a fault applies.
type window struct {
	limit, offset             int
	echoedLimit, echoedOffset int
}

func (q query) window() window {
	return window{limit: q.limit, offset: q.offset, echoedLimit: q.limit, echoedOffset: q.offset}
}

// page is the body of a 200. It is a map, because faults remove and add members and change their types.
type page map[string]any

func newPage(q query, w window, events []Event, total int) page {
	p := page{
		"total":  total,
		"limit":  w.echoedLimit,
		"offset": w.echoedOffset,
		"order":  q.order,
		"events": eventObjects(events),
	}
	if !q.end.IsZero() {
		p["start_time"], p["end_time"] = echoedTime(q.start), echoedTime(q.end)
	}
	return p
}

var serviceZone = time.FixedZone("", 8*60*60)

// echoedTime formats a time of the query like the reference's example, without milliseconds.
func echoedTime(t time.Time) string { return t.In(serviceZone).Format(time.RFC3339) }

func eventObjects(events []Event) []map[string]any {
	objects := make([]map[string]any, len(events))
	for i, event := range events {
		objects[i] = event.object()
	}
	return objects
}

func (e Event) object() map[string]any {
	object := map[string]any{}
	for name, value := range map[string]string{
		"message": e.Message, "level": e.Level, "time": e.Time, "source": e.Source,
	} {
		if value != "" {
			object[name] = value
		}
	}
	return object
}
