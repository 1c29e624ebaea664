package modelarts

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// eventPage is a page with the request that the service repeats.
type eventPage struct {
	eventlist.Page

	offset                    eventlist.Count
	order, startTime, endTime string
}

// decodePage decodes a page. It returns io.ErrUnexpectedEOF for a truncated body.
func decodePage(body []byte) (*eventPage, error) {
	value, err := parseJSON(body, "page of events")
	if err != nil {
		return nil, err
	}
	page, others, isListed := &eventPage{}, otherMembers{}, false
	err = decodeObject(value, members{
		{"events", func(value json.RawMessage) error {
			isListed = true
			return list(&page.Events, eventDecoder())(value)
		}},
		{"total", count(&page.Total)},
		{"limit", count(&page.Limit)},
		{"offset", count(&page.offset)},
		{"order", anyText(&page.order)},
		{"start_time", anyText(&page.startTime)},
		{"end_time", anyText(&page.endTime)},
	}, others.checkPage)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the body is not a page of events: %w", err)
	// Services written in Go encode an empty list as null. Without a total of 0, the list may have been lost.
	case page.Events == nil && (!isListed || page.Total != eventlist.Count{Known: true}):
		return nil, errors.New(`the body has no list named "events"`)
	}
	return page, nil
}

// eventDecoder returns a function that decodes an event. The members are the same for all events of a page, to save memory.
func eventDecoder() func(value json.RawMessage) (eventlist.Event, error) {
	var event eventlist.Event
	known := members{
		{"message", text(&event.Message)}, {"level", text(&event.Level)}, {"time", text(&event.Time)}, {"source", text(&event.Source)},
	}
	return func(value json.RawMessage) (eventlist.Event, error) {
		event = eventlist.Event{}
		err := decodeObject(value, known, skip)
		return event, err
	}
}
