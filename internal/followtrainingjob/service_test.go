package followtrainingjob_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
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
	synctest.Test(t, func(t *testing.T) {
		memory := mockapitest.NewMemory()
		server := &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Hour}
		t.Cleanup(func() {
			server.Close()
			synctest.Wait()
		})
		go func() { _ = server.Serve(memory) }()
		p := inprocess.Of(t, provider.NewDialing(t.Context(), "test", memory.DialContext)()).For(inprocess.FollowType)
		inprocess.NoDiagnostics(t, p.Configure(t, inprocess.Object{
			"endpoint":    inprocess.Text("http://" + mockapitest.MemoryAddress),
			"project_id":  inprocess.Text(mockapi.ProjectID),
			"token":       inprocess.Text(mockapi.Token),
			"max_retries": inprocess.Number(0),
		}))
		test(t, p)
	})
}

// followed follows the job to its end, and returns the progress.
func followed(t *testing.T, s *service, config inprocess.Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	var progress []string
	var diagnostics []*tfprotov6.Diagnostic
	inBubble(t, s, func(t *testing.T, p inprocess.Provider) {
		t.Helper()
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
	config := inprocess.Object{"require_phases": texts("Completed", "Failed", "Terminated", "Abnormal")}
	maps.Copy(config, more)
	return config
}

var listType = tftypes.List{ElementType: tftypes.String}

func texts(words ...string) tftypes.Value {
	values := make([]tftypes.Value, len(words))
	for i, word := range words {
		values[i] = inprocess.Text(word)
	}
	return tftypes.NewValue(listType, values)
}

func timeout(value string) tftypes.Value {
	return tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{"invoke": tftypes.String}},
		map[string]tftypes.Value{"invoke": inprocess.Text(value)})
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
