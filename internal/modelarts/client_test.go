package modelarts_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// Every call must have ended its goroutines by the time the tests have.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const jobID = "job-under-test"

// newService starts a mock that holds one job of so many events.
func newService(t *testing.T, events int) (*mockapi.Service, string) {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	service.AddJob(jobID, mockapi.Generate(events))
	return service, serve(t, service)
}

func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// newClient returns a client that tries again quickly.
func newClient(t *testing.T, endpoint string, options ...func(*modelarts.Config)) *modelarts.Client {
	t.Helper()
	base, err := modelarts.ParseEndpoint(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	config := modelarts.Config{
		Endpoint:       base,
		Credential:     modelarts.Token(mockapi.Token),
		MaxRetries:     modelarts.DefaultMaxRetries,
		RequestTimeout: 10 * time.Second,
		RetryWaitMin:   time.Millisecond,
		RetryWaitMax:   2 * time.Millisecond,
	}
	for _, option := range options {
		option(&config)
	}
	client, err := modelarts.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func maxRetries(n int) func(*modelarts.Config) {
	return func(c *modelarts.Config) { c.MaxRetries = n }
}

func requestTimeout(d time.Duration) func(*modelarts.Config) {
	return func(c *modelarts.Config) { c.RequestTimeout = d }
}

func jobQuery() modelarts.EventsQuery {
	return modelarts.EventsQuery{ProjectID: mockapi.ProjectID, TrainingJobID: jobID}
}

func messages(events []modelarts.Event) []string {
	texts := make([]string, len(events))
	for i, event := range events {
		texts[i] = *event.Message
	}
	return texts
}

// wantMessages are the messages of the job of so many events in an order.
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

func responseError(t *testing.T, err error) *modelarts.ResponseError {
	t.Helper()
	response, ok := errors.AsType[*modelarts.ResponseError](err)
	if !ok {
		t.Fatalf("got %v, want a ResponseError in the chain", err)
	}
	return response
}

func TestNewNeedsEndpointAndCredential(t *testing.T) {
	t.Parallel()
	endpoint, err := modelarts.ParseEndpoint("https://127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]modelarts.Config{
		"no endpoint":   {Credential: modelarts.Token("t")},
		"no credential": {Endpoint: endpoint},
	} {
		if _, err := modelarts.New(config); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestRequestCarriesWhatIdentifiesTheCaller(t *testing.T) {
	t.Parallel()
	service, endpoint := newService(t, 1)
	client := newClient(t, endpoint, func(c *modelarts.Config) { c.UserAgent = "agent/1" })
	query := jobQuery()
	query.Language = "zh-cn"
	if _, err := client.TrainingJobEvents(t.Context(), query, -1); err != nil {
		t.Fatal(err)
	}
	header := service.Requests()[0].Header
	for name, want := range map[string]string{
		"X-Auth-Token": mockapi.Token,
		"User-Agent":   "agent/1",
		"X-Language":   "zh-cn",
		"Accept":       "application/json",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestIdsAreEscapedInThePath(t *testing.T) {
	t.Parallel()
	var paths []string
	endpoint := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.EscapedPath())
		http.NotFound(w, r)
	}))
	client := newClient(t, endpoint+"/base/")
	query := modelarts.EventsQuery{ProjectID: "a/b", TrainingJobID: "../c?d#e%2f f"}
	if _, err := client.TrainingJobEvents(t.Context(), query, -1); err == nil {
		t.Fatal("a 404 was taken for a list")
	}
	if want := []string{"/base/v2/a%2Fb/training-jobs/..%2Fc%3Fd%23e%252f%20f/events"}; !slices.Equal(paths, want) {
		t.Errorf("asked for %q, want %q", paths, want)
	}
}

func TestLogHasALineARequestAndNoSecret(t *testing.T) {
	t.Parallel()
	service, endpoint := newService(t, 150)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1})
	var log bytes.Buffer
	client := newClient(t, endpoint, func(c *modelarts.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	if _, err := client.TrainingJobEvents(t.Context(), jobQuery(), -1); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	for want, times := range map[string]int{
		"level=DEBUG": 3, "level=INFO": 2, "status=429": 1, "status=200": 2,
		"method=GET": 3, "/training-jobs/" + jobID + "/events": 3, "duration=": 3, "request_id=": 3,
		"read=100": 1, "read=150": 1, "total=150": 2,
		mockapi.Token: 0, "X-Auth-Token": 0,
	} {
		if got := strings.Count(text, want); got != times {
			t.Errorf("%q stands in the log %d times, want %d:\n%s", want, got, times, text)
		}
	}
}

func TestTokenNeverPrintsItself(t *testing.T) {
	t.Parallel()
	token := modelarts.Token("very-secret")
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info(token.String(), "token", token, "quoted", strconv.Quote(token.GoString()))
	if strings.Contains(log.String(), "very-secret") {
		t.Error(log.String())
	}
}
