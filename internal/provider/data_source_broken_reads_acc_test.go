package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const accReachAdvice = "Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names."

// accSameBut takes any words of Go or of the operating system for the * in the wanted detail.
func accSameBut(t *testing.T, got, want accDiagnostic) {
	t.Helper()
	before, after, _ := strings.Cut(want.detail, "*")
	if words, found := strings.CutPrefix(got.detail, before); found && strings.HasSuffix(words, after) {
		want.detail = got.detail
	}
	accSame(t, got, want)
}

func TestAccBrokenConnectionIsReported(t *testing.T) {
	t.Parallel()
	const cut = "Connection broke in the middle of an answer"
	const cutAdvice = "Try again; if it stays, look at the network and the proxies in between."
	for kind, want := range map[mockapi.FaultKind]accDiagnostic{
		mockapi.FaultReset:     accFailed("ModelArts could not be reached", "*", 0, accReachAdvice),
		mockapi.FaultResetBody: accFailed(cut, "200 OK, but the body ends too early: *", 1, cutAdvice),
		mockapi.FaultCutBody:   accFailed(cut, "200 OK, but the body ends too early: unexpected EOF", 1, cutAdvice),
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := accNewService(t, mockapi.Fault{Kind: kind})
			accSameBut(t, accFails(t, service.provider("max_retries = 0")+accSample()), want)
		})
	}
}

func TestAccUnreachableEndpointIsReported(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	gone := accService{endpoint: server.URL}
	accSameBut(t, accFails(t, gone.provider("max_retries = 0")+accSample()),
		accFailed("ModelArts could not be reached", "dial tcp *", 0, accReachAdvice))
}

func TestAccRequestTimeoutEndsARequest(t *testing.T) {
	t.Parallel()
	for kind, requestID := range map[mockapi.FaultKind]int{mockapi.FaultHang: 0, mockapi.FaultHangBody: 1} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := accNewService(t, mockapi.Fault{Kind: kind})
			accSameBut(t, accFails(t, service.provider("max_retries = 0", `request_timeout = "100ms"`)+accSample()),
				accFailed("ModelArts did not answer in time", "no complete answer within the request timeout: *", requestID,
					"Try again; if the service is slow, raise `request_timeout` of the provider."))
			service.wasAskedTimes(t, 1)
		})
	}
}

func TestAccReadTimeoutEndsARead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault     mockapi.Fault
		happened  string
		requestID int
	}{
		"while the service hangs": {mockapi.Fault{Kind: mockapi.FaultHang}, "timeouts.read ended it after 100ms", 0},
		"while it waits for the next try": {
			mockapi.Fault{Kind: mockapi.FaultThrottle},
			"timeouts.read ended it after 100ms; the last answer was: 429 Too Many Requests, APIGW.0308: " +
				"The throttling threshold has been reached", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accNewService(t, test.fault)
			want := accFailed("Reading the events took too long", test.happened, test.requestID,
				"Raise `timeouts = { read = ... }`, or narrow the filters.")
			want.attribute = "timeouts"
			accSame(t, accFails(t, service.sample(`timeouts = { read = "100ms" }`)), want)
			service.wasAskedTimes(t, 1)
		})
	}
}

func TestAccListShorterThanItsTotalIsReported(t *testing.T) {
	t.Parallel()
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 28})
	accSame(t, accFails(t, service.sample()), accFailed("List of events incomplete",
		"after 26 events: the service counts more events than it lists: 27 of 28", 0,
		"Try again. If it happens again, ask the service's support why `total` is larger than the list."))
}

func TestAccAnswerForAnotherOffsetIsReported(t *testing.T) {
	t.Parallel()
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultIgnoreOffset})
	accSameBut(t, accFails(t, service.provider("max_concurrent_requests = 1")+accSample(`limit = 10`)), accFailed("Answer does not fit the request",
		"after 9 events: 200 OK, but the answer does not fit the request: it is for offset 0 instead of 8, as if the offset was ignored; *", 2,
		"The answer is for another question than the one that was asked. Check that `endpoint` of the provider is the ModelArts service itself, "+
			"and not something in front of it that drops or caches the query."))
}

func TestAccMoreThan100000EventsAreRefused(t *testing.T) {
	t.Parallel()
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 100_001})
	accSame(t, accFails(t, service.sample()), accFailed("Too many events", "after 26 events: more than 100000 events match", 0,
		"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`."))
	service.wasAskedTimes(t, 2)
}

func accNewTLSService(t *testing.T) accService {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	server := httptest.NewTLSServer(service)
	t.Cleanup(server.Close)
	return accService{service, server.URL}
}

func TestAccCertificateOfAnUnknownAuthorityIsReported(t *testing.T) {
	t.Parallel()
	service := accNewTLSService(t)
	accSameBut(t, accFails(t, service.sample()), accFailed("Certificate not trusted", "tls: failed to verify certificate: *", 0,
		"Check `endpoint` and `auth_url` of the provider, and trust the authority that signed the certificate: with `cacert_file`, or on this machine."))
	service.wasNotAsked(t)
}

func TestAccInsecureAcceptsACertificateOfAnUnknownAuthority(t *testing.T) {
	t.Parallel()
	service := accNewTLSService(t)
	accApply(t, service.provider("insecure = true")+accSample(), accNumber("total", 27))
}
