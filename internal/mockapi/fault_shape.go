package mockapi

import "strconv"

// windowFaults change which events a page contains.
var windowFaults = map[FaultKind]func(f Fault, w *window){
	FaultClamp: func(f Fault, w *window) {
		w.limit = min(w.limit, f.PageSize)
		w.echoedLimit = min(w.echoedLimit, f.PageSize)
	},
	FaultSilentClamp:  func(f Fault, w *window) { w.limit = min(w.limit, f.PageSize) },
	FaultIgnoreOffset: func(_ Fault, w *window) { w.offset, w.echoedOffset = 0, 0 },
}

type pageFault struct {
	kind  FaultKind
	apply func(f Fault, p page)
}

// pageFaults change the content of a page, in this order: numbers become strings last, so that the order in which faults were injected
// does not matter.
var pageFaults = []pageFault{
	{FaultUnknownFields, func(_ Fault, p page) { p.addUnknownFields() }},
	{FaultNullEvents, func(_ Fault, p page) { p["events"] = nil }},
	{FaultWrongTotal, func(f Fault, p page) { p["total"] = f.Total }},
	{FaultNoTotal, func(_ Fault, p page) { delete(p, "total") }},
	{FaultStringNumbers, func(_ Fault, p page) { p.writeNumbersAsStrings() }},
}

func changeWindow(w window, faults []Fault) window {
	for _, fault := range faults {
		if apply := windowFaults[fault.Kind]; apply != nil {
			apply(fault, &w)
		}
	}
	return w
}

func changePage(p page, faults []Fault) page {
	for _, change := range pageFaults {
		for _, fault := range faults {
			if fault.Kind == change.kind {
				change.apply(fault, p)
			}
		}
	}
	return p
}

func (p page) addUnknownFields() {
	p["next_marker"] = nil
	p["links"] = []map[string]string{{"rel": "self", "href": "/"}}
	events, _ := p["events"].([]map[string]any)
	for i, event := range events {
		event["sequence"] = i
		event["labels"] = map[string]any{"rank": i, "origin": "mock"}
	}
}

func (p page) writeNumbersAsStrings() {
	for _, name := range []string{"total", "limit", "offset"} {
		if n, ok := p[name].(int); ok {
			p[name] = strconv.Itoa(n)
		}
	}
}
