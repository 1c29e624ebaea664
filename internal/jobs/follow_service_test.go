package jobs_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const jobID = "job-of-the-test"

// service is a mock service with one job, which may change before each poll.
type followService struct {
	*mockapi.Service

	// atPoll is called before the phase is sent, with the number of the poll from 1.
	atPoll func(poll int)
	polls  []time.Time
}

// newService has a job with these phases, one for each poll; the last one stays.
func newFollowService(events []mockapi.Event, phases ...string) *followService {
	s := &followService{Service: mockapi.New(mockapi.Config{})}
	s.AddJob(jobID, events)
	s.SetPhases(jobID, phases...)
	return s
}

func (s *followService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
func followInBubble(t *testing.T, s http.Handler, test func(t *testing.T, p acctest.Provider)) {
	t.Helper()
	acctest.InBubble(t, s, acctest.FollowType, test)
}

// followed follows the job to its end, and returns the progress.
func followed(t *testing.T, s *followService, config acctest.Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	var progress []string
	var diagnostics []*tfprotov6.Diagnostic
	followInBubble(t, s, func(t *testing.T, p acctest.Provider) {
		progress, diagnostics = p.Invoke(t.Context(), t, job(config))
	})
	return progress, diagnostics
}

// job is a configuration that follows the job.
func job(more acctest.Object) acctest.Object {
	config := acctest.Object{"training_job_id": acctest.Text(jobID)}
	maps.Copy(config, more)
	return config
}

// anyEnd accepts a job however it ends.
func anyEnd(more acctest.Object) acctest.Object {
	config := acctest.Object{"require_phases": acctest.Texts("Completed", "Failed", "Terminated", "Abnormal")}
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
