package followtrainingjob_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const jobID = "job-of-the-test"

// service is a mock service with one job, which may change before each poll.
type service struct {
	*mockapi.Service

	// atPoll is called before the phase is sent, with the number of the poll from 1.
	atPoll func(poll int)
	polls  []time.Time
}

// newService has a job with these phases, one for each poll; the last one stays.
func newService(events []mockapi.Event, phases ...string) *service {
	s := &service{Service: mockapi.New(mockapi.Config{})}
	s.AddJob(jobID, events)
	s.SetPhases(jobID, phases...)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/"+jobID) {
		s.polls = append(s.polls, time.Now())
		if s.atPoll != nil {
			s.atPoll(len(s.polls))
		}
	}
	w.Header().Set("Connection", "close") // net/http repeats a request by itself if a connection breaks that it uses again
	s.Service.ServeHTTP(w, r)
}

// inBubble runs a test with a fake clock, and a provider that reads from the service without retries.
func inBubble(t *testing.T, s http.Handler, test func(t *testing.T, p inprocess.Provider)) {
	t.Helper()
	inprocess.InBubble(t, s, inprocess.FollowType, test)
}

// followed follows the job to its end, and returns the progress.
func followed(t *testing.T, s *service, config inprocess.Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	var progress []string
	var diagnostics []*tfprotov6.Diagnostic
	inBubble(t, s, func(t *testing.T, p inprocess.Provider) {
		progress, diagnostics = p.Invoke(t.Context(), t, job(config))
	})
	return progress, diagnostics
}

// job is a configuration that follows the job.
func job(more inprocess.Object) inprocess.Object {
	config := inprocess.Object{"training_job_id": inprocess.Text(jobID)}
	maps.Copy(config, more)
	return config
}

// anyEnd accepts a job however it ends.
func anyEnd(more inprocess.Object) inprocess.Object {
	config := inprocess.Object{"require_phases": inprocess.Texts("Completed", "Failed", "Terminated", "Abnormal")}
	maps.Copy(config, more)
	return config
}

// newEvent is an event at a second after 09:00.
func newEvent(second int, level, message string) mockapi.Event {
	return mockapi.Event{
		Time:  time.Date(2024, 3, 4, 1, 0, second, 0, time.UTC).In(time.FixedZone("", 8*60*60)).Format(time.RFC3339),
		Level: level, Source: "Task", Message: message,
	}
}

// numbered returns n events, one a second.
func numbered(n int) []mockapi.Event {
	events := make([]mockapi.Event, n)
	for i := range events {
		events[i] = newEvent(i, "Info", fmt.Sprint("number ", i))
	}
	return events
}

func interrupted(after time.Duration) (context.Context, context.CancelFunc) {
	ctx, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(after, interrupt)
	return ctx, interrupt
}
