package modelarts_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

const jobID = "job-under-test"

// newService returns a mock with one job that has this number of events.
func newService(events int) *mockapi.Service {
	service := mockapi.New(mockapi.Config{})
	service.AddJob(jobID, mockapi.Generate(events))
	return service
}

// newClient returns a client of the handler. It retries without long pauses.
func newClient(t *testing.T, handler http.Handler, settings ...func(*rest.Config)) *modelarts.Client {
	t.Helper()
	config := rest.Config{
		Endpoint:       mockapitest.Serve(t, handler),
		Credential:     auth.Token(mockapi.Token),
		MaxRetries:     rest.DefaultMaxRetries,
		RequestTimeout: 10 * time.Second,
		RetryWaitMin:   time.Millisecond,
		RetryWaitMax:   2 * time.Millisecond,
	}
	for _, set := range settings {
		set(&config)
	}
	service := rest.New(config)
	t.Cleanup(service.CloseIdleConnections)
	return modelarts.New(service, config.Logger)
}

func logTo(logger *slog.Logger) func(*rest.Config) {
	return func(c *rest.Config) { c.Logger = logger }
}

func jobQuery() modelarts.EventsQuery {
	return modelarts.EventsQuery{ProjectID: mockapi.ProjectID, TrainingJobID: jobID}
}

func messages(events []eventlist.Event) []string {
	texts := make([]string, len(events))
	for i, event := range events {
		texts[i] = *event.Message
	}
	return texts
}

// wantMessages returns the messages of the job of newService in an order.
func wantMessages(events int, order string) []string {
	texts := make([]string, events)
	for i, event := range mockapi.Generate(events) {
		texts[i] = event.Message
	}
	if order == modelarts.OrderDescending {
		slices.Reverse(texts)
	}
	return texts
}

func TestLogHasOneLinePerPageAndNoSecret(t *testing.T) {
	t.Parallel()
	service := newService(150)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1})
	var log bytes.Buffer
	client := newClient(t, service, logTo(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if _, err := client.TrainingJobEvents(t.Context(), jobQuery(), -1); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	for want, times := range map[string]int{
		"level=DEBUG": 4, "level=INFO": 2, "status=429": 1, "status=200": 2,
		"method=GET": 3, "/training-jobs/" + jobID + "/events": 3, "duration=": 3, "request_id=": 3,
		"read=99": 1, "read=150": 1, "total=150": 2,
		mockapi.Token: 0, "X-Auth-Token": 0,
	} {
		if got := strings.Count(text, want); got != times {
			t.Errorf("%q stands in the log %d times, want %d:\n%s", want, got, times, text)
		}
	}
}

func TestClientRedactsItsCredential(t *testing.T) {
	t.Parallel()
	got := newClient(t, newService(0)).Redact("the token is " + mockapi.Token + ".")
	if strings.Contains(got, mockapi.Token) || !strings.HasPrefix(got, "the token is ") {
		t.Errorf("got %q", got)
	}
}
