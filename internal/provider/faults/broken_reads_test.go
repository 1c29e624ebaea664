package faults_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const reachAdvice = "Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names."

// sameBut takes any words of Go or of the operating system for the * in the wanted detail.
func sameBut(t *testing.T, got, want acctest.Diagnostic) {
	t.Helper()
	before, after, _ := strings.Cut(want.Detail, "*")
	if words, found := strings.CutPrefix(got.Detail, before); found && strings.HasSuffix(words, after) {
		want.Detail = got.Detail
	}
	acctest.SameDiagnostic(t, got, want)
}

func TestBrokenConnectionIsReported(t *testing.T) {
	t.Parallel()
	const cut = "Connection broke in the middle of a response"
	const cutAdvice = "Try again. If it happens again, check the network and the proxies in between."
	for kind, want := range map[mockapi.FaultKind]acctest.Diagnostic{
		mockapi.FaultReset:     failed("ModelArts could not be reached", "*", 0, reachAdvice),
		mockapi.FaultResetBody: failed(cut, "200 OK, but the body ends too early: *", 1, cutAdvice),
		mockapi.FaultCutBody:   failed(cut, "200 OK, but the body ends too early: unexpected EOF", 1, cutAdvice),
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: kind})
			sameBut(t, acctest.FailsInProcess(t, service.Provider("max_retries = 0")+acctest.Sample()), want)
		})
	}
}

func TestUnreachableEndpointIsReported(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	gone := acctest.Service{Endpoint: server.URL}
	sameBut(t, acctest.FailsInProcess(t, gone.Provider("max_retries = 0")+acctest.Sample()),
		failed("ModelArts could not be reached", "dial tcp *", 0, reachAdvice))
}

func TestRequestTimeoutEndsARequest(t *testing.T) {
	t.Parallel()
	for kind, requestID := range map[mockapi.FaultKind]int{mockapi.FaultHang: 0, mockapi.FaultHangBody: 1} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: kind})
			sameBut(t, acctest.FailsInProcess(t, service.Provider("max_retries = 0", `request_timeout = "100ms"`)+acctest.Sample()),
				failed("ModelArts did not respond in time", "no complete response within the request timeout: *", requestID,
					"Try again. If the service is slow, raise `request_timeout` of the provider."))
			service.WasAskedTimes(t, 1)
		})
	}
}

func TestReadTimeoutEndsARead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault     mockapi.Fault
		happened  string
		requestID int
	}{
		"while the service hangs": {mockapi.Fault{Kind: mockapi.FaultHang}, "the time limit timeouts.read (100ms) was exceeded", 0},
		"while it waits for the next try": {
			mockapi.Fault{Kind: mockapi.FaultThrottle},
			"the time limit timeouts.read (100ms) was exceeded; the last response was: 429 Too Many Requests, APIGW.0308: " +
				"The throttling threshold has been reached", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, test.fault)
			want := failed("Reading the events took too long", test.happened, test.requestID,
				"Raise `timeouts = { read = ... }`, or narrow the filters.")
			want.Attribute = "timeouts"
			acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample(`timeouts = { read = "100ms" }`)), want)
			service.WasAskedTimes(t, 1)
		})
	}
}

func TestListShorterThanItsTotalIsReported(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 28})
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample()), failed("List of events incomplete",
		"after 26 events: the service counts more events than it lists: 27 of 28", 0,
		"Try again. If it happens again, ask the service's support why `total` is larger than the list."))
}

func TestAnswerForAnotherOffsetIsReported(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultIgnoreOffset})
	sameBut(t, acctest.FailsInProcess(t, service.Provider("max_concurrent_requests = 1")+acctest.Sample(`limit = 10`)), failed("Response does not match the request",
		"after 9 events: 200 OK, but the response does not match the request: it is for offset 0 instead of 8, as if the offset was ignored; *", 2,
		"The response does not belong to this request. Check that `endpoint` of the provider is the ModelArts service itself, "+
			"and not a proxy that drops or caches the query."))
}

func TestMoreThan100000EventsAreRefused(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 100_001})
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample()), failed("Too many events", "after 26 events: more than 100000 events match", 0,
		"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`."))
	service.WasAskedTimes(t, 2)
}

func newTLSService(t *testing.T) acctest.Service {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	server := httptest.NewTLSServer(service)
	t.Cleanup(server.Close)
	return acctest.Service{Service: service, Endpoint: server.URL}
}

func TestCertificateOfAnUnknownAuthorityIsReported(t *testing.T) {
	t.Parallel()
	service := newTLSService(t)
	sameBut(t, acctest.FailsInProcess(t, service.Sample()), failed("Certificate not trusted", "tls: failed to verify certificate: *", 0,
		"Check `endpoint` and `auth_url` of the provider, and trust the authority that signed the certificate: with `cacert_file`, or on this machine."))
	service.WasNotAsked(t)
}

func TestInsecureAcceptsACertificateOfAnUnknownAuthority(t *testing.T) {
	t.Parallel()
	service := newTLSService(t)
	acctest.ReadInProcess(t, service.Provider("insecure = true")+acctest.Sample(), acctest.HasNumber("total", 27))
}
