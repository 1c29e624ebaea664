package modelarts_test

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// answer reads the events of a job whose service has one answer to everything.
func answer(t *testing.T, status int, header http.Header, body string) error {
	t.Helper()
	service, endpoint := newService(t, 1)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Header: header, Body: body})
	list, err := newClient(t, endpoint, maxRetries(0)).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if err == nil || list != nil {
		t.Fatalf("got %v, %v, want an error and no list", list, err)
	}
	return err
}

func TestErrorBodiesOfEveryShape(t *testing.T) {
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

func TestReasonDependsOnStatusAndCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		code   string
		want   modelarts.Reason
	}{
		{200, "", modelarts.ReasonUnusable},
		{302, "", modelarts.ReasonRedirect},
		{400, "ModelArts.2775", modelarts.ReasonJobNotFound},
		{400, "ModelArts.50004000", modelarts.ReasonInvalidRequest},
		{400, "", modelarts.ReasonInvalidRequest},
		{401, "ModelArts.0203", modelarts.ReasonUnauthorized},
		{401, "ModelArts.0207", modelarts.ReasonTokenWithoutProject},
		{401, "ModelArts.0212", modelarts.ReasonTokenWithoutProject},
		{401, "APIGW.0301", modelarts.ReasonSignature},
		{401, "APIG.0301", modelarts.ReasonSignature},
		{403, "ModelArts.0108", modelarts.ReasonForbidden},
		{403, "ModelArts.0210", modelarts.ReasonOtherProject},
		{404, "ModelArts.2786", modelarts.ReasonOtherProject},
		{404, "ModelArts.2775", modelarts.ReasonNoSuchPath},
		{404, "APIGW.0101", modelarts.ReasonNoSuchPath},
		{418, "", modelarts.ReasonUnknown},
		{429, "ModelArts.2799", modelarts.ReasonThrottled},
		{500, "ModelArts.0010", modelarts.ReasonUnavailable},
		{503, "", modelarts.ReasonUnavailable},
	} {
		if got := (&modelarts.ResponseError{StatusCode: test.status, Code: test.code}).Reason(); got != test.want {
			t.Errorf("%d %s: got reason %d, want %d", test.status, test.code, got, test.want)
		}
	}
}

// Five wrong signatures in a row lock an access key; and nothing else in this list gets better by asking again.
func TestFinalAnswersAreNeverTriedAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{204, 302, 400, 401, 403, 404, 418, 501} {
		service, endpoint := newService(t, 1)
		service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, Status: status})
		_, err := newClient(t, endpoint).TrainingJobEvents(t.Context(), jobQuery(), -1)
		if responseError(t, err).StatusCode != status {
			t.Errorf("%d: got %v", status, err)
		}
		if got := len(service.Requests()); got != 1 {
			t.Errorf("%d: took %d requests", status, got)
		}
	}
}

func TestPassingFaultsAreTriedAgainUpToMaxRetries(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultThrottle, mockapi.FaultInternalError, mockapi.FaultBadGateway, mockapi.FaultUnavailable,
		mockapi.FaultGatewayTimeout, mockapi.FaultCutBody, mockapi.FaultResetBody, mockapi.FaultReset,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service, endpoint := newService(t, 1)
			service.Inject(mockapi.Fault{Kind: kind})
			_, err := newClient(t, endpoint, maxRetries(3)).TrainingJobEvents(t.Context(), jobQuery(), -1)
			request, ok := errors.AsType[*modelarts.RequestError](err)
			if !ok || request.Attempts != 4 || !strings.Contains(err.Error(), "(tried 4 times)") {
				t.Errorf("got %v", err)
			}
			if got := len(service.Requests()); got != 4 {
				t.Errorf("took %d requests, want 4", got)
			}
		})
	}
}

// Each would be an empty list, and a green gate, to a careless reader.
func TestA200WithoutEventsIsAnError(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultEmptyBody, mockapi.FaultNullBody, mockapi.FaultNoEvents, mockapi.FaultNullEvents, mockapi.FaultLoginPage,
	} {
		for _, skip := range []int{0, 1, 2} {
			service, endpoint := newService(t, 250)
			service.Inject(mockapi.Fault{Kind: kind, Skip: skip})
			list, err := newClient(t, endpoint).TrainingJobEvents(t.Context(), jobQuery(), -1)
			if list != nil {
				t.Errorf("%s after %d pages: got a list", kind, skip)
			}
			response := responseError(t, err)
			if response.Reason() != modelarts.ReasonUnusable || response.RequestID == "" {
				t.Errorf("%s after %d pages: got %v", kind, skip, err)
			}
		}
	}
}

func TestAnswerTooLarge(t *testing.T) {
	t.Parallel()
	err := answer(t, http.StatusOK, nil, `{"events":[{"message":"`+strings.Repeat("x", 16<<20)+`"}]}`)
	if !errors.Is(err, modelarts.ErrAnswerTooLarge) || len(err.Error()) > 500 {
		t.Errorf("got %.600v", err)
	}
}

func TestRequestTimeoutIsTriedAgainAndNamed(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{mockapi.FaultHang, mockapi.FaultHangBody} {
		service, endpoint := newService(t, 1)
		service.Inject(mockapi.Fault{Kind: kind})
		client := newClient(t, endpoint, maxRetries(1), requestTimeout(20*time.Millisecond))
		_, err := client.TrainingJobEvents(t.Context(), jobQuery(), -1)
		if !errors.Is(err, modelarts.ErrRequestTimeout) || len(service.Requests()) != 2 {
			t.Errorf("%s: got %v after %d requests", kind, err, len(service.Requests()))
		}
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	requests := 0
	elsewhere := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests++ }))
	err := answer(t, http.StatusTemporaryRedirect, http.Header{"Location": {elsewhere + "/login?token=abc"}}, "")
	response := responseError(t, err)
	if response.Reason() != modelarts.ReasonRedirect || !strings.Contains(err.Error(), elsewhere) || strings.Contains(err.Error(), "abc") {
		t.Errorf("got %v", err)
	}
	if requests != 0 {
		t.Error("the redirect was followed")
	}
}

func TestUntrustedCertificateIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	server := httptest.NewUnstartedServer(service)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the handshakes that this test is about
	server.StartTLS()
	t.Cleanup(server.Close)
	query := jobQuery()
	query.TrainingJobID = mockapi.SampleJobID

	_, err := newClient(t, server.URL).TrainingJobEvents(t.Context(), query, -1)
	if request, ok := errors.AsType[*modelarts.RequestError](err); !ok || request.Attempts != 1 || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v", err)
	}
	insecure := newClient(t, server.URL, func(c *modelarts.Config) { c.Insecure = true })
	if list, err := insecure.TrainingJobEvents(t.Context(), query, -1); err != nil || list.Total != 27 {
		t.Errorf("with insecure: got %v, %v", list, err)
	}
}

func TestErrorsNeverHoldTheToken(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"message": `{"error_code":"ModelArts.0203","error_msg":"token ` + mockapi.Token + ` is invalid","request_id":"` + mockapi.Token + `"}`,
		"code":    `{"error_code":"` + mockapi.Token + `"}`,
		"page":    "<html>" + mockapi.Token + "</html>",
		"cut":     strings.Repeat("x", 195) + mockapi.Token,
	} {
		err := answer(t, http.StatusUnauthorized, http.Header{"X-Request-Id": {""}}, body)
		response := responseError(t, err)
		for _, text := range []string{err.Error(), response.RequestID, response.Message, response.Excerpt} {
			if strings.Contains(text, mockapi.Token[:6]) {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}
