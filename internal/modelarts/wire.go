package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
)

// decodePage reads a page. It returns io.ErrUnexpectedEOF for a body that ends in the middle, which a connection
// without a Content-Length does not tell.
func decodePage(body []byte) (*eventPage, error) {
	if err := checkJSON(body); err != nil {
		return nil, err
	}
	page, err := readPage(json.NewDecoder(bytes.NewReader(body)))
	if err != nil {
		return nil, fmt.Errorf("the body is not a page of events: %w", err)
	}
	// Services written in Go encode an empty list as null. Without a total of 0, it may be a list that was lost.
	if page.Events == nil && (!page.listed || page.Total != eventlist.Count{Known: true}) {
		return nil, errors.New(`the body has no list named "events"`)
	}
	return page, nil
}

// eventPage is a page, and what the service says it was asked for.
type eventPage struct {
	eventlist.Page

	// listed is true if the page has a list, or null in its place.
	listed                    bool
	offset                    eventlist.Count
	order, startTime, endTime string
}

// checkJSON accepts one JSON value, so that the rest of this file meets no syntax error.
func checkJSON(body []byte) error {
	var value json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch err := decoder.Decode(&value); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case errors.Is(err, io.EOF):
		return errors.New("the body is empty")
	case err != nil:
		return fmt.Errorf("the body is not a page of events: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the body goes on after the page of events")
	}
	if !utf8.Valid(body) { // asked only now: a body that was cut may end in the middle of a character
		return errors.New("the body is not UTF-8")
	}
	return nil
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

// count is a number of records, 0 or more, as a JSON number or as a string. Anything else is unreadable: it matters only where a list is
// empty, since events decide what the list is. A null is like a member that is absent.
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

// wholeNumber reads 45, and 45.0 or 4.5e1 as far as a float has whole numbers.
func wholeNumber(text string) (number int64, ok bool) {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil && number >= 0 {
		return number, true
	}
	float, err := strconv.ParseFloat(text, 64)
	if err != nil || float != math.Trunc(float) || float < 0 || float > 1<<53 {
		return 0, false
	}
	return int64(float), true
}

// text is what the service repeats of the request: a string, or as it is written. A null is like a member that is absent.
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
