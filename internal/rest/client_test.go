package rest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"go.uber.org/goleak"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// No goroutine outlives its call.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newClient returns a client of the handler with short waits between retries.
func newClient(t *testing.T, handler http.Handler, options ...func(*rest.Config)) *rest.Client {
	t.Helper()
	return newClientOf(t, mockapitest.Serve(t, handler), options...)
}

func newClientOf(t *testing.T, endpoint *url.URL, options ...func(*rest.Config)) *rest.Client {
	t.Helper()
	config := rest.Config{
		Endpoint:       endpoint,
		Credential:     auth.Token(mockapi.Token),
		MaxRetries:     rest.DefaultMaxRetries,
		RequestTimeout: 10 * time.Second,
		RetryWaitMin:   time.Millisecond,
		RetryWaitMax:   2 * time.Millisecond,
	}
	for _, option := range options {
		option(&config)
	}
	client := rest.New(config)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func maxRetries(n int) func(*rest.Config) { return func(c *rest.Config) { c.MaxRetries = n } }

func requestTimeout(d time.Duration) func(*rest.Config) {
	return func(c *rest.Config) { c.RequestTimeout = d }
}

func faulty(fault mockapi.Fault) *mockapi.Service {
	service := mockapi.New(mockapi.Config{})
	service.Inject(fault)
	return service
}

// get requests the events of the mock's sample job.
func get(ctx context.Context, client *rest.Client) error {
	segments := []string{"v2", mockapi.ProjectID, "training-jobs", mockapi.SampleJobID, "events"}
	return client.Get(ctx, segments, url.Values{"order": {"desc"}}, nil, func([]byte) error { return nil })
}

func responseError(t *testing.T, err error) *rest.ResponseError {
	t.Helper()
	response, ok := errors.AsType[*rest.ResponseError](err)
	if !ok {
		t.Fatalf("got %v, want a ResponseError in the chain", err)
	}
	return response
}

func TestRequestHasTheHeadersOfTheCaller(t *testing.T) {
	t.Parallel()
	for agent, sent := range map[string]string{"agent/1": "agent/1", "": "Go-http-client/1.1"} {
		service := mockapi.New(mockapi.Config{})
		client := newClient(t, service, func(c *rest.Config) { c.UserAgent = agent })
		if err := get(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		header := service.Requests()[0].Header
		for name, want := range map[string]string{
			"X-Auth-Token": mockapi.Token, "User-Agent": sent, "Accept": "application/json", "Cache-Control": "no-cache, no-store",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
}

func TestGetSendsTheQueryAndDecodesTheAnswer(t *testing.T) {
	t.Parallel()
	client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`["` + r.RequestURI + " " + r.Header.Get("X-Project-Id") + `"]`))
	}))
	header := http.Header{"X-Project-Id": {"p"}}
	for want, query := range map[string]url.Values{
		`["/v2 p"]`: nil, `["/v2?a=1 p"]`: {"a": {"1"}}, `["/v2?a=1&b=2+3 p"]`: {"b": {"2 3"}, "a": {"1"}},
	} {
		refused := errors.New("not what was expected")
		err := client.Get(t.Context(), []string{"v2"}, query, header, func(body []byte) error {
			if string(body) != want {
				t.Errorf("got %s, want %s", body, want)
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
	}
}

func TestEndpointThatIsNoAddressIsAnError(t *testing.T) {
	t.Parallel()
	if err := get(t.Context(), newClientOf(t, &url.URL{Scheme: "http", Host: "a b"})); err == nil || !strings.HasPrefix(err.Error(), "building the request: ") {
		t.Errorf("got %v", err)
	}
}

func TestConcurrencyHasADefault(t *testing.T) {
	t.Parallel()
	for configured, want := range map[int]int{0: rest.DefaultMaxConcurrentRequests, 3: 3} {
		client := newClientOf(t, &url.URL{}, func(c *rest.Config) { c.MaxConcurrentRequests = configured })
		if got := client.MaxConcurrentRequests(); got != want {
			t.Errorf("%d became %d, want %d", configured, got, want)
		}
	}
}

func TestHeadersOfAnAnswerAreBounded(t *testing.T) {
	t.Parallel()
	for size, fits := range map[int]bool{1 << 19: true, 5 << 18: false} {
		client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", size))
		}), maxRetries(0))
		if err := get(t.Context(), client); (err == nil) != fits {
			t.Errorf("%d bytes: got %v", size, err)
		}
	}
}

func TestSegmentsAreEscapedInThePath(t *testing.T) {
	t.Parallel()
	var paths []string
	endpoint := mockapitest.Serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.EscapedPath())
	}))
	client := newClientOf(t, endpoint.JoinPath("base"))
	err := client.Get(t.Context(), []string{"v2", "a/b", "../c?d#e%2f f", ".."}, nil, nil, func([]byte) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"/base/v2/a%2Fb/..%2Fc%3Fd%23e%252f%20f/.."}; !slices.Equal(paths, want) {
		t.Errorf("asked for %q, want %q", paths, want)
	}
}

func TestLogHasALinePerRequestAndNoSecret(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	client := newClient(t, faulty(mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1}), func(c *rest.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	if err := get(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	for want, times := range map[string]int{
		"level=DEBUG ": 3, "retrying": 1, "error=": 1, "wait=": 1, "status=429": 1, "status=200": 1, "method=GET": 2, "host=127.0.0.1:": 2,
		"path=/v2/" + mockapi.ProjectID + "/training-jobs/" + mockapi.SampleJobID + "/events": 2, "duration=": 2, "request_id=": 2,
		mockapi.Token: 0, "X-Auth-Token": 0, "order": 0,
	} {
		if got := strings.Count(text, want); got != times {
			t.Errorf("%q stands in the log %d times, want %d:\n%s", want, got, times, text)
		}
	}
}

func TestLogNamesABrokenConnectionWithoutSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	client := newClientOf(t, &url.URL{Scheme: "http", Host: "service"}, maxRetries(0), func(c *rest.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Dial = func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("broken by " + mockapi.Token)
		}
	})
	if err := get(t.Context(), client); err == nil {
		t.Fatal("got no error")
	}
	if text := log.String(); !strings.Contains(text, `error="broken by [redacted]"`) {
		t.Errorf("the log is\n%s", text)
	}
}

func TestEndedContextReturnsItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("the user went away")
	for name, fault := range map[string]mockapi.Fault{
		"while the service hangs":    {Kind: mockapi.FaultHang},
		"while the body hangs":       {Kind: mockapi.FaultHangBody},
		"while it waits for a retry": {Kind: mockapi.FaultThrottle, RetryAfter: "60"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := faulty(fault)
			arrived := make(chan struct{}, 1)
			client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				arrived <- struct{}{}
				service.ServeHTTP(w, r)
			}))
			ctx, cancel := context.WithCancelCause(t.Context())
			done := make(chan error)
			go func() {
				err := get(ctx, client)
				done <- err
			}()
			<-arrived
			cancel(cause)
			select {
			case err := <-done:
				if !errors.Is(err, cause) {
					t.Errorf("got %v", err)
				}
			case <-time.After(time.Second):
				t.Fatal("still waiting a second after the context ended")
			}
		})
	}
}

func TestRoundTripSendsForALibrary(t *testing.T) {
	t.Parallel()
	var bodies []string
	endpoint := mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		if _, err := body.ReadFrom(r.Body); err != nil {
			t.Error(err)
		}
		if bodies = append(bodies, body.String()); len(bodies) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("X-Subject-Token", "for "+r.UserAgent())
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte("answer"))
	}))
	client := newClientOf(t, endpoint, func(c *rest.Config) { c.UserAgent = "agent/1" })
	question := &closing{Reader: strings.NewReader("question")}
	response, err := client.RoundTrip(request(t, endpoint, question))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(response.Body); err != nil || answer.String() != "answer" || response.Header.Get("X-Subject-Token") != "for agent/1" {
		t.Errorf("got %q, %v and the headers %v", answer.String(), err, response.Header)
	}
	if !slices.Equal(bodies, []string{"question", "question"}) || !question.isClosed {
		t.Errorf("sent %q, closed the body: %t", bodies, question.isClosed)
	}
}

// closing is a body that net/http cannot send twice.
type closing struct {
	io.Reader
	isClosed bool
}

func (c *closing) Close() error {
	c.isClosed = true
	return nil
}

func request(t *testing.T, endpoint *url.URL, body io.Reader) *http.Request {
	t.Helper()
	result, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint.JoinPath("tokens").String(), body)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestRoundTripReturnsAnswerOrError(t *testing.T) {
	t.Parallel()
	unreadable := errors.New("cannot be read")
	for name, test := range map[string]struct {
		status int
		body   io.Reader
		want   string
	}{
		"no body":             {http.StatusNoContent, nil, ""},
		"not a 2xx":           {http.StatusForbidden, nil, "403 Forbidden"},
		"body cannot be read": {http.StatusOK, iotest.ErrReader(unreadable), "reading the body of the request: cannot be read"},
	} {
		endpoint := mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(test.status) }))
		response, err := newClientOf(t, endpoint).RoundTrip(request(t, endpoint, test.body))
		if err == nil {
			response.Body.Close()
		}
		if (err == nil) != (test.want == "") || err != nil && err.Error() != test.want {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

// The mock compares the signature with the body.
func TestPostIsSignedAndRetriedWithItsBody(t *testing.T) {
	t.Parallel()
	const body = `{"limit":1}`
	for name, credential := range map[string]rest.Credential{
		"token":      auth.Token(mockapi.Token),
		"access key": auth.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := faulty(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnSearch, Times: 1})
			client := newClient(t, service, func(c *rest.Config) { c.Credential = credential })
			var answer []byte
			segments := []string{"v2", mockapi.ProjectID, "training-job-searches"}
			header := http.Header{"X-Project-Id": {mockapi.ProjectID}}
			err := client.PostConfidential(t.Context(), segments, []byte(body), header, func(got []byte) error { answer = got; return nil })
			if err != nil || !bytes.Contains(answer, []byte(mockapi.SampleJobID)) {
				t.Errorf("got %s, %v", answer, err)
			}
			requests := service.Requests()
			if len(requests) != 2 {
				t.Fatalf("%d requests", len(requests))
			}
			for _, request := range requests {
				if request.Method != http.MethodPost || request.Body != body || request.Header.Get("Content-Type") != "application/json" {
					t.Errorf("sent %s with %s and %v", request.Method, request.Body, request.Header)
				}
			}
		})
	}
}

func TestRetriesAreAuthorizedAnew(t *testing.T) {
	t.Parallel()
	service := faulty(mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 2})
	credential := &counting{}
	if err := get(t.Context(), newClient(t, service, func(c *rest.Config) { c.Credential = credential })); err != nil {
		t.Fatal(err)
	}
	if credential.authorized != 3 {
		t.Errorf("authorized %d of 3 attempts", credential.authorized)
	}
}

type counting struct{ authorized int }

func (c *counting) Authorize(_ context.Context, request *http.Request) error {
	c.authorized++
	request.Header.Set("X-Auth-Token", mockapi.Token)
	return nil
}

func (*counting) Secrets() []string { return nil }

// Five wrong signatures in a row lock an access key, and a plan may have fifty data sources.
func TestRejectedCredentialIsSentOnce(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	client := newClient(t, service, func(c *rest.Config) { c.Credential = auth.Token("wrong") })
	var readers sync.WaitGroup
	for range 20 {
		readers.Go(func() {
			if err := get(t.Context(), client); err == nil || responseError(t, err).StatusCode != http.StatusUnauthorized {
				t.Errorf("got %v", err)
			}
		})
	}
	readers.Wait()
	if got := len(service.Requests()); got != 1 {
		t.Errorf("took %d requests", got)
	}
}

func TestConcurrentRequestsAreBounded(t *testing.T) {
	t.Parallel()
	var under, most atomic.Int32
	service := mockapi.New(mockapi.Config{})
	meeting := make(chan struct{})
	client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if now := under.Add(1); now > most.Load() {
			most.Store(now)
		}
		if most.Load() == 3 {
			select {
			case <-meeting:
			default:
				close(meeting)
			}
		}
		if r.Header.Get("X-First") == "" {
			<-meeting // until all slots are used
		}
		under.Add(-1)
		service.ServeHTTP(w, r)
	}), func(c *rest.Config) { c.MaxConcurrentRequests = 3 })
	segments := []string{"v2", mockapi.ProjectID, "training-jobs", mockapi.SampleJobID, "events"}
	accept := func([]byte) error { return nil }
	if err := client.Get(t.Context(), segments, nil, http.Header{"X-First": {"1"}}, accept); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 12 {
		readers.Go(func() {
			if err := client.Get(t.Context(), segments, nil, nil, accept); err != nil {
				t.Error(err)
			}
		})
	}
	readers.Wait()
	if most.Load() != 3 {
		t.Errorf("%d requests were concurrent, want 3", most.Load())
	}
}

// renewing is a credential whose proof is the number of its renewals.
type renewing struct{ renewals int }

func (r *renewing) Authorize(_ context.Context, request *http.Request) error {
	request.Header.Set("X-Auth-Token", []string{"stale", mockapi.Token, "useless"}[r.renewals])
	return nil
}

func (r *renewing) Renew(_ context.Context, rejected *http.Request) error {
	if rejected.Header.Get("X-Auth-Token") == "" {
		return errors.New("the rejected request has no authorization")
	}
	r.renewals++
	return nil
}

func (*renewing) Secrets() []string { return nil }

func TestRejectedProofIsRenewedOnce(t *testing.T) {
	t.Parallel()
	for name, succeeds := range map[string]bool{"the renewed proof is good": true, "the renewed proof is bad": false} {
		service := mockapi.New(mockapi.Config{})
		if !succeeds {
			service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, Status: http.StatusUnauthorized, Body: `{"error_code":"ModelArts.0203"}`})
		}
		credential := &renewing{}
		err := get(t.Context(), newClient(t, service, func(c *rest.Config) { c.Credential = credential }))
		if (err == nil) != succeeds || credential.renewals != 1 || len(service.Requests()) != 2 {
			t.Errorf("%s: got %v after %d renewals and %d requests", name, err, credential.renewals, len(service.Requests()))
		}
	}
}
