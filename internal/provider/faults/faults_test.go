package faults_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const (
	tokenAdvice    = "Get a new token that is scoped to the project. Tokens expire after 24 hours, and shortly after a password change."
	unusableAdvice = "Check that `endpoint` of the provider is the ModelArts service and not a login page or a proxy in front of it."
	supportAdvice  = "Try again later. If it happens again, send the request id to the service's support."
	reachAdvice    = "Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names."
	brokenAdvice   = "Try again. If it happens again, check the network and the proxies in between."
	lateAdvice     = "Try again. If the service is slow, raise `request_timeout` of the provider."
	timeoutAdvice  = "Raise `timeouts = { read = ... }`, or narrow the filters."
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
	return acctest.Diagnostic{Summary: summary, Detail: detail + " What to do: " + next}
}

func on(attribute string, d acctest.Diagnostic) acctest.Diagnostic {
	d.Attribute = attribute
	return d
}

// sameBut takes any words of Go or of the operating system for the * in the wanted detail.
func sameBut(t *testing.T, got, want acctest.Diagnostic) {
	t.Helper()
	before, after, isOpen := strings.Cut(want.Detail, "*")
	if words, found := strings.CutPrefix(got.Detail, before); isOpen && found && strings.HasSuffix(words, after) {
		want.Detail = got.Detail
	}
	acctest.SameDiagnostic(t, got, want)
}

var (
	once     = acctest.Object{"max_retries": acctest.Number(0)}
	inOrder  = acctest.Object{"max_concurrent_requests": acctest.Number(1)}
	inAHurry = acctest.Object{"max_retries": acctest.Number(0), "request_timeout": acctest.Text("100ms")}

	ofTenRows = acctest.Object{"limit": acctest.Number(10)}
	inTime    = acctest.Object{"timeouts": acctest.Timeout("read", "100ms")}
)

func responding(status int, body string) mockapi.Fault {
	return mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Body: body}
}

const gatewayPage = `; the body begins ` + `"<html> <head><title>%[1]s</title></head> <body> <center><h1>%[1]s</h1></center> ` +
	`<hr><center>proxy</center> </body> </html>"`

var faultCases = map[string]struct {
	fault            mockapi.Fault
	settings, config acctest.Object
	want             acctest.Diagnostic
	requests         int
}{
	"throttle": {
		mockapi.Fault{Kind: mockapi.FaultThrottle}, once, nil,
		failed("ModelArts throttles the requests", "429 Too Many Requests, APIGW.0308: The throttling threshold has been reached", 1,
			"Try again later, lower `max_concurrent_requests` of the provider, or raise its `max_retries`."), 1,
	},
	"internal error": {
		mockapi.Fault{Kind: mockapi.FaultInternalError}, once, nil,
		failed("ModelArts is not available", "500 Internal Server Error, ModelArts.0010: Internal error", 1, supportAdvice), 1,
	},
	"internal error after retries": {
		mockapi.Fault{Kind: mockapi.FaultInternalError}, acctest.Object{"max_retries": acctest.Number(1)}, nil,
		failed("ModelArts is not available", "500 Internal Server Error, ModelArts.0010: Internal error (tried 2 times)", 2, supportAdvice), 2,
	},
	"bad gateway": {
		mockapi.Fault{Kind: mockapi.FaultBadGateway}, once, nil,
		failed("ModelArts is not available", "502 Bad Gateway"+fmt.Sprintf(gatewayPage, "Bad Gateway"), 1, supportAdvice), 1,
	},
	"bad gateway with a long body": {
		responding(502, strings.Repeat("é", 1000)), once, nil,
		failed("ModelArts is not available", `502 Bad Gateway; the body begins "`+strings.Repeat("é", 200)+`…"`, 1, supportAdvice), 1,
	},
	"wrong signature": {
		mockapi.Fault{Kind: mockapi.FaultUnauthorized}, nil, nil,
		failed("Credential refused", "401 Unauthorized, APIGW.0301: The signature or the access key is wrong", 1, tokenAdvice), 1,
	},
	"wrong signature after some pages": {
		mockapi.Fault{Kind: mockapi.FaultUnauthorized, Skip: 2}, inOrder, ofTenRows,
		failed("Credential refused", "after 17 events: 401 Unauthorized, APIGW.0301: The signature or the access key is wrong", 3, tokenAdvice), 3,
	},
	"wrong token": {
		mockapi.Fault{}, acctest.Object{"token": acctest.Text("hunter2")}, nil,
		failed("Credential refused", "401 Unauthorized, ModelArts.0203: The token is invalid", 1, tokenAdvice), 1,
	},
	"token without a project": {
		responding(401, `{"error_code":"ModelArts.0207","error_msg":"No project."}`), nil, nil,
		failed("Token has no project", "401 Unauthorized, ModelArts.0207: No project", 1, "The token is scoped to a domain. "+tokenAdvice), 1,
	},
	"missing permission": {
		responding(403, `{"error_code":"ModelArts.0108","error_msg":"Not authorised."}`), nil, nil,
		failed("Permission missing", "403 Forbidden, ModelArts.0108: Not authorised", 1,
			"Ask for the permission `modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`)."), 1,
	},
	"bad request": {
		responding(400, `{"error_code":"ModelArts.50004000","error_msg":"Bad request."}`), nil, nil,
		failed("Request refused as invalid", "400 Bad Request, ModelArts.50004000: Bad request", 1,
			"Correct the argument that the message names."), 1,
	},
	"IAM's shape of an error": {
		responding(401, `{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}`), nil, nil,
		failed("Credential refused", "401 Unauthorized: The request you have made requires authentication", 1, tokenAdvice), 1,
	},
	"status of another protocol": {
		responding(418, "short and stout"), nil, nil,
		failed("Unexpected response", `418 I'm a teapot; the body begins "short and stout"`, 1,
			"Check `endpoint` of the provider. If it is right, send the request id to the service's support."), 1,
	},

	"reset": {
		mockapi.Fault{Kind: mockapi.FaultReset}, once, nil, failed("ModelArts could not be reached", "*", 0, reachAdvice), 1,
	},
	"body cut short": {
		mockapi.Fault{Kind: mockapi.FaultCutBody}, once, nil,
		failed("Connection broke in the middle of a response", "200 OK, but the body ends too early: unexpected EOF", 1, brokenAdvice), 1,
	},
	"hang": {
		mockapi.Fault{Kind: mockapi.FaultHang}, inAHurry, nil,
		failed("ModelArts did not respond in time", "no complete response within the request timeout: *", 0, lateAdvice), 1,
	},
	"hang beyond the timeout of the read": {
		mockapi.Fault{Kind: mockapi.FaultHang}, nil, inTime,
		on("timeouts", failed("Reading the events took too long", "the time limit timeouts.read (100ms) was exceeded", 0, timeoutAdvice)), 1,
	},
	"throttle beyond the timeout of the read": {
		mockapi.Fault{Kind: mockapi.FaultThrottle}, nil, inTime,
		on("timeouts", failed("Reading the events took too long", "the time limit timeouts.read (100ms) was exceeded; "+
			"the last response was: 429 Too Many Requests, APIGW.0308: The throttling threshold has been reached", 1, timeoutAdvice)), 1,
	},

	"empty body": {
		mockapi.Fault{Kind: mockapi.FaultEmptyBody}, nil, nil,
		failed(unusable, "200 OK, but the body is empty", 1, unusableAdvice), 1,
	},
	"null": {
		mockapi.Fault{Kind: mockapi.FaultNullBody}, nil, nil,
		failed(unusable, `200 OK, but the body is not a page of events: null is not a JSON object; the body begins "null"`, 1, unusableAdvice), 1,
	},
	"no events": {
		mockapi.Fault{Kind: mockapi.FaultNoEvents}, nil, nil,
		failed(unusable, `200 OK, but the body has no list named "events"; the body begins "{}"`, 1, unusableAdvice), 1,
	},
	"events that is null": {
		mockapi.Fault{Kind: mockapi.FaultNullEvents}, nil, nil,
		failed(unusable, `200 OK, but the body has no list named "events"; the body begins `+
			`"{\"events\":null,\"limit\":100,\"offset\":0,\"order\":\"asc\",\"total\":27}"`, 1, unusableAdvice), 1,
	},
	"login page": {
		mockapi.Fault{Kind: mockapi.FaultLoginPage}, nil, nil,
		failed(unusable, `200 OK, but its Content-Type is "text/html", not JSON; the body begins `+
			`"<!DOCTYPE html> <html><head><title>Log in</title></head><body><form method=\"post\"><input name=\"user\">`+
			`<input name=\"password\" type=\"password\"></form></body></html>"`, 1, unusableAdvice), 1,
	},
	"list shorter than its total": {
		mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 28}, nil, nil,
		failed("List of events incomplete", "after 26 events: the service counts more events than it lists: 27 of 28", 0,
			"Try again. If it happens again, ask the service's support why `total` is larger than the list."), 0,
	},
	"more than 100,000 events": {
		mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 100_001}, nil, nil,
		failed("Too many events", "after 26 events: more than 100000 events match", 0,
			"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`."), 0,
	},
	"response for another offset": {
		mockapi.Fault{Kind: mockapi.FaultIgnoreOffset}, inOrder, ofTenRows,
		failed("Response does not match the request", "after 9 events: 200 OK, but the response does not match the request: "+
			"it is for offset 0 instead of 8, as if the offset was ignored; *", 2, "The response does not belong to this request. "+
			"Check that `endpoint` of the provider is the ModelArts service itself, and not a proxy that drops or caches the query."), 0,
	},
	"job that does not exist": {
		mockapi.Fault{}, nil, acctest.Object{"training_job_id": acctest.Text("no-such-job")},
		on("training_job_id", acctest.Diagnostic{
			Summary: "Training job not found",
			Detail: "Reading the events of training job no-such-job in project " + mockapi.ProjectID + " failed. " +
				"What happened: 400 Bad Request, ModelArts.2775: The training job does not exist. " +
				"Request id: 00000000000000000000000000000001 " +
				"What to do: Check that `training_job_id` is the id of the job, not its name, and that the job belongs to this project and region. " +
				"The data source `modelarts_training_jobs` finds the id by the name.",
		}), 1,
	},
	"project of another credential": {
		mockapi.Fault{}, nil, acctest.Object{"project_id": acctest.Text("another-project")},
		on("project_id", acctest.Diagnostic{
			Summary: "Credential belongs to another project",
			Detail: "Reading the events of training job " + mockapi.SampleJobID + " in project another-project failed. " +
				"What happened: 403 Forbidden, ModelArts.0210: The project in the path is not a project of the token. " +
				"Request id: 00000000000000000000000000000001 " +
				"Credential: token from the argument `token`. " +
				"What to do: Use a credential of this project, or set `project_id` to the credential's. " +
				"If `project_id` is a name, set it as `project_name` of the provider instead.",
		}), 1,
	},
}

func TestFaultIsReported(t *testing.T) {
	t.Parallel()
	for name, test := range faultCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			if test.fault.Kind != "" {
				service.Inject(test.fault)
			}
			sameBut(t, service.Configured(t, test.settings).FailsToRead(t, acctest.SampleJob(test.config)), test.want)
			if test.requests > 0 {
				service.GotRequests(t, test.requests)
			}
		})
	}
}

// The error omits path and query of the login page, which may contain secrets. Others test that the credential goes nowhere else.
func TestRedirectIsReported(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{
		Kind: mockapi.FaultRespond, Status: http.StatusFound, Header: http.Header{"Location": {"http://127.0.0.1:2/login?from=here"}},
	})
	acctest.SameDiagnostic(t, service.Configured(t, nil).FailsToRead(t, acctest.SampleJob(nil)), failed("Redirect refused",
		"302 Found, a redirect to http://127.0.0.1:2 (from "+service.Endpoint+")", 1,
		"The provider does not follow redirects, because they could send the credential to another address. "+
			"Set `endpoint` of the provider to the service itself."))
}

func TestWrongEndpointIsReported(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	secure := httptest.NewUnstartedServer(service)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for endpoint, want := range map[string]acctest.Diagnostic{
		service.Endpoint + "/elsewhere": failed("No such path", "404 Not Found, APIGW.0101: The API does not exist", 1,
			"The endpoint does not know this API. Check `endpoint` or `region` of the provider."),
		"http://127.0.0.1:1": failed("ModelArts could not be reached", "dial tcp *", 0, reachAdvice),
		strings.Replace(service.Endpoint, "http://", "https://", 1): failed("Service does not speak https",
			"the service does not speak https: http: server gave HTTP response to HTTPS client", 0,
			"Check the scheme and the port of `endpoint` and `auth_url` of the provider. A service on this machine may need http:// instead. "+
				"If HTTPS_PROXY begins with https://, check that the proxy speaks https."),
		strings.Replace(secure.URL, "https://", "http://", 1): failed("Service speaks https",
			`the service speaks https, not http: 400 Bad Request; the body begins "Client sent an HTTP request to an HTTPS server."`, 0,
			"Write https:// instead of http:// in `endpoint` and `auth_url` of the provider."),
	} {
		p := (&acctest.Service{Endpoint: endpoint}).Configured(t, once)
		sameBut(t, p.FailsToRead(t, acctest.SampleJob(nil)), want)
	}
}

func TestRetryAfterThatOutlastsTheTimeoutFailsAtOnce(t *testing.T) {
	t.Parallel()
	for name, retryAfter := range map[string]string{"in seconds": "3600", "as a date": "Fri, 31 Dec 9999 23:59:59 GMT"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: retryAfter})
			got := service.Configured(t, nil).FailsToRead(t, acctest.SampleJob(acctest.Object{"timeouts": acctest.Timeout("read", "59m")}))
			if got.Attribute != "timeouts" || got.Summary != "Service asks for a long wait" ||
				!strings.Contains(got.Detail, "longer than the time left: no request before ") ||
				!strings.Contains(got.Detail, "the last response was: 429 Too Many Requests, APIGW.0308") {
				t.Errorf("got %+v", got)
			}
			service.GotRequests(t, 1)
		})
	}
}

// Terraform stops at the error, in a plan and in the apply of a saved plan. TestFailedReadLeavesNoResults tries more faults.
func TestAccGateFailsIfTheEventsCannotBeRead(t *testing.T) {
	t.Parallel()
	fault := mockapi.Fault{Kind: mockapi.FaultCutBody, Skip: 1}
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			workspace := acctest.NewWorkspace(t, service.Gated(acctest.Quiet(30)...)+gate.Config("limit = 10"))
			service.Inject(fault)
			workspace.Apply(t).Must(t, 1, "Error: Connection broke in the middle of a response")
			workspace.MustHave(t)
		})
	}
	t.Run("ephemeral resource in the apply of a saved plan", func(t *testing.T) {
		t.Parallel()
		service := acctest.NewService(t)
		workspace := acctest.NewWorkspace(t, service.Gated(acctest.Quiet(30)...)+acctest.Ephemeral("limit = 10"))
		workspace.SavePlan(t)
		service.Inject(fault)
		workspace.ApplyPlan(t).Must(t, 1, "Error: Connection broke in the middle of a response")
		workspace.MustHave(t)
	})
}
