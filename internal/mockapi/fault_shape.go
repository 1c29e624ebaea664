package mockapi

import (
	"strconv"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/eventpage"
)

// windowFaults change which events a page contains.
var windowFaults = map[FaultKind]func(f Fault, w *eventpage.Window){
	FaultClamp: func(f Fault, w *eventpage.Window) {
		w.Limit = min(w.Limit, f.PageSize)
		w.EchoedLimit = min(w.EchoedLimit, f.PageSize)
	},
	FaultSilentClamp:  func(f Fault, w *eventpage.Window) { w.Limit = min(w.Limit, f.PageSize) },
	FaultIgnoreOffset: func(_ Fault, w *eventpage.Window) { w.Offset, w.EchoedOffset = 0, 0 },
}

type pageFault struct {
	kind  FaultKind
	apply func(f Fault, p eventpage.Page)
}

// pageFaults change the content of a page, in this order: numbers become strings last, so that the order in which faults were injected
// does not matter.
var pageFaults = []pageFault{
	{FaultUnknownFields, func(_ Fault, p eventpage.Page) { addUnknownFields(p) }},
	{FaultNullEvents, func(_ Fault, p eventpage.Page) { p["events"] = nil }},
	{FaultWrongTotal, func(f Fault, p eventpage.Page) { p["total"] = f.Total }},
	{FaultNoTotal, func(_ Fault, p eventpage.Page) { delete(p, "total") }},
	{FaultStringNumbers, func(_ Fault, p eventpage.Page) { writeNumbersAsStrings(p) }},
}

func changeWindow(w eventpage.Window, faults []Fault) eventpage.Window {
	for _, fault := range faults {
		if apply := windowFaults[fault.Kind]; apply != nil {
			apply(fault, &w)
		}
	}
	return w
}

func changePage(p eventpage.Page, faults []Fault) eventpage.Page {
	for _, change := range pageFaults {
		for _, fault := range faults {
			if fault.Kind == change.kind {
				change.apply(fault, p)
			}
		}
	}
	return p
}

func addUnknownFields(p eventpage.Page) {
	p["next_marker"] = nil
	p["links"] = []map[string]string{{"rel": "self", "href": "/"}}
	events, _ := p["events"].([]map[string]any)
	for i, event := range events {
		event["sequence"] = i
		event["labels"] = map[string]any{"rank": i, "origin": "mock"}
	}
}

func writeNumbersAsStrings(p eventpage.Page) {
	for _, name := range []string{"total", "limit", "offset"} {
		if n, ok := p[name].(int); ok {
			p[name] = strconv.Itoa(n)
		}
	}
}
