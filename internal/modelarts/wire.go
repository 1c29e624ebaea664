package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pageJSON is a page as it is sent. The reference says String of total, limit and offset, its samples show numbers.
type pageJSON struct {
	Total  count      `json:"total"`
	Limit  count      `json:"limit"`
	Offset count      `json:"offset"`
	Events eventsJSON `json:"events"`
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
	// null would come from a service that lost its list as well as from one that has none.
	if wire.Events.rows == nil {
		return nil, errors.New(`the body has no list named "events"`)
	}
	return wire.page()
}

func (wire pageJSON) page() (*eventPage, error) {
	events := make([]Event, len(wire.Events.rows))
	for i, event := range wire.Events.rows {
		if event == nil {
			return nil, fmt.Errorf("events[%d] is null", i)
		}
		events[i] = Event(*event)
	}
	return &eventPage{
		Events: events,
		Total:  wire.Total,
		Limit:  wire.Limit,
		Offset: wire.Offset,
	}, nil
}

// count is a number of records, 0 or more, as a JSON number or as a string. What is neither says nothing, like a member that is not
// there: rows decide what the list is.
type count struct {
	number int64
	known  bool
}

func (c *count) UnmarshalJSON(data []byte) error {
	number, err := strconv.ParseInt(strings.Trim(string(data), `"`), 10, 64)
	*c = count{}
	if err == nil && number >= 0 {
		*c = count{number: number, known: true}
	}
	return nil
}
