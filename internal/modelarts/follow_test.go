package modelarts_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func TestPhasesAndEventsAreReportedAsTheyArrive(t *testing.T) {
	t.Parallel()
	s := &service{phases: []string{"Pending", "Pending", "Running", "Pending", "Running", "Completed"}}
	s.atPoll = changes{
		2: func() { s.insert(event(1, "queued")) },
		3: func() { s.insert(event(2, "started"), event(2, "loading")) },
		6: func() { s.insert(event(9, "finished")) },
	}.happen
	want := []string{
		"phase Pending", "queued", "phase Running", "started", "loading", "phase Pending", "phase Running", "phase Completed", "finished",
	}
	if got := s.followed(t); !slices.Equal(got, want) || s.poll != len(s.phases) {
		t.Errorf("got %q in %d polls", got, s.poll)
	}
}

// news follows a running job that changes before its second poll. It returns what the second poll reported, and what was reported later.
func news(t *testing.T, s *service, change func()) (atOnce, later []string) {
	t.Helper()
	s.phases = []string{"Running", "Running", "Running", "Completed"}
	var before, after int
	s.atPoll = changes{
		2: func() { before = len(s.reports); change() },
		3: func() { after = len(s.reports) },
	}.happen
	reports := s.followed(t)
	later = slices.DeleteFunc(slices.Clone(reports[after:]), func(report string) bool { return report == "phase Completed" })
	return reports[before:after], later
}

func TestIdenticalEventsAreReportedAsOftenAsTheyOccur(t *testing.T) {
	t.Parallel()
	same := func() eventlist.Event { return event(5, "same") }
	s := &service{events: []eventlist.Event{event(1, "a"), same(), same(), event(7, "b")}}
	atOnce, later := news(t, s, func() { s.insert(same(), same(), event(8, "c")) })
	if !slices.Equal(atOnce, []string{"same", "same", "c"}) || len(later) > 0 {
		t.Errorf("got %q, later %q", atOnce, later)
	}
	if first := s.calls[0]; len(first) != 4 {
		t.Errorf("the first poll reported %d events", len(first))
	}
}

// Identical events may be on both sides of the beginning of a tail.
func TestTailThatBeginsBetweenIdenticalEvents(t *testing.T) {
	t.Parallel()
	for before := range 8 {
		s := &service{events: history(200)}
		second := 10 * (200 - 50) // the tail begins about here
		for range before {
			s.insert(event(second, "same"))
		}
		atOnce, later := news(t, s, func() { s.insert(event(second, "same")) })
		if !slices.Equal(atOnce, []string{"same"}) || len(later) > 0 {
			t.Errorf("with %d: got %q, later %q", before, atOnce, later)
		}
	}
}

func TestLateEventIsReportedByTheNextPoll(t *testing.T) {
	t.Parallel()
	s := &service{events: history(40)}
	atOnce, later := news(t, s, func() { s.insert(event(500, "new"), event(355, "late")) })
	if !slices.Equal(atOnce, []string{"late", "new"}) || len(later) > 0 {
		t.Errorf("got %q, later %q", atOnce, later)
	}
}

func TestLateEventFarBeforeTheTail(t *testing.T) {
	t.Parallel()
	for _, second := range []int{-1, 0, 5, 4000, 9400, 9490, 9500, 9510} {
		s := &service{events: history(1000)}
		atOnce, later := news(t, s, func() { s.insert(event(second, "late"), event(second, "late"), event(20000, "new")) })
		if !slices.Equal(atOnce, []string{"late", "late", "new"}) || len(later) > 0 {
			t.Errorf("at %d: got %q, later %q", second, atOnce, later)
		}
	}
}

func TestRemovalOfMoreEventsThanTheTail(t *testing.T) {
	t.Parallel()
	for _, removed := range []int{1, 49, 50, 51, 52, 100, 150, 295, 299, 300} {
		for added := range 4 {
			s := &service{events: history(300)}
			var want []string
			atOnce, later := news(t, s, func() {
				s.removeOldest(removed)
				for i := range added {
					s.insert(event(5000+i, fmt.Sprint("new ", i)))
					want = append(want, fmt.Sprint("new ", i))
				}
			})
			if !slices.Equal(atOnce, want) || len(later) > 0 {
				t.Errorf("%d removed and %d added: got %q, later %q", removed, added, atOnce, later)
			}
		}
	}
}

func TestLateEventBehindARemovalIsReportedAtTheEnd(t *testing.T) {
	t.Parallel()
	s := &service{events: history(300)}
	atOnce, later := news(t, s, func() { s.removeOldest(1); s.insert(event(15, "late")) })
	if len(atOnce) > 0 || !slices.Equal(later, []string{"late"}) {
		t.Errorf("got %q, later %q", atOnce, later)
	}
}

func TestLateEventAfterARemovalIsReportedByTheNextPoll(t *testing.T) {
	t.Parallel()
	s := &service{events: history(300), phases: []string{"Running", "Running", "Running", "Running", "Completed"}}
	var reports int
	s.atPoll = changes{
		2: func() { s.removeOldest(3) },
		3: func() { s.insert(event(45, "late")) },
		4: func() { reports = len(s.reports) },
	}.happen
	if got := s.followed(t); got[reports-1] != "late" {
		t.Errorf("the last report before the fourth poll is %q", got[reports-1])
	}
}

// The service writes the last events together with the end, and the phase is requested first.
func TestEventsWrittenBeforeTheEndAreReported(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]eventlist.Event{"new": event(9000, "last"), "late": event(15, "last")} {
		s := &service{events: history(300), phases: []string{"Running", "Failed"}}
		s.atPage = func(poll int) {
			if poll == 2 && len(s.events) == 300 {
				s.insert(last)
			}
		}
		if reports := s.followed(t); reports[len(reports)-1] != "last" {
			t.Errorf("%s: the last report is %q", name, reports[len(reports)-1])
		}
	}
}

func TestPollTakesTwoRequests(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 1, 2, 3, 10, 27, 99, 100, 101, 150, 1000, 10_000} {
		for _, added := range []int{0, 1, length / 5} {
			s := &service{events: history(length), phases: []string{"Running", "Running", "Running", "Running", "Completed"}}
			s.atPoll = changes{3: func() {
				for i := range min(added, 49) {
					s.insert(event(1_000_000+i, "new"))
				}
			}}.happen
			s.followed(t)
			for poll := 2; poll < 5; poll++ {
				most := 2
				if isNew := poll == 3 && added > 0; length < 10 && isNew || length <= 1 {
					most = 4 // a small response may be the service's largest one
				}
				if got := s.requests[poll]; got > most {
					t.Errorf("%d events, %d more: poll %d took %d requests", length, added, poll, got)
				}
			}
		}
	}
}

func TestOutageIsReportedOnce(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{"moving": eventlist.ErrListMoves, "short": fmt.Errorf("wrapped: %w", eventlist.ErrListShort)} {
		down := func(polls ...int) func(int) error {
			return func(poll int) error {
				if slices.Contains(polls, poll) {
					return failure
				}
				return nil
			}
		}
		s := &service{phases: []string{"Running", "Running", "Running", "Running", "Running", "Running", "Completed"}, events: history(3)}
		s.jobError, s.eventsError = down(1, 2, 6), down(3, 7, 8)
		want := []string{"outage", "phase Running", "0", "1", "2", "outage", "phase Completed"}
		if got := s.followed(t); !slices.Equal(got, want) || s.poll != 9 {
			t.Errorf("%s: got %q in %d polls", name, got, s.poll)
		}
	}
}

// A list that stays incomplete must not look like a job that runs too long.
func TestListThatCannotBeReadEndsFollowing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		failure error
		phases  []string
	}{
		"short":               {fmt.Errorf("wrapped: %w", eventlist.ErrListShort), []string{"Running"}},
		"moving":              {eventlist.ErrListMoves, []string{"Running"}},
		"short after the end": {eventlist.ErrListShort, []string{"Completed"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &service{phases: test.phases, eventsError: func(int) error { return test.failure }}
			ctx, cancel := context.WithTimeoutCause(t.Context(), 24*time.Hour, errTookTooLong)
			defer cancel()
			result, err := s.follow(ctx)
			if !errors.Is(err, test.failure) || errors.Is(err, errTookTooLong) || s.poll > 10 || result.Job.Phase != test.phases[0] {
				t.Errorf("%s: got %v after %d polls", name, err, s.poll)
			}
		})
	}
}

func TestNothingIsLostInAnOutage(t *testing.T) {
	t.Parallel()
	s := &service{events: history(200), phases: []string{"Running"}}
	s.eventsError = func(poll int) error {
		if poll%2 == 0 {
			return eventlist.ErrListMoves
		}
		return nil
	}
	s.atPoll = func(poll int) {
		s.insert(event(10*poll+1, "late"), event(5000+poll, "new"))
		if poll == 20 {
			s.phases = []string{"Completed"}
		}
	}
	late := 0
	for _, report := range s.followed(t) {
		if report == "late" {
			late++
		}
	}
	if late != s.poll {
		t.Errorf("%d late events in %d polls", late, s.poll)
	}
}

func TestOtherErrorEndsFollowing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{phases: []string{"Running"}}
		s.eventsError = func(poll int) error {
			if poll < 3 {
				return nil
			}
			return eventlist.ErrTooManyEvents
		}
		result, err := s.follow(t.Context())
		if !errors.Is(err, eventlist.ErrTooManyEvents) || s.poll != 3 || result.Job.Phase != "Running" {
			t.Errorf("got %v after %d polls", err, s.poll)
		}
	})
}

func TestEndOfContextEndsFollowingAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{phases: []string{"Running"}}
		ctx, cancel := context.WithTimeoutCause(t.Context(), 12*time.Second, errTookTooLong)
		defer cancel()
		started := time.Now()
		result, err := s.follow(ctx)
		if !errors.Is(err, errTookTooLong) || result.Job == nil || time.Since(started) != 12*time.Second {
			t.Errorf("got %v after %s", err, time.Since(started))
		}
	})
}

func TestSummaryCoversAllReportedEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{phases: []string{"Running", "Running", "Failed"}}
		failure := event(3, "failed")
		failure.Level = new("ERROR")
		s.atPoll = changes{2: func() { s.insert(event(1, "a"), failure, failure) }, 3: func() { s.removeOldest(2) }}.happen
		result, err := s.follow(t.Context())
		if err != nil || result.Summary.Count(eventlist.LevelError) != 2 || result.Summary.Count(eventlist.LevelInfo) != 1 {
			t.Errorf("got %+v, %v", result.Summary, err)
		}
	})
}
