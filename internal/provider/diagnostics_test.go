package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/settings"
)

// fromToken is the credential of all reads that are not about credentials.
var fromToken = settings.Credential{Method: settings.MethodToken, From: "OS_TOKEN"}

const (
	tokenRemedy   = "Get a new token that is scoped to the project. Tokens expire after 24 hours, and shortly after a password change."
	tokenIsNamed  = "\n\nCredential: token from OS_TOKEN."
	clockReminder = " The clock of this machine may be off by at most 15 minutes. Five wrong signatures in a row lock an access key for five minutes."
)

var readFailures = []struct {
	err              error
	summary          string
	happened, advice string
}{
	{
		&rest.ResponseError{StatusCode: 400, Code: "ModelArts.2775", Message: "No job.", RequestID: "r1"},
		"training_job_id: Training job not found",
		"400 Bad Request, ModelArts.2775: No job.\n\nRequest id: r1",
		"Check `training_job_id`, and that the job belongs to this project and region.",
	},
	{
		&rest.ResponseError{StatusCode: 400, Code: "ModelArts.2764", Message: "limit"},
		"Request refused as invalid", "400 Bad Request, ModelArts.2764: limit.",
		"Compare the arguments with what the message says.",
	},
	{
		fmt.Errorf("after 100 events: %w", &rest.ResponseError{StatusCode: 401, Code: "ModelArts.0203", Message: "Expired"}),
		"Credential refused", "after 100 events: 401 Unauthorized, ModelArts.0203: Expired." + tokenIsNamed, tokenRemedy,
	},
	{
		&rest.ResponseError{StatusCode: 401, Code: "ModelArts.0212", Message: "No project"},
		"Token has no project", "401 Unauthorized, ModelArts.0212: No project." + tokenIsNamed, "The token is scoped to a domain. " + tokenRemedy,
	},
	{
		&rest.ResponseError{StatusCode: 403, Code: "ModelArts.0108", Message: "Denied"},
		"Permission missing", "403 Forbidden, ModelArts.0108: Denied." + tokenIsNamed,
		"Ask for the permission `modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`).",
	},
	{
		&rest.ResponseError{StatusCode: 403, Code: "ModelArts.0210", Message: "Other"},
		"project_id: Project is not the credential's", "403 Forbidden, ModelArts.0210: Other." + tokenIsNamed,
		"Use a credential of this project, or set `project_id` to the credential's.",
	},
	{
		&rest.ResponseError{StatusCode: 404, Code: "APIGW.0101", Message: "No API"},
		"No such path", "404 Not Found, APIGW.0101: No API.",
		"The endpoint does not know this API. Check `endpoint` or `region` of the provider.",
	},
	{
		&rest.ResponseError{StatusCode: 429, Code: "APIGW.0308", Message: "Slow down"},
		"ModelArts throttles the requests", "429 Too Many Requests, APIGW.0308: Slow down.",
		"Try again later, with fewer reads side by side (terraform -parallelism=...), or raise `max_retries` of the provider.",
	},
	{
		&rest.ResponseError{StatusCode: 502, Excerpt: "<html>"},
		"ModelArts is not available", `502 Bad Gateway; the body begins "<html>".`,
		"Try again later. If it stays, give the request id to the service's support.",
	},
	{
		&rest.ResponseError{StatusCode: 302, Location: "https://b (from https://a)"},
		"Redirect refused", "302 Found, a redirect to https://b (from https://a).",
		"Redirects are not followed, so that no credential goes to another address. Set `endpoint` of the provider to the service itself.",
	},
	{
		&rest.ResponseError{StatusCode: 418},
		"Unexpected answer", "418 I'm a teapot.",
		"Check `endpoint` of the provider. If that is right, give the request id to the service's support.",
	},
	{
		&rest.ResponseError{StatusCode: 200, Cause: errors.New("the body is empty"), RequestID: "r2"},
		"Answer without a list of events", "200 OK, but the body is empty.\n\nRequest id: r2",
		"Check that `endpoint` of the provider is the ModelArts service and not a login page or a proxy in front of it.",
	},
	{
		&rest.ResponseError{StatusCode: 200, Cause: rest.ErrAnswerTooLarge},
		"limit: Page of events too large", "200 OK, but the answer is larger than 16 MiB.",
		"Set a smaller page size, such as `limit = 10`. All pages are still read.",
	},
	{
		&rest.ResponseError{StatusCode: 200, Cause: rest.ErrBodyCut, RequestID: "r3"},
		"Connection broke in the middle of an answer", "200 OK, but the body ends too early.\n\nRequest id: r3",
		"Try again; if it stays, look at the network and the proxies in between.",
	},
	{
		&rest.ResponseError{StatusCode: 200, Code: "X.1", Message: "No", Cause: rest.ErrErrorBody},
		"Error inside an answer", "200 OK, X.1, but the body is an error: No.",
		"Try again later. If it stays, give the request id to the service's support.",
	},
	{
		&rest.ResponseError{StatusCode: 200, Cause: rest.ErrStaleAnswer},
		"Answer from a cache", "200 OK, but the answer comes from a cache.",
		"The provider asks caches not to answer. Set `endpoint` of the provider to the service itself, and check whether the proxy that " +
			"HTTPS_PROXY names is a cache.",
	},
	{
		eventlist.ErrListTooLarge, "max_events: Events too large", "the events are larger than 128 MiB.",
		"Keep fewer events with `max_events`, or narrow the filters.",
	},
	{
		eventlist.ErrTooManyEvents, "Too many events", "more than 100000 events match.",
		"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`.",
	},
	{
		fmt.Errorf("%w: 10 of 11", eventlist.ErrListShort), "List of events incomplete",
		"the service counts more events than it lists: 10 of 11.",
		"Try again. If it happens again, ask the service's support why `total` is larger than the list.",
	},
	{
		eventlist.ErrListMoves, "List of events keeps changing", "the list kept changing while it was read.",
		"Try again when the job writes fewer events, or read a window that is over with `start_time` and `end_time`.",
	},
	{
		eventlist.ErrOffsetIgnored, "Service ignores the offset",
		"the service ignores the offset: it answers every request with the same events.",
		"The list has more than one page, and only the first can be read. " + checkBetween,
	},
	{
		eventlist.ErrFilteredPages, "Service filters each page", "the service filters each page instead of the list.",
		"The service cuts the list into pages before it filters it, so that a filtered list cannot be read completely. " +
			"Remove `level`, `source` and `pattern`, and filter `events` in the configuration.",
	},
	{
		eventlist.ErrUnreadableTotal, "List of events not confirmed as empty", "the list is empty, and its total is not a number.",
		"An empty list is accepted only with a total of 0 or without a total. " + checkBetween,
	},
	{
		&rest.ResponseError{StatusCode: 200, RequestID: "r4", Cause: fmt.Errorf("%w: its order is \"desc\" instead of \"asc\"", modelarts.ErrOtherAnswer)},
		"Answer does not fit the request",
		"200 OK, but the answer does not fit the request: its order is \"desc\" instead of \"asc\".\n\nRequest id: r4",
		"The answer is for another question than the one that was asked. " + checkBetween,
	},
	{
		fmt.Errorf("%w; the last answer was: %w", timeoutError{operation{"read", time.Minute}}, &rest.ResponseError{StatusCode: 429}),
		"timeouts: Reading the events took too long",
		"timeouts.read ended it after 1m0s; the last answer was: 429 Too Many Requests.",
		"Raise `timeouts = { read = ... }`, or narrow the filters.",
	},
	{
		fmt.Errorf("%w; the last answer was: %w", context.Canceled, &rest.ResponseError{StatusCode: 429}),
		"Reading the events was interrupted", "context canceled; the last answer was: 429 Too Many Requests.", "Run it again.",
	},
	{
		fmt.Errorf("%w: i/o", rest.ErrRequestTimeout), "ModelArts did not answer in time",
		"no complete answer within the request timeout: i/o.",
		"Try again; if the service is slow, raise `request_timeout` of the provider.",
	},
	{
		&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "Certificate not trusted",
		"tls: failed to verify certificate: x509: certificate signed by unknown authority.",
		"Check `endpoint` and `auth_url` of the provider, and trust the authority that signed the certificate: with `cacert_file`, or on this machine.",
	},
	{
		&iam.Error{Doing: "Logging in", Endpoint: "https://iam/v3", Err: rest.ErrNoTLS}, "Service does not speak https",
		"Logging in at https://iam/v3: the service does not speak https.",
		"Check the scheme and the port of `endpoint` and `auth_url` of the provider. A service on this machine may need http:// instead. " +
			"If HTTPS_PROXY begins with https://, check that the proxy speaks https.",
	},
	{
		&iam.Error{Doing: "Looking for the project p", Endpoint: "https://iam/v3", Err: iam.ErrProject}, "Project not found",
		"Looking for the project p at https://iam/v3: no single project has the name.",
		"Set `project_id` or `project_name` of the provider to one of these, or check `region`.",
	},
	{
		&iam.Error{Doing: "Logging in", Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 503}}, "IAM is not available",
		"Logging in at https://iam/v3: 503 Service Unavailable.", "Try again later.",
	},
	{
		&iam.Error{Doing: "Logging in", Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 404}}, "Unexpected answer from IAM",
		"Logging in at https://iam/v3: 404 Not Found.", "Check `auth_url` or `region` of the provider.",
	},
	{
		&iam.Error{Doing: "Logging in", Endpoint: "https://iam/v3", Err: errors.New("connection refused")}, "IAM could not be reached",
		"Logging in at https://iam/v3: connection refused.",
		"Check `auth_url` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.",
	},
	{
		errors.New("connection refused"), "ModelArts could not be reached", "connection refused.",
		"Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.",
	},
}

func TestReadDiagnosticSaysWhatHappenedAndWhatToDo(t *testing.T) {
	t.Parallel()
	for _, test := range readFailures {
		t.Run(test.summary, func(t *testing.T) {
			t.Parallel()
			got := diagnosticText(t, readDiagnostic(test.err, modelarts.EventsQuery{ProjectID: "p", TrainingJobID: "j"}, fromToken))
			want := strings.Join([]string{
				test.summary + ": Reading the events of training job j in project p failed.",
				"What happened: " + test.happened,
				"What to do: " + test.advice,
			}, "\n\n")
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestRefusedCredentialIsNamedWithAdviceForItsMethod(t *testing.T) {
	t.Parallel()
	refused := &rest.ResponseError{StatusCode: 401, Code: "APIGW.0301", Message: "Incorrect IAM authentication information"}
	atIAM := &iam.Error{Doing: "Logging in", Endpoint: "https://iam/v3", Err: refused}
	forbidden := &iam.Error{Doing: "Looking for the project p", Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 403}}
	key := settings.Credential{Method: settings.MethodAccessKey, From: "HW_ACCESS_KEY and HW_SECRET_KEY", AccessKey: iam.AccessKey{Access: "ak", Secret: "hunter2"}}
	temporary := key
	temporary.AccessKey.SecurityToken = "hunter2"
	stale := settings.Credential{Method: settings.MethodToken, From: "OS_TOKEN", Token: "hunter2", Unused: "access key from OS_ACCESS_KEY and OS_SECRET_KEY"}
	password := settings.Credential{Method: settings.MethodPassword, From: "OS_USERNAME and OS_PASSWORD", User: iam.User{Name: "me", Password: "hunter2"}}
	for name, test := range map[string]struct {
		err                      error
		credential               settings.Credential
		summary, named, whatToDo string
	}{
		"token": {refused, fromToken, "Credential refused", "token from OS_TOKEN", tokenRemedy},
		"token that hides an access key": {refused, stale, "Credential refused", "token from OS_TOKEN", tokenRemedy +
			" Also set, but not used, because the token from OS_TOKEN takes precedence: access key from OS_ACCESS_KEY and OS_SECRET_KEY."},
		"access key": {refused, key, "Credential refused", "access key from HW_ACCESS_KEY and HW_SECRET_KEY",
			"Check that the secret key belongs to the access key. A temporary access key needs its `security_token`, too." + clockReminder},
		"temporary access key": {refused, temporary, "Credential refused", "temporary access key from HW_ACCESS_KEY and HW_SECRET_KEY",
			"The access key, the secret key and the security token must be of the same session. They expire together: get all three anew." + clockReminder},
		"password": {refused, password, "Credential refused", "password from OS_USERNAME and OS_PASSWORD",
			"IAM accepted the password, but ModelArts rejects the token that IAM issued. Check that `endpoint` and `auth_url` of the provider " +
				"(or its `region` and `cloud`) belong to the same cloud."},
		"token at IAM": {atIAM, fromToken, "Credential refused by IAM", "token from OS_TOKEN", tokenRemedy},
		"access key at IAM": {atIAM, key, "Credential refused by IAM", "access key from HW_ACCESS_KEY and HW_SECRET_KEY",
			"Check that the secret key belongs to the access key. A temporary access key needs its `security_token`, too." + clockReminder},
		"access key that may not list projects": {forbidden, key, "Project not readable", "access key from HW_ACCESS_KEY and HW_SECRET_KEY",
			"IAM is only asked to find the project by its name. Set `project_id` of the provider, or ask for the permission to list projects."},
		"password that IAM forbids": {forbidden, password, "Credential refused by IAM", "password from OS_USERNAME and OS_PASSWORD",
			"Check user, password, domain and project before the next try: the account is locked after some wrong passwords."},
		"password at IAM": {atIAM, password, "Credential refused by IAM", "password from OS_USERNAME and OS_PASSWORD",
			"Check user, password, domain and project before the next try: the account is locked after some wrong passwords."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := diagnosticText(t, readDiagnostic(test.err, modelarts.EventsQuery{}, test.credential))
			if !strings.HasPrefix(got, test.summary+": ") ||
				!strings.HasSuffix(got, "\n\nCredential: "+test.named+".\n\nWhat to do: "+test.whatToDo) || strings.Contains(got, "hunter2") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func diagnosticText(t *testing.T, diagnostic diag.Diagnostic) string {
	t.Helper()
	text := diagnostic.Summary() + ": " + diagnostic.Detail()
	if at, ok := diagnostic.(diag.DiagnosticWithPath); ok {
		text = at.Path().String() + ": " + text
	}
	return text
}
