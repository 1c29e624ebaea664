package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// checkJSON accepts exactly one JSON value, which must be what the name says. The decoders therefore meet no syntax error. It returns
// io.ErrUnexpectedEOF for a truncated body, which cannot be detected on a connection without a Content-Length.
func checkJSON(body []byte, name string) error {
	var value json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch err := decoder.Decode(&value); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case errors.Is(err, io.EOF):
		return errors.New("the body is empty")
	case err != nil:
		return fmt.Errorf("the body is not a %s: %w", name, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the body goes on after the %s", name)
	}
	if !utf8.Valid(body) { // checked last, because a truncated body may end in the middle of a character
		return errors.New("the body is not UTF-8")
	}
	return nil
}

// wholeNumber parses an integer of 0 or more.
func wholeNumber(text string) (number int64, ok bool) {
	number, ok = parseInteger(text)
	if !ok || number < 0 {
		return 0, false
	}
	return number, true
}

// parseInteger parses 45, and also 45.0 and 4.5e1 within the range in which a float is exact.
func parseInteger(text string) (number int64, ok bool) {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number, true
	}
	float, err := strconv.ParseFloat(text, 64)
	if err != nil || float != math.Trunc(float) || math.Abs(float) > 1<<53 {
		return 0, false
	}
	return int64(float), true
}

// reader stores a JSON value. A null is treated as absent.
type reader func(value json.RawMessage) error

// members are the known members of an object.
type members map[string]reader

// readObject passes each known member to its reader and each other one to the function.
func readObject(value json.RawMessage, known members, other func(name string, value json.RawMessage) error) error {
	decoder := json.NewDecoder(bytes.NewReader(value))
	return readMembers(decoder, slices.Collect(maps.Keys(known)), func(name string) error {
		var member json.RawMessage
		if err := decoder.Decode(&member); err != nil {
			return err
		}
		read, found := known[name]
		if !found {
			return other(name, member)
		}
		if err := read(member); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

// skip ignores a member.
func skip(string, json.RawMessage) error { return nil }

func isNull(value json.RawMessage) bool { return string(value) == "null" }

func objectInto(known members) reader {
	return func(value json.RawMessage) error {
		if isNull(value) {
			return nil
		}
		return readObject(value, known, skip)
	}
}

// listInto leaves the target nil for null, and makes it an empty list for an empty list.
func listInto[T any](target *[]T, read func(json.RawMessage) (T, error)) reader {
	return func(value json.RawMessage) error {
		var rows []json.RawMessage
		if err := json.Unmarshal(value, &rows); err != nil {
			return errors.New("it is not a list")
		}
		if rows == nil {
			return nil
		}
		list := make([]T, len(rows))
		for i, row := range rows {
			var err error
			if list[i], err = read(row); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		*target = list
		return nil
	}
}

func textInto(target **string) reader {
	return func(value json.RawMessage) error {
		if json.Unmarshal(value, target) != nil {
			return errors.New("it is not a text")
		}
		return nil
	}
}

// integerInto accepts a number as a JSON number or as a string. An empty string is treated as absent.
func integerInto(target **int64) reader {
	return func(value json.RawMessage) error {
		text := strings.Trim(string(value), `"`)
		if isNull(value) || text == "" {
			return nil
		}
		number, ok := parseInteger(text)
		if !ok {
			return fmt.Errorf("%.40s is not an integer", value)
		}
		*target = &number
		return nil
	}
}

func unixSeconds(seconds int64) time.Time { return time.Unix(seconds, 0) }

// timeInto accepts a number since 1970, in the unit of at. 0 means that there is no time, and so does what a service may send for its own
// zero time, which is negative.
func timeInto(target **time.Time, at func(int64) time.Time) reader {
	return func(value json.RawMessage) error {
		var number *int64
		if err := integerInto(&number)(value); err != nil {
			return err
		}
		if number == nil || *number <= 0 {
			return nil
		}
		moment := at(*number).UTC()
		if moment.Before(EarliestTime) || moment.After(LatestTime) {
			return fmt.Errorf("%d is not a time before the year 10000", *number)
		}
		*target = &moment
		return nil
	}
}
