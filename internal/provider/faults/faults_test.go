package faults_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const (
	tokenAdvice    = "Get a new token that is scoped to the project. Tokens expire after 24 hours, and shortly after a password change."
	unusableAdvice = "Check that `endpoint` of the provider is the ModelArts service and not a login page or a proxy in front of it."
	supportAdvice  = "Try again later. If it happens again, send the request id to the service's support."
)

// failed is the error of a read of the sample job. The mock's request ids count its requests; 0 is none.
func failed(summary, happened string, requestID int, next string) acctest.Diagnostic {
	detail := fmt.Sprintf("Reading the events of training job %s in project %s failed. What happened: %s.",
		mockapi.SampleJobID, mockapi.ProjectID, happened)
	if requestID > 0 {
		detail += fmt.Sprintf(" Request id: %032x", requestID)
	}
	if strings.Contains(happened, "401 Unauthorized") || strings.Contains(happened, "403 Forbidden") {
		detail += " Credential: token from the argument `token`."
	}
	return acctest.Diagnostic{Address: acctest.Address, Summary: summary, Detail: detail + " What to do: " + next}
}

var responding = func(status int, body string) mockapi.Fault {
	return mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Body: body}
}

const gatewayPage = `; the body begins ` + `"<html> <head><title>%[1]s</title></head> <body> <center><h1>%[1]s</h1></center> ` +
	`<hr><center>proxy</center> </body> </html>"`

var serviceFaultIsReportedCases = map[string]struct {
	fault mockapi.Fault
	want  acctest.Diagnostic
}{
	"throttle": {
		mockapi.Fault{Kind: mockapi.FaultThrottle},
		failed("ModelArts throttles the requests", "429 Too Many Requests, APIGW.0308: The throttling threshold has been reached", 1,
			"Try again later, lower `max_concurrent_requests` of the provider, or raise its `max_retries`."),
	},
	"internal error": {
		mockapi.Fault{Kind: mockapi.FaultInternalError},
		failed("ModelArts is not available", "500 Internal Server Error, ModelArts.0010: Internal error", 1, supportAdvice),
	},
	"bad gateway": {
		mockapi.Fault{Kind: mockapi.FaultBadGateway},
		failed("ModelArts is not available", "502 Bad Gateway"+fmt.Sprintf(gatewayPage, "Bad Gateway"), 1, supportAdvice),
	},
	"unavailable": {
		mockapi.Fault{Kind: mockapi.FaultUnavailable},
		failed("ModelArts is not available",
			"503 Service Unavailable, ServiceUnavailable: The service is not available now", 1, supportAdvice),
	},
	"gateway timeout": {
		mockapi.Fault{Kind: mockapi.FaultGatewayTimeout},
		failed("ModelArts is not available",
			"504 Gateway Timeout"+fmt.Sprintf(gatewayPage, "Gateway Timeout"), 1, supportAdvice),
	},
	"wrong signature": {
		mockapi.Fault{Kind: mockapi.FaultUnauthorized},
		failed("Credential refused", "401 Unauthorized, APIGW.0301: The signature or the access key is wrong", 1,
			tokenAdvice),
	},
	"token without a project": {
		responding(401, `{"error_code":"ModelArts.0207","error_msg":"No project."}`),
		failed("Token has no project", "401 Unauthorized, ModelArts.0207: No project", 1,
			"The token is scoped to a domain. "+tokenAdvice),
	},
	"missing permission": {
		responding(403, `{"error_code":"ModelArts.0108","error_msg":"Not authorised."}`),
		failed("Permission missing", "403 Forbidden, ModelArts.0108: Not authorised", 1,
			"Ask for the permission `modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`)."),
	},
	"bad request": {
		responding(400, `{"error_code":"ModelArts.50004000","error_msg":"Bad request."}`),
		failed("Request refused as invalid", "400 Bad Request, ModelArts.50004000: Bad request", 1,
			"Correct the argument that the message names."),
	},
	"IAM's shape of an error": {
		responding(401, `{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}`),
		failed("Credential refused",
			"401 Unauthorized: The request you have made requires authentication", 1, tokenAdvice),
	},
	"status of another protocol": {
		responding(418, "short and stout"),
		failed("Unexpected response", `418 I'm a teapot; the body begins "short and stout"`, 1,
			"Check `endpoint` of the provider. If it is right, send the request id to the service's support."),
	},
}

func TestServiceFaultIsReported(t *testing.T) {
	t.Parallel()
	for name, test := range serviceFaultIsReportedCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, test.fault)
			acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Provider("max_retries = 0")+acctest.Sample()), test.want)
			service.WasAskedTimes(t, 1)
		})
	}
}

func TestAnswerWithoutAListIsReported(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault mockapi.Fault
		cause string
	}{
		"empty body": {mockapi.Fault{Kind: mockapi.FaultEmptyBody}, `the body is empty`},
		"null": {
			mockapi.Fault{Kind: mockapi.FaultNullBody},
			`the body is not a page of events: null is not a JSON object; the body begins "null"`,
		},
		"no events": {mockapi.Fault{Kind: mockapi.FaultNoEvents}, `the body has no list named "events"; the body begins "{}"`},
		"events of null": {
			mockapi.Fault{Kind: mockapi.FaultNullEvents},
			`the body has no list named "events"; the body begins ` +
				`"{\"events\":null,\"limit\":100,\"offset\":0,\"order\":\"asc\",\"total\":27}"`,
		},
		"login page": {
			mockapi.Fault{Kind: mockapi.FaultLoginPage},
			`its Content-Type is "text/html", not JSON; the body begins ` +
				`"<!DOCTYPE html> <html><head><title>Log in</title></head><body><form method=\"post\"><input name=\"user\">` +
				`<input name=\"password\" type=\"password\"></form></body></html>"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, test.fault)
			acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample()),
				failed("Response without a list of events", "200 OK, but "+test.cause, 1, unusableAdvice))
			service.WasAskedTimes(t, 1)
		})
	}
}

const emptyPage = `{"total":0,"limit":100,"offset":0,"order":"asc","events":[]}`

// Each of these answers has an empty list in it, which would let a gate pass.
func TestEmptyListThatCannotBeTrustedIsAnError(t *testing.T) {
	t.Parallel()
	const (
		unusable = "Response without a list of events"
		inside   = "Error inside a response"
	)
	for name, test := range map[string]struct {
		status  int
		header  http.Header
		body    string
		summary string
		cause   string
	}{
		"status 202":   {http.StatusAccepted, nil, emptyPage, unusable, "202 Accepted, but only a 200 has the whole response"},
		"status 203":   {http.StatusNonAuthoritativeInfo, nil, emptyPage, unusable, "only a 200 has the whole response"},
		"status 299":   {299, nil, emptyPage, unusable, "only a 200 has the whole response"},
		"HTML by type": {0, http.Header{"Content-Type": {"text/html"}}, emptyPage, unusable, `its Content-Type is "text/html", not JSON`},
		"from a cache": {0, http.Header{"Age": {"900000"}}, emptyPage, "Response from a cache", "its Age is 900000 s"},
		"errorCode":    {0, nil, `{"errorCode":"X.1","events":[]}`, inside, "200 OK, X.1, but the body is an error"},
		"error":        {0, nil, `{"error":{"code":403,"message":"Denied"},"events":[]}`, inside, "200 OK, 403, but the body is an error: Denied"},
		"upper case":   {0, nil, `{"EVENTS":[]}`, unusable, `the name is "EVENTS" instead of "events"`},
		"has_more":     {0, nil, `{"events":[],"has_more":true}`, unusable, `the page says that there is more: "has_more" is true`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultRespond, Status: test.status, Header: test.header, Body: test.body})
			got := acctest.FailsInProcess(t, service.Sample())
			if got.Summary != test.summary || !strings.Contains(got.Detail, test.cause) {
				t.Errorf("got %+v", got)
			}
			service.WasAskedTimes(t, 1)
		})
	}
}

// The credential must not go to another address. The error omits path and query of the login page, which may contain secrets.
func TestRedirectIsReportedAndNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := acctest.NewService(t)
	service := acctest.NewService(t, mockapi.Fault{
		Kind: mockapi.FaultRespond, Status: http.StatusFound,
		Header: http.Header{"Location": {elsewhere.Endpoint + "/login?from=here"}},
	})
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample()), failed("Redirect refused",
		fmt.Sprintf("302 Found, a redirect to %s (from %s)", elsewhere.Endpoint, service.Endpoint), 1,
		"The provider does not follow redirects, because they could send the credential to another address. "+
			"Set `endpoint` of the provider to the service itself."))
	elsewhere.WasNotAsked(t)
}

func TestLongBodyIsShortened(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultRespond, Status: 502, Body: strings.Repeat("é", 1000)})
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Provider("max_retries = 0")+acctest.Sample()), failed("ModelArts is not available",
		`502 Bad Gateway; the body begins "`+strings.Repeat("é", 200)+`…"`, 1, supportAdvice))
}

func TestRetriesAreCounted(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultInternalError})
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Provider("max_retries = 2")+acctest.Sample()), failed("ModelArts is not available",
		"500 Internal Server Error, ModelArts.0010: Internal error (tried 3 times)", 3, supportAdvice))
	service.WasAskedTimes(t, 3)
}

func TestFailureAfterTheFirstPageSaysHowFarTheReadCame(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultUnauthorized, Skip: 2})
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Provider("max_concurrent_requests = 1")+acctest.Sample(`limit = 10`)), failed("Credential refused",
		"after 17 events: 401 Unauthorized, APIGW.0301: The signature or the access key is wrong", 3,
		tokenAdvice))
	service.WasAskedTimes(t, 3)
}

func TestWrongProviderArgumentIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, token string
		want        acctest.Diagnostic
	}{
		"token": {
			"", "hunter2",
			failed("Credential refused", "401 Unauthorized, ModelArts.0203: The token is invalid", 1, tokenAdvice),
		},
		"endpoint": {
			"/elsewhere", mockapi.Token,
			failed("No such path", "404 Not Found, APIGW.0101: The API does not exist", 1,
				"The endpoint does not know this API. Check `endpoint` or `region` of the provider."),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			acctest.SameDiagnostic(t, acctest.FailsInProcess(t, acctest.ProviderBlock(
				acctest.Argument("endpoint", service.Endpoint+test.path),
				acctest.Argument("project_id", mockapi.ProjectID),
				acctest.Argument("token", test.token),
			)+acctest.Sample()), test.want)
			service.WasAskedTimes(t, 1)
		})
	}
}

func TestProjectOfAnotherIsReportedOnItsArgument(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample(`project_id = "another-project"`)), acctest.Diagnostic{
		Address: acctest.Address, Attribute: "project_id", Summary: "Credential belongs to another project",
		Detail: "Reading the events of training job " + mockapi.SampleJobID + " in project another-project failed. " +
			"What happened: 403 Forbidden, ModelArts.0210: The project in the path is not a project of the token. " +
			"Request id: 00000000000000000000000000000001 " +
			"Credential: token from the argument `token`. " +
			"What to do: Use a credential of this project, or set `project_id` to the credential's. " +
			"If `project_id` is a name, set it as `project_name` of the provider instead.",
	})
	service.WasAskedTimes(t, 1)
}
