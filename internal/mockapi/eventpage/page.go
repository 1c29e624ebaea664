package eventpage

import "time"

// Event is an event of a training job. Empty fields are omitted from the JSON, as the API does with source.
type Event struct {
	Message string
	// Level is Info, Warning or Error in the API. Any text is sent unchanged.
	Level string
	// Time is sent unchanged. It is parsed as RFC 3339 only to sort and filter. An event with another text comes before all others and is in
	// no time range.
	Time string
	// Source is K8S, Job or Task in the API. Any text is sent unchanged.
	Source string
}

// Window is the part of the matches that a page contains, and what the page says about it. The two differ only if a fault applies.
type Window struct {
	Limit, Offset             int
	EchoedLimit, EchoedOffset int
}

// Window returns the part that the query asks for.
func (q Query) Window() Window {
	return Window{Limit: q.limit, Offset: q.offset, EchoedLimit: q.limit, EchoedOffset: q.offset}
}

// Page is the body of a 200. It is a map, because faults remove and add members and change their types.
type Page map[string]any

// New returns the page of a window.
func New(t Timeline, q Query, w Window) Page {
	events, total := t.read(q, w)
	p := Page{
		"total":  total,
		"limit":  w.EchoedLimit,
		"offset": w.EchoedOffset,
		"order":  q.order,
		"events": eventObjects(events),
	}
	if !q.end.IsZero() {
		p["start_time"], p["end_time"] = echoedTime(q.start), echoedTime(q.end)
	}
	return p
}

// Zone is the time zone of the service.
var Zone = time.FixedZone("", 8*60*60)

// echoedTime formats a time of the query like the reference's example, without milliseconds.
func echoedTime(t time.Time) string { return t.In(Zone).Format(time.RFC3339) }

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
