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

// pageJSON is a page as it is sent. The reference says String of total, limit and offset, its samples show numbers.
type pageJSON struct {
	Total  count `json:"total"`
	Limit  count `json:"limit"`
	Offset count `json:"offset"`
	// What the service says it was asked for.
	Order     text       `json:"order"`
	StartTime text       `json:"start_time"`
	EndTime   text       `json:"end_time"`
	Events    eventsJSON `json:"events"`
	// ErrorCode belongs to errors; a service that sends it with a 200 has none the less failed.
	ErrorCode string `json:"error_code"`
}

// eventsJSON is the list of a page. encoding/json would write a second list of the same page over the first one, and mix their rows.
type eventsJSON struct {
	rows  []*eventJSON
	there bool
}

func (e *eventsJSON) UnmarshalJSON(data []byte) error {
	if e.there {
		return errors.New(`the name "events" is there twice`)
	}
	e.there = true
	return json.Unmarshal(data, &e.rows)
}

type eventJSON struct {
	Message *string `json:"message"`
	Level   *string `json:"level"`
	Time    *string `json:"time"`
	Source  *string `json:"source"`
}

// decodePage reads a page. It returns io.ErrUnexpectedEOF for a body that ends in the middle, which a connection
// without a Content-Length does not tell.
func decodePage(body []byte) (*eventPage, error) {
	var wire pageJSON
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch err := decoder.Decode(&wire); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	case errors.Is(err, io.EOF):
		return nil, errors.New("the body is empty")
	case err != nil:
		return nil, fmt.Errorf("the body is not a page of events: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the body goes on after the page of events")
	}
	if !utf8.Valid(body) { // asked only now: a body that was cut may end in the middle of a character
		return nil, errors.New("the body is not UTF-8")
	}
	if wire.ErrorCode != "" {
		return nil, fmt.Errorf("the body holds the error %q", wire.ErrorCode)
	}
	// Services written in Go encode an empty list as null. Without a total of 0, it may be a list that was lost.
	if wire.Events.rows == nil && (!wire.Events.there || !wire.Total.isZero()) {
		return nil, errors.New(`the body has no list named "events"`)
	}
	return wire.page()
}

// eventPage is a page, and what the service says it was asked for.
type eventPage struct {
	eventlist.Page

	offset                    eventlist.Count
	order, startTime, endTime string
}

func (wire pageJSON) page() (*eventPage, error) {
	events := make([]eventlist.Event, len(wire.Events.rows))
	for i, event := range wire.Events.rows {
		if event == nil {
			return nil, fmt.Errorf("events[%d] is null", i)
		}
		events[i] = eventlist.Event(*event)
	}
	return &eventPage{
		Page:   eventlist.Page{Events: events, Total: eventlist.Count(wire.Total), Limit: eventlist.Count(wire.Limit)},
		offset: eventlist.Count(wire.Offset),
		order:  string(wire.Order), startTime: string(wire.StartTime), endTime: string(wire.EndTime),
	}, nil
}

// count is a number of records, 0 or more, as a JSON number or as a string. Anything else is unreadable: it matters only where a list is
// empty, since events decide what the list is. A null is like a member that is absent.
type count eventlist.Count

func (c count) isZero() bool { return c.Known && c.Number == 0 }

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
