package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// decodePage decodes a page. It returns io.ErrUnexpectedEOF for a truncated body, which cannot be detected on a connection without a
// Content-Length.
func decodePage(body []byte) (*eventPage, error) {
	if err := checkJSON(body, "page of events"); err != nil {
		return nil, err
	}
	page, err := readPage(json.NewDecoder(bytes.NewReader(body)))
	if err != nil {
		return nil, fmt.Errorf("the body is not a page of events: %w", err)
	}
	// Services written in Go encode an empty list as null. Without a total of 0, the list may have been lost.
	if page.Events == nil && (!page.listed || page.Total != eventlist.Count{Known: true}) {
		return nil, errors.New(`the body has no list named "events"`)
	}
	return page, nil
}

// eventPage is a page with the request that the service repeats.
type eventPage struct {
	eventlist.Page

	// listed is true if the page has a list or null.
	listed                    bool
	offset                    eventlist.Count
	order, startTime, endTime string
}

var pageNames = []string{"events", "total", "limit", "offset", "order", "start_time", "end_time"}

// readPage leaves Events nil if the page has no list.
func readPage(decoder *json.Decoder) (*eventPage, error) {
	page, others := &eventPage{}, otherMembers{}
	return page, readMembers(decoder, pageNames, func(name string) (err error) {
		switch name {
		case "events":
			page.Events, err = readEvents(decoder)
			page.listed = true
		case "total":
			err = decoder.Decode((*count)(&page.Total))
		case "limit":
			err = decoder.Decode((*count)(&page.Limit))
		case "offset":
			err = decoder.Decode((*count)(&page.offset))
		case "order":
			err = decoder.Decode((*text)(&page.order))
		case "start_time":
			err = decoder.Decode((*text)(&page.startTime))
		case "end_time":
			err = decoder.Decode((*text)(&page.endTime))
		default:
			err = others.read(decoder, name)
		}
		return err
	})
}

type eventJSON struct {
	Message *string `json:"message"`
	Level   *string `json:"level"`
	Time    *string `json:"time"`
	Source  *string `json:"source"`
}

// readEvents returns nil for null. Events are most of a page, so they are decoded at once: token by token takes three times as long.
func readEvents(decoder *json.Decoder) ([]eventlist.Event, error) {
	var list json.RawMessage
	if err := decoder.Decode(&list); err != nil {
		return nil, err
	}
	var rows []*eventJSON
	if err := json.Unmarshal(list, &rows); err != nil {
		return nil, err
	}
	if rows == nil {
		return nil, nil
	}
	events := make([]eventlist.Event, len(rows))
	for i, row := range rows {
		if row == nil {
			return nil, fmt.Errorf("events[%d]: null is not a JSON object", i)
		}
		events[i] = eventlist.Event(*row)
	}
	return events, checkEventNames(list)
}

// count is a number of records, 0 or more, as a JSON number or as a string. Anything else is unreadable, which matters only if the list is
// empty. A null is treated as absent.
type count eventlist.Count

func (c *count) UnmarshalJSON(data []byte) error {
	*c = count{}
	if string(data) == "null" {
		return nil
	}
	c.Number, c.Known = wholeNumber(strings.Trim(string(data), `"`))
	c.Unreadable = !c.Known
	return nil
}

// text is a value that the service repeats: the content of a string, or the JSON text of another value. A null is treated as absent.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if json.Unmarshal(data, (*string)(t)) != nil {
		*t = text(data)
	}
	return nil
}
