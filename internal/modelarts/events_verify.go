package modelarts

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// ErrOtherResponse is wrapped if the response contradicts the request: the page names another offset, order or window, or has an event that
// does not match the filters; the job has another id; or a job of a list does not match the search. Then the service ignores a parameter,
// or a gateway drops or caches the query. Without the check, the response to another request would be accepted.
var ErrOtherResponse = errors.New("the response does not match the request")

// timeTolerance is how far a time of a response may be outside the window, because the service drops milliseconds.
const timeTolerance = time.Second

// verify compares a page with the request. The service need not repeat the request, but must not contradict it. The rules of pattern are not
// documented, so messages are not compared.
func (q EventsQuery) verify(page *eventPage, offset int64) error {
	if page.offset.Known && page.offset.Number != offset {
		return fmt.Errorf("%w: it is for offset %d instead of %d, as if the offset was ignored", ErrOtherResponse, page.offset.Number, offset)
	}
	if page.order != "" && !strings.EqualFold(page.order, OrderAscending) {
		return fmt.Errorf("%w: its order is %.20q instead of %q", ErrOtherResponse, page.order, OrderAscending)
	}
	if err := verifyBound("start_time", page.startTime, q.StartTime); err != nil {
		return err
	}
	if err := verifyBound("end_time", page.endTime, q.EndTime); err != nil {
		return err
	}
	for i, event := range page.Events {
		if err := q.verifyEvent(event); err != nil {
			return fmt.Errorf("%w: events[%d]: %w", ErrOtherResponse, i, err)
		}
	}
	return nil
}

// verifyBound compares a repeated bound of the window with the requested one. Both are optional.
func verifyBound(name, repeated string, requested time.Time) error {
	if repeated == "" || requested.IsZero() {
		return nil
	}
	at, err := repeatedTime(repeated)
	if err == nil && at.Sub(requested).Abs() <= timeTolerance {
		return nil
	}
	return fmt.Errorf("%w: its %s is %.40q instead of %s", ErrOtherResponse, name, repeated, requested.Format(time.RFC3339))
}

// repeatedTime parses RFC 3339, as in the reference, or epoch milliseconds, as in the request.
func repeatedTime(text string) (time.Time, error) {
	if milliseconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(milliseconds), nil
	}
	return time.Parse(time.RFC3339, text)
}

func (q EventsQuery) verifyEvent(event eventlist.Event) error {
	if level, _ := eventlist.KnownLevel(event.Level); q.Level != "" && level != q.Level {
		return otherText("level", q.Level, event.Level)
	}
	// The comparison ignores case, because the reference's sample has the source K8s, and the parameter is K8S.
	if q.Source != "" && (event.Source == nil || !strings.EqualFold(*event.Source, q.Source)) {
		return otherText("source", q.Source, event.Source)
	}
	return q.verifyTime(event.Time)
}

// matches reports whether an event certainly matches. What pattern matches is not known.
func (q EventsQuery) matches(event eventlist.Event) bool {
	return q.Pattern == "" && q.verifyEvent(event) == nil
}

func otherText(name, requested string, got *string) error {
	if got == nil {
		return fmt.Errorf("it has no %s, instead of %q", name, requested)
	}
	return fmt.Errorf("its %s is %.40q instead of %q", name, *got, requested)
}

func (q EventsQuery) verifyTime(text *string) error {
	if q.StartTime.IsZero() && q.EndTime.IsZero() {
		return nil
	}
	if text == nil {
		return errors.New("it has no time, so that it cannot be compared with the window")
	}
	at, err := time.Parse(time.RFC3339, *text)
	switch {
	case err != nil:
		return fmt.Errorf("its time %.40q is not RFC 3339, so that it cannot be compared with the window", *text)
	case !q.StartTime.IsZero() && at.Before(q.StartTime.Add(-timeTolerance)), !q.EndTime.IsZero() && at.After(q.EndTime.Add(timeTolerance)):
		return fmt.Errorf("its time %s is outside the window", at.Format(time.RFC3339))
	}
	return nil
}
