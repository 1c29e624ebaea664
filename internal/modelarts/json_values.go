package modelarts

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func object(known members) decodeFunc {
	return func(value json.RawMessage) error {
		if isNull(value) {
			return nil
		}
		return decodeObject(value, known, skip)
	}
}

// list leaves the target nil for null, and makes it an empty list for an empty list.
func list[T any](target *[]T, decode func(json.RawMessage) (T, error)) decodeFunc {
	return func(value json.RawMessage) error {
		if isNull(value) {
			return nil
		}
		if value[0] != '[' {
			return errors.New("it is not a list")
		}
		*target = []T{}
		for _, element := range elements(value) {
			decoded, err := decode(element)
			if err != nil {
				return fmt.Errorf("[%d]: %w", len(*target), err)
			}
			*target = append(*target, decoded)
		}
		return nil
	}
}

func text(target **string) decodeFunc {
	return func(value json.RawMessage) error {
		if isNull(value) {
			return nil
		}
		if value[0] != '"' {
			return errors.New("it is not a text")
		}
		content, err := unquote(value)
		*target = &content
		return err
	}
}

// anyText stores the content of a string, or the JSON text of another value.
func anyText(target *string) decodeFunc {
	return func(value json.RawMessage) (err error) {
		switch {
		case isNull(value):
		case value[0] == '"':
			*target, err = unquote(value)
		default:
			*target = string(value)
		}
		return err
	}
}

// count accepts a number of records, 0 or more, as a JSON number or as a string. Anything else is unreadable, which matters only if the
// list is empty.
func count(target *eventlist.Count) decodeFunc {
	return func(value json.RawMessage) error {
		if !isNull(value) {
			number, known := wholeNumber(strings.Trim(string(value), `"`))
			*target = eventlist.Count{Number: number, Known: known, Unreadable: !known}
		}
		return nil
	}
}

// integer accepts a number as a JSON number or as a string. An empty string is treated as absent.
func integer(target **int64) decodeFunc {
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

// moment accepts a number since 1970, in the unit of at. 0 means that there is no time, and so does what a service may send for its own
// zero time, which is negative.
func moment(target **time.Time, at func(int64) time.Time) decodeFunc {
	return func(value json.RawMessage) error {
		var number *int64
		if err := integer(&number)(value); err != nil {
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
