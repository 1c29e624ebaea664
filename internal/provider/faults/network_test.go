package faults_test

import (
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestHTTPSToAServiceThatSpeaksHTTPIsNamed(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	endpoint := strings.Replace(service.Endpoint, "http://", "https://", 1)
	got := acctest.FailsInProcess(t, acctest.CompleteProvider("endpoint", endpoint)+acctest.Sample())
	acctest.SameDiagnostic(t, got, failed("Service does not speak https",
		"the service does not speak https: http: server gave HTTP response to HTTPS client", 0,
		"Check the scheme and the port of `endpoint` and `auth_url` of the provider. A service on this machine may need http:// instead. "+
			"If HTTPS_PROXY begins with https://, check that the proxy speaks https."))
}

func TestHTTPToAServiceThatSpeaksHTTPSIsNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(mockapi.New(mockapi.Config{}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	endpoint := strings.Replace(server.URL, "https://", "http://", 1)
	got := acctest.FailsInProcess(t, acctest.CompleteProvider("endpoint", endpoint)+acctest.Sample())
	acctest.SameDiagnostic(t, got, failed("Service speaks https",
		`the service speaks https, not http: 400 Bad Request; the body begins "Client sent an HTTP request to an HTTPS server."`, 0,
		"Write https:// instead of http:// in `endpoint` and `auth_url` of the provider."))
}

func TestRetryAfterThatOutlastsTheTimeoutFailsAtOnce(t *testing.T) {
	t.Parallel()
	for name, retryAfter := range map[string]string{"in seconds": "3600", "as a date": "Fri, 31 Dec 9999 23:59:59 GMT"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: retryAfter})
			got := acctest.FailsInProcess(t, service.Sample(`timeouts = { read = "59m" }`))
			if got.Attribute != "timeouts" || got.Summary != "Service asks for a long wait" ||
				!strings.Contains(got.Detail, "longer than the time left: no request before ") ||
				!strings.Contains(got.Detail, "the last response was: 429 Too Many Requests, APIGW.0308") {
				t.Errorf("got %+v", got)
			}
			service.WasAskedTimes(t, 1)
		})
	}
}

func TestRetryAfterWithinTheTimeoutIsWaitedFor(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: "1", Times: 1})
	acctest.ReadInProcess(t, service.Sample(), acctest.HasNumber("total", 27))
}
