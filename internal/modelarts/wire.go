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
	// null would come from a service that lost its list as well as from one that has none.
	if page.Events == nil {
		return nil, errors.New(`the body has no list named "events"`)
	}
	return page, nil
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

var (
	pageNames  = []string{"events", "total", "limit", "offset"}
	eventNames = []string{"message", "level", "time", "source"}
)

// readPage leaves Events nil if the page has no list.
func readPage(decoder *json.Decoder) (*eventPage, error) {
	page, others := &eventPage{}, otherMembers{}
	return page, readMembers(decoder, pageNames, func(name string) (err error) {
		switch name {
		case "events":
			page.Events, err = readEvents(decoder)
		case "total":
			err = decoder.Decode(&page.Total)
		case "limit":
			err = decoder.Decode(&page.Limit)
		case "offset":
			err = decoder.Decode(&page.Offset)
		default:
			err = others.read(decoder, name)
		}
		return err
	})
}

// readEvents returns nil for null.
func readEvents(decoder *json.Decoder) ([]Event, error) {
	start, err := decoder.Token()
	if err != nil || start == nil {
		return nil, err
	}
	if start != json.Delim('[') {
		return nil, errors.New("events is not a list")
	}
	events := []Event{}
	for decoder.More() {
		event, err := readEvent(decoder)
		if err != nil {
			return nil, fmt.Errorf("events[%d]: %w", len(events), err)
		}
		events = append(events, event)
	}
	_, err = decoder.Token()
	return events, err
}

func readEvent(decoder *json.Decoder) (Event, error) {
	var event Event
	err := readMembers(decoder, eventNames, func(name string) (err error) {
		switch name {
		case "message":
			event.Message, err = readText(decoder, name)
		case "level":
			event.Level, err = readText(decoder, name)
		case "time":
			event.Time, err = readText(decoder, name)
		case "source":
			event.Source, err = readText(decoder, name)
		default:
			err = skipValue(decoder)
		}
		return err
	})
	return event, err
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
