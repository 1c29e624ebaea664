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
	Total  *count       `json:"total"`
	Limit  *count       `json:"limit"`
	Offset *count       `json:"offset"`
	Events []*eventJSON `json:"events"`
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
	if !utf8.Valid(body) {
		return nil, errors.New("the body is not UTF-8")
	}
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
	// null would come from a service that lost its list as well as from one that has none.
	if wire.Events == nil {
		return nil, errors.New(`the body has no list named "events"`)
	}
	return wire.page()
}

func (wire pageJSON) page() (*eventPage, error) {
	events := make([]Event, len(wire.Events))
	for i, event := range wire.Events {
		if event == nil {
			return nil, fmt.Errorf("events[%d] is null", i)
		}
		events[i] = Event(*event)
	}
	return &eventPage{
		Events: events,
		Total:  (*int64)(wire.Total),
		Limit:  (*int64)(wire.Limit),
		Offset: (*int64)(wire.Offset),
	}, nil
}

// count is a number of records, 0 or more, written as a JSON number or as a string.
type count int64

func (c *count) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 {
		return fmt.Errorf("%s is not a number of records", printable(text, maxExcerptRunes))
	}
	*c = count(number)
	return nil
}
