package modelarts_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// service is a job whose events and phases change from poll to poll. Polls are numbered from 1.
type service struct {
	// interval is 0 for five seconds.
	interval time.Duration
	events   []eventlist.Event
	// phases are those of the polls. The last one stays.
	phases []string
	// largestPage bounds the responses silently, 0: 100.
	largestPage int64
	// atPoll may change the job before the phase is requested, atPage before a page is answered.
	atPoll, atPage func(poll int)
	// jobError and eventsError are the errors of a poll.
	jobError, eventsError func(poll int) error
	// order may rearrange a copy of the events for one response.
	order func([]eventlist.Event)

	poll int
	// requests has the number of requests per poll, from index 1.
	requests []int
	// reports has what was reported in order: "phase X", "outage", and the messages of each call of OnEvents.
	reports []string
	// calls has the events of each call.
	calls [][]eventlist.Event
}

func (s *service) job(context.Context) (*modelarts.TrainingJob, error) {
	s.poll++
	s.requests = append(slices.Grow(s.requests, 1), 0)
	if s.poll == 1 {
		s.requests = []int{0, 0}
	}
	s.requests[s.poll]++
	if s.atPoll != nil {
		s.atPoll(s.poll)
	}
	if s.jobError != nil {
		if err := s.jobError(s.poll); err != nil {
			return nil, err
		}
	}
	return &modelarts.TrainingJob{Phase: s.phases[min(s.poll, len(s.phases))-1]}, nil
}

func (s *service) readEvents(ctx context.Context, offset, seenPage int64) (*eventlist.List, error) {
	if s.eventsError != nil {
		if err := s.eventsError(s.poll); err != nil {
			return nil, err
		}
	}
	return eventlist.Read(ctx, s.page, eventlist.Options{Offset: offset, SeenPage: seenPage, Keep: -1, Limit: 100, MaxLimit: 100})
}

func (s *service) page(_ context.Context, offset, limit int64) (*eventlist.Page, error) {
	s.requests[s.poll]++
	if s.atPage != nil {
		s.atPage(s.poll)
	}
	events := slices.Clone(s.events)
	if s.order != nil {
		s.order(events)
	}
	size := int64(len(events))
	if s.largestPage > 0 {
		limit = min(limit, s.largestPage)
	}
	return &eventlist.Page{
		Events: events[min(offset, size):min(offset+limit, size)],
		Total:  eventlist.Count{Number: size, Known: true},
	}, nil
}

func (s *service) follow(ctx context.Context) (*modelarts.FollowResult, error) {
	return modelarts.Follow(ctx, s.job, s.readEvents, modelarts.FollowOptions{
		Interval: cmp.Or(s.interval, 5*time.Second),
		OnPhase:  func(job *modelarts.TrainingJob) { s.reports = append(s.reports, "phase "+job.Phase) },
		OnOutage: func(error) { s.reports = append(s.reports, "outage") },
		OnEvents: func(events []eventlist.Event) {
			s.calls = append(s.calls, events)
			for _, event := range events {
				s.reports = append(s.reports, *event.Message)
			}
		},
	})
}

// followed follows the job to its end, and returns what was reported.
func (s *service) followed(t *testing.T) []string {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if _, err := s.follow(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return s.reports
}

// insert adds events by their times, behind those with the same time.
func (s *service) insert(events ...eventlist.Event) {
	s.events = slices.Concat(s.events, events)
	slices.SortStableFunc(s.events, func(a, b eventlist.Event) int { return at(a).Compare(at(b)) })
}

// removeOldest removes n events.
func (s *service) removeOldest(n int) { s.events = s.events[n:] }

func at(event eventlist.Event) time.Time {
	parsed, _ := time.Parse(time.RFC3339, *event.Time)
	return parsed
}

// event returns an event at a number of seconds after the beginning.
func event(second int, message string) eventlist.Event {
	text, level := time.Unix(int64(second), 0).UTC().Format(time.RFC3339), "Info"
	return eventlist.Event{Time: &text, Level: &level, Message: &message}
}

// history returns n events of different seconds, 10 apart. Their messages are their numbers from 0.
func history(n int) []eventlist.Event {
	events := make([]eventlist.Event, n)
	for i := range events {
		events[i] = event(10*i, fmt.Sprint(i))
	}
	return events
}

// changes are what happens before the polls of these numbers.
type changes map[int]func()

func (c changes) happen(poll int) {
	if change := c[poll]; change != nil {
		change()
	}
}
