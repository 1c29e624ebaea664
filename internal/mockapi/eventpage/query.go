// Package eventpage answers the events call of the mock: the query, the events of a job, and the page of those that match.
package eventpage

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

const (
	ascending  = "asc"
	descending = "desc"

	maxLimit             = 100
	maxPatternCharacters = 256
)

// Query is a valid query string. Filters that were not sent are empty. Either both times are zero or none.
type Query struct {
	limit, offset int
	order         string
	level         string
	source        string
	pattern       string
	start, end    time.Time
}

var queryParameters = map[string]func(q *Query, value string) error{
	"limit": func(q *Query, value string) (err error) {
		q.limit, err = integer(value)
		if err == nil && (q.limit < 1 || q.limit > maxLimit) {
			err = fmt.Errorf("%d is not in the range from 1 to %d", q.limit, maxLimit)
		}
		return err
	},
	"offset":     func(q *Query, value string) (err error) { q.offset, err = integer(value); return err },
	"order":      func(q *Query, value string) error { q.order = value; return oneOf(value, ascending, descending) },
	"level":      func(q *Query, value string) error { q.level = value; return oneOf(value, "Info", "Error", "Warning") },
	"source":     func(q *Query, value string) error { q.source = value; return oneOf(value, "K8S", "Job", "Task") },
	"start_time": func(q *Query, value string) (err error) { q.start, err = epochMilliseconds(value); return err },
	"end_time":   func(q *Query, value string) (err error) { q.end, err = epochMilliseconds(value); return err },
	"pattern": func(q *Query, value string) error {
		q.pattern = value
		if n := utf8.RuneCountInString(value); n < 1 || n > maxPatternCharacters {
			return fmt.Errorf("a length of %d characters is not in the range from 1 to %d", n, maxPatternCharacters)
		}
		return nil
	},
}

// ParseQuery refuses what the reference does not allow.
func ParseQuery(r *http.Request) (Query, *wire.Refusal) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return Query{}, Malformed()
	}
	if err := checkLanguage(r.Header.Values("X-Language")); err != nil {
		return Query{}, InvalidParameter("X-Language", err)
	}
	q := Query{limit: 50, order: ascending}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		set, known := queryParameters[name]
		if !known {
			return Query{}, InvalidParameter(name, errors.New("there is no such parameter"))
		}
		if len(values[name]) > 1 {
			return Query{}, InvalidParameter(name, errors.New("it was given more than once"))
		}
		if err := set(&q, values[name][0]); err != nil {
			return Query{}, InvalidParameter(name, err)
		}
	}
	return q, checkRange(q, values)
}

func checkRange(q Query, values url.Values) *wire.Refusal {
	switch {
	case values.Has("start_time") && !values.Has("end_time"):
		return InvalidParameter("start_time", errors.New("it must be passed together with end_time"))
	case values.Has("end_time") && !values.Has("start_time"):
		return InvalidParameter("end_time", errors.New("it must be passed together with start_time"))
	case q.start.After(q.end):
		return InvalidParameter("start_time", errors.New("it is later than end_time"))
	}
	return nil
}

func checkLanguage(sent []string) error {
	switch len(sent) {
	case 0:
		return nil
	case 1:
		return oneOf(sent[0], "zh-cn", "en-us")
	default:
		return errors.New("it was given more than once")
	}
}

func oneOf(value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%q is none of %s", value, strings.Join(allowed, ", "))
}

// integer accepts only digits. It rejects "+5" and "-0", because a lenient mock would hide a mistake of the client.
func integer(value string) (int, error) {
	n, err := strconv.ParseUint(value, 10, strconv.IntSize-1)
	if err != nil {
		return 0, fmt.Errorf("%q is not an integer of 0 or more", value)
	}
	return int(n), nil
}

func epochMilliseconds(value string) (time.Time, error) {
	n, err := strconv.ParseUint(value, 10, 63)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time in epoch milliseconds", value)
	}
	return time.UnixMilli(int64(n)), nil
}
