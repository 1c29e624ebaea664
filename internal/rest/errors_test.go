package rest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"html"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// answer returns the error of a service that gives the same answer to every request.
func answer(t *testing.T, status int, header http.Header, body string) error {
	t.Helper()
	service := faulty(mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Header: header, Body: body})
	err := get(t.Context(), newClient(t, service, maxRetries(0)))
	if err == nil {
		t.Fatal("got no error")
	}
	return err
}

func TestErrorBodiesOfEveryForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, body             string
		code, message, excerpt string
	}{
		{"ModelArts", `{"error_code":"ModelArts.2775","error_msg":"No job."}`, "ModelArts.2775", "No job.", ""},
		{"gateway", `{"error_code":"APIGW.0301","error_msg":"Bad.","request_id":"r"}`, "APIGW.0301", "Bad.", ""},
		{"IAM", `{"error":{"code":401,"message":"Wrong.","title":"Unauthorized"}}`, "401", "Wrong.", ""},
		{"plain", `{"code":"X.1","message":"Plain."}`, "X.1", "Plain.", ""},
		{"error is a text", `{"error":"nope"}`, "", "nope", ""},
		{"code alone", `{"error_code":"X.1"}`, "X.1", "", ""},
		{"long code", `{"code":"` + strings.Repeat("X", 1000) + `"}`, strings.Repeat("X", 200) + "…", "", ""},
		{"long page", strings.Repeat("é", 1000), "", "", strings.Repeat("é", 200) + "…"},
		{"HTML", "<html>\n<body>Bad  gateway</body></html>", "", "", "<html> <body>Bad gateway</body></html>"},
		{"other JSON", `{"detail":"x"}`, "", "", `{"detail":"x"}`},
		{"list", `[1]`, "", "", `[1]`},
		{"empty", "", "", "", ""},
		{"escape sequences", `{"code":"X","message":"\u001b[2Jcleared\u202e\r\nnext"}`, "X", "\ufffd[2Jcleared\ufffd next", ""},
		{"long", `{"code":"X","message":"` + strings.Repeat("é", 1000) + `"}`, "X", strings.Repeat("é", 500) + "…", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := responseError(t, answer(t, http.StatusTeapot, nil, test.body))
			if got.Code != test.code || got.Message != test.message || got.Excerpt != test.excerpt {
				t.Errorf("got code %q, message %q, excerpt %q", got.Code, got.Message, got.Excerpt)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status, retries int
		body, want      string
	}{
		{503, 0, `{"error_code":"X.1","error_msg":"Busy."}`, "503 Service Unavailable, X.1: Busy."},
		{503, 2, `{"error_code":"X.1","error_msg":"Busy."}`, "503 Service Unavailable, X.1: Busy (tried 3 times)"},
		{503, 0, `{"code":503,"message":"Busy."}`, "503 Service Unavailable: Busy."},
		{503, 0, `busy`, `503 Service Unavailable; the body begins "busy"`},
	} {
		service := faulty(mockapi.Fault{Kind: mockapi.FaultRespond, Status: test.status, Body: test.body})
		if err := get(t.Context(), newClient(t, service, maxRetries(test.retries))); err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func TestRefusedConnectionIsNotATimeout(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	endpoint, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	err = get(t.Context(), newClientOf(t, endpoint, maxRetries(0)))
	if want := "dial tcp " + endpoint.Host + ": connect: connection refused"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRequestIDComesFromTheHeaderOrTheBody(t *testing.T) {
	t.Parallel()
	const body = `{"error_code":"APIGW.0101","error_msg":"m","request_id":"from-body"}`
	for want, header := range map[string]http.Header{
		"from-header": {"X-Request-Id": {"from-header"}},
		"from-body":   {"X-Request-Id": {""}},
	} {
		if got := responseError(t, answer(t, http.StatusNotFound, header, body)); got.RequestID != want {
			t.Errorf("got %q, want %q", got.RequestID, want)
		}
	}
}

// Five wrong signatures in a row lock an access key, and a retry does not help with the other statuses.
func TestFinalAnswersAreNotRetried(t *testing.T) {
	t.Parallel()
	for _, status := range []int{302, 400, 401, 403, 404, 418, 501} {
		service := faulty(mockapi.Fault{Kind: mockapi.FaultRespond, Status: status})
		err := get(t.Context(), newClient(t, service))
		if responseError(t, err).StatusCode != status {
			t.Errorf("%d: got %v", status, err)
		}
		if got := len(service.Requests()); got != 1 {
			t.Errorf("%d: took %d requests", status, got)
		}
	}
}

func TestTemporaryFaultsAreRetriedUpToMaxRetries(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultThrottle, mockapi.FaultInternalError, mockapi.FaultBadGateway, mockapi.FaultUnavailable,
		mockapi.FaultGatewayTimeout, mockapi.FaultCutBody, mockapi.FaultResetBody, mockapi.FaultReset,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := faulty(mockapi.Fault{Kind: kind})
			err := get(t.Context(), newClient(t, service, maxRetries(3)))
			request, ok := errors.AsType[*rest.RequestError](err)
			if !ok || request.Attempts != 4 || !strings.Contains(err.Error(), "(tried 4 times)") {
				t.Errorf("got %v", err)
			}
			if got := len(service.Requests()); got != 4 {
				t.Errorf("took %d requests, want 4", got)
			}
		})
	}
}

func TestAnswerTooLarge(t *testing.T) {
	t.Parallel()
	err := answer(t, http.StatusOK, nil, `{"events":[{"message":"`+strings.Repeat("x", 16<<20)+`"}]}`)
	if !errors.Is(err, rest.ErrResponseTooLarge) || !strings.Contains(err.Error(), "larger than 16 MiB") || len(err.Error()) > 500 {
		t.Errorf("got %.600v", err)
	}
}

func TestRequestTimeoutIsRetriedAndNamed(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{mockapi.FaultHang, mockapi.FaultHangBody} {
		// On a busy machine a request may time out before the service has seen it, so the attempts of the client are counted.
		client := newClient(t, faulty(mockapi.Fault{Kind: kind}), maxRetries(1), requestTimeout(20*time.Millisecond))
		err := get(t.Context(), client)
		request, ok := errors.AsType[*rest.RequestError](err)
		if !errors.Is(err, rest.ErrRequestTimeout) || !ok || request.Attempts != 2 {
			t.Errorf("%s: got %v", kind, err)
		}
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	requests := 0
	elsewhere := mockapitest.Serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests++ }))
	err := answer(t, http.StatusTemporaryRedirect, http.Header{"Location": {elsewhere.String() + "/login?token=abc"}}, "")
	response := responseError(t, err)
	if response.StatusCode != http.StatusTemporaryRedirect || !strings.Contains(err.Error(), elsewhere.Host) || strings.Contains(err.Error(), "abc") {
		t.Errorf("got %v", err)
	}
	if requests != 0 {
		t.Error("the redirect was followed")
	}
}

func TestRedirectToNowhereNamesTheService(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{nil, {"Location": {"http://[broken"}}} {
		response := responseError(t, answer(t, http.StatusFound, header, ""))
		if !strings.HasPrefix(response.Location, "somewhere unreadable (from http://127.0.0.1:") || !strings.HasSuffix(response.Location, ")") {
			t.Errorf("%v: got %q", header, response.Location)
		}
	}
}

func TestUntrustedCertificateIsNotRetried(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	server := httptest.NewUnstartedServer(service)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the failed handshakes are expected
	server.StartTLS()
	t.Cleanup(server.Close)
	endpoint, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}

	err = get(t.Context(), newClientOf(t, endpoint))
	if request, ok := errors.AsType[*rest.RequestError](err); !ok || request.Attempts != 1 || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v", err)
	}
	if err := get(t.Context(), newClientOf(t, endpoint, func(c *rest.Config) { c.Insecure = true })); err != nil {
		t.Errorf("with insecure: %v", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	if err := get(t.Context(), newClientOf(t, endpoint, func(c *rest.Config) { c.RootCAs = roots })); err != nil {
		t.Errorf("with its authority: %v", err)
	}
}

func TestOutdatedTLSIsRejected(t *testing.T) {
	t.Parallel()
	for version, accepted := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := httptest.NewUnstartedServer(mockapi.New(mockapi.Config{}))
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // the failed handshake is expected
		server.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
		server.StartTLS()
		t.Cleanup(server.Close)
		endpoint := &url.URL{Scheme: "https", Host: server.Listener.Addr().String()}
		client := newClientOf(t, endpoint, maxRetries(0), func(c *rest.Config) { c.Insecure = true })
		if err := get(t.Context(), client); (err == nil) != accepted {
			t.Errorf("%s: got %v", tls.VersionName(version), err)
		}
	}
}

func TestOnlyAHostThatDoesNotExistIsFinal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err      net.DNSError
		attempts int
	}{
		"the host does not exist": {net.DNSError{IsNotFound: true}, 1},
		"it may exist later":      {net.DNSError{IsNotFound: true, IsTemporary: true}, 3},
		"no response":             {net.DNSError{IsTimeout: true}, 3},
	} {
		client := newClientOf(t, &url.URL{Scheme: "http", Host: "service"}, maxRetries(2), func(c *rest.Config) {
			c.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, &test.err }
		})
		if request, ok := errors.AsType[*rest.RequestError](get(t.Context(), client)); !ok || request.Attempts != test.attempts {
			t.Errorf("%s: got %v", name, request)
		}
	}
}

// unsendable is a credential that net/http does not put into a header.
type unsendable struct{}

func (unsendable) Authorize(_ context.Context, request *http.Request) error {
	request.Header.Set("X-Auth-Token", "two\nlines")
	return nil
}

func (unsendable) Secrets() []string { return nil }

func TestRequestThatCannotBeSentIsNotRetried(t *testing.T) {
	t.Parallel()
	for name, client := range map[string]*rest.Client{
		"unknown scheme": newClientOf(t, &url.URL{Scheme: "gopher", Host: "127.0.0.1"}),
		"invalid header": newClient(t, mockapi.New(mockapi.Config{}), func(c *rest.Config) { c.Credential = unsendable{} }),
	} {
		err := get(t.Context(), client)
		if request, ok := errors.AsType[*rest.RequestError](err); !ok || request.Attempts != 1 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWrongSchemeIsFinalAndNamed(t *testing.T) {
	t.Parallel()
	secured := httptest.NewUnstartedServer(mockapi.New(mockapi.Config{}))
	secured.Config.ErrorLog = log.New(io.Discard, "", 0)
	secured.StartTLS()
	t.Cleanup(secured.Close)
	plain := mockapitest.Serve(t, mockapi.New(mockapi.Config{}))
	for name, test := range map[string]struct {
		endpoint url.URL
		want     error
	}{
		"https to http": {url.URL{Scheme: "https", Host: plain.Host}, rest.ErrNoTLS},
		"http to https": {url.URL{Scheme: "http", Host: secured.Listener.Addr().String()}, rest.ErrNeedsTLS},
		"http to a TLS alert": {
			url.URL{Scheme: "http", Host: answerRaw(t, "\x15\x03\x01\x00\x02\x02\x46")}, rest.ErrNeedsTLS,
		},
		"https to another protocol": {url.URL{Scheme: "https", Host: answerRaw(t, "220 ready\r\n")}, rest.ErrNoTLS},
	} {
		err := get(t.Context(), newClientOf(t, &test.endpoint))
		if request, ok := errors.AsType[*rest.RequestError](err); !ok || request.Attempts != 1 || !errors.Is(err, test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestOtherErrorsDoNotBlameTheScheme(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{400: "bad request", 403: "The plain HTTP request was sent to HTTPS port"} {
		if err := answer(t, status, nil, body); errors.Is(err, rest.ErrNeedsTLS) {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

// answerRaw returns the address of a server that writes the same bytes to every connection.
func answerRaw(t *testing.T, answer string) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1024)) // a close before reading would reset the connection
			_, _ = io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		<-ended
	})
	return listener.Addr().String()
}

func TestClockSkewIsNamedAfterA401(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		date   string
		want   string // the end of the error
	}{
		{401, inHTTP(-20 * time.Minute), "ahead of the service's"},
		{401, inHTTP(20 * time.Minute), "behind the service's"},
		{401, inHTTP(-75 * time.Second), "ahead of the service's"},
		{401, inHTTP(45 * time.Second), "401 Unauthorized, X: m"},
		{401, "soon", "401 Unauthorized, X: m"},
		{403, inHTTP(20 * time.Minute), "403 Forbidden, X: m"},
	} {
		err := answer(t, test.status, http.Header{"Date": {test.date}}, `{"code":"X","message":"m"}`)
		if !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%d at %s: got %v, want %q at its end", test.status, test.date, err, test.want)
		}
	}
}

func inHTTP(fromNow time.Duration) string {
	return time.Now().Add(fromNow).UTC().Format(http.TimeFormat)
}

func TestErrorsNeverHoldTheToken(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"message": `{"error_code":"ModelArts.0203","error_msg":"token ` + mockapi.Token + ` is invalid","request_id":"` + mockapi.Token + `"}`,
		"code":    `{"error_code":"` + mockapi.Token + `"}`,
		"page":    "<html>" + mockapi.Token + "</html>",
		"cut":     strings.Repeat("x", 195) + mockapi.Token,
	} {
		err := answer(t, http.StatusForbidden, http.Header{"X-Request-Id": {""}}, body)
		response := responseError(t, err)
		for _, text := range []string{err.Error(), response.RequestID, response.Message, response.Excerpt} {
			if strings.Contains(text, mockapi.Token[:6]) {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}

// quoted is a credential with every character that JSON, HTML or URLs escape.
type quoted struct{}

const quotedSecret = `pa"ss\<&>/wörd+=`

func (quoted) Authorize(context.Context, *http.Request) error { return nil }

func (quoted) Secrets() []string { return []string{"pa", quotedSecret} }

func TestErrorsNeverHoldAnEscapedSecret(t *testing.T) {
	t.Parallel()
	asJSON, err := json.Marshal(map[string]string{"detail": quotedSecret})
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		string(asJSON), `<p>` + html.EscapeString(quotedSecret), "?" + url.QueryEscape(quotedSecret), "/" + url.PathEscape(quotedSecret),
		strings.Repeat(" ", 64<<10-10) + quotedSecret,
	} {
		service := faulty(mockapi.Fault{Kind: mockapi.FaultRespond, Status: http.StatusForbidden, Body: body})
		err := get(t.Context(), newClient(t, service, func(c *rest.Config) { c.Credential = quoted{} }))
		if err == nil || strings.Contains(err.Error(), "ss") || strings.Contains(err.Error(), "rd") {
			t.Errorf("%.40s: got %v", body, err)
		}
	}
}

func TestConfidentialBodyIsQuotedOnlyAsHTML(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status        int
		contentType   string
		body, excerpt string
	}{
		"answer that is not decoded": {200, "application/json", `{"token":"secret"}`, ""},
		"answer that is no JSON":     {200, "text/plain", `secret`, ""},
		"answer that is partial":     {206, "application/json", `{"token":"secret"}`, ""},
		"answer with an error":       {200, "application/json", `{"token":"secret","error":{"x":1}}`, ""},
		"answer that is too large":   {200, "application/json", strings.Repeat(`"secret"`, 2<<20+1), ""},
		"error":                      {500, "application/json", `{"token":"secret"}`, ""},
		"login page":                 {200, "text/html", " <html>", "<html>"},
		"page of a gateway":          {502, "text/html", "<html>", "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := faulty(mockapi.Fault{
				Kind: mockapi.FaultRespond, Status: test.status, Header: http.Header{"Content-Type": {test.contentType}}, Body: test.body,
			})
			segments := []string{"v2", mockapi.ProjectID, "training-jobs", mockapi.SampleJobID, "events"}
			err := newClient(t, service, maxRetries(0)).GetConfidential(t.Context(), segments, nil, nil, func([]byte) error {
				return errors.New("no")
			})
			if got := responseError(t, err); got.Excerpt != test.excerpt || strings.Contains(err.Error(), "secret") {
				t.Errorf("got the excerpt %q and %v", got.Excerpt, err)
			}
		})
	}
}

func TestTemporaryFailuresAreThoseThatAreRetried(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault     mockapi.Fault
		temporary bool
	}{
		"throttled":       {mockapi.Fault{Kind: mockapi.FaultThrottle}, true},
		"internal error":  {mockapi.Fault{Kind: mockapi.FaultInternalError}, true},
		"bad gateway":     {mockapi.Fault{Kind: mockapi.FaultBadGateway}, true},
		"unavailable":     {mockapi.Fault{Kind: mockapi.FaultUnavailable}, true},
		"gateway timeout": {mockapi.Fault{Kind: mockapi.FaultGatewayTimeout}, true},
		"reset":           {mockapi.Fault{Kind: mockapi.FaultReset}, true},
		"no response":     {mockapi.Fault{Kind: mockapi.FaultHang}, true},
		"cut body":        {mockapi.Fault{Kind: mockapi.FaultCutBody}, true},
		"unauthorized":    {mockapi.Fault{Kind: mockapi.FaultUnauthorized}, false},
		"login page":      {mockapi.Fault{Kind: mockapi.FaultLoginPage}, false},
		"bad request":     {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 400}, false},
		"forbidden":       {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 403}, false},
		"not found":       {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 404}, false},
		"not implemented": {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 501}, false},
		"redirect":        {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 302}, false},
		"too long a wait": {mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: "86400"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			settings := []func(*rest.Config){maxRetries(0)}
			if test.fault.Kind == mockapi.FaultHang {
				settings = append(settings, requestTimeout(10*time.Millisecond))
			}
			err := get(ctx, newClient(t, faulty(test.fault), settings...))
			if err == nil || rest.IsTemporary(err) != test.temporary {
				t.Errorf("temporary %t: %v", !test.temporary, err)
			}
		})
	}
	for name, client := range map[string]*rest.Client{
		"unknown scheme": newClientOf(t, &url.URL{Scheme: "gopher", Host: "127.0.0.1"}),
		"no https":       newClientOf(t, &url.URL{Scheme: "https", Host: mockapitest.Serve(t, mockapi.New(mockapi.Config{})).Host}),
	} {
		if err := get(t.Context(), client); err == nil || rest.IsTemporary(err) {
			t.Errorf("%s: got %v, which is temporary", name, err)
		}
	}
	if rest.IsTemporary(nil) || rest.IsTemporary(context.Canceled) {
		t.Error("an error of no request is temporary")
	}
}
