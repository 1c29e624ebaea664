package framework

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/joblist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// fromToken is the credential of all reads that are not about credentials.
var fromToken = auth.Credential{Method: auth.MethodToken, From: "OS_TOKEN"}

// ofTest is the subject of all reads.
var ofTest = Subject{
	Noun: "events", Content: "a list of events", Owner: "training job j in project p", HasFilters: true, HasLimit: true,
	Permission: "`modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`)",
}

// ofTestJob is a subject that is no list.
var ofTestJob = Subject{
	Noun: "details", Content: "details of a training job", Owner: "training job j in project p", Permission: "`modelarts:trainJob:get`",
}

// ofTestProject is a list without an argument for the size of a page.
var ofTestProject = Subject{
	Noun: "training jobs", Content: "a list of training jobs", Owner: "project p", HasFilters: true, OfProject: true,
	Permission: "`modelarts:trainJob:list`",
}

// projectFailures are errors whose explanation depends on the subject, or is for lists of jobs only.
var projectFailures = []error{
	fmt.Errorf("%w; the last response was: %w", TimeoutError{"read", time.Minute}, &rest.ResponseError{StatusCode: 429}),
	&rest.ResponseError{StatusCode: 200, Cause: rest.ErrResponseTooLarge},
	&rest.ResponseError{StatusCode: 200, Cause: errors.New(`the body has no list named "items"`)},
	&rest.ResponseError{StatusCode: 400, Code: "ModelArts.2809", Message: "The filter value is invalid."},
	&rest.ResponseError{StatusCode: 403, Code: "ModelArts.0108", Message: "Denied"},
	&rest.ResponseError{StatusCode: 404, Code: "ModelArts.2836", Message: "None"},
	joblist.ErrTooManyJobs,
	fmt.Errorf("after 49 jobs: %w", joblist.ErrListMoves),
	fmt.Errorf("after 49 jobs: %w", joblist.ErrPageRepeats),
	fmt.Errorf("after 49 jobs: %w", joblist.ErrCrowdedSecond),
}

// jobFailures are errors whose explanation depends on the subject.
var jobFailures = []error{
	fmt.Errorf("%w; the last response was: %w", TimeoutError{"open", time.Minute}, &rest.ResponseError{StatusCode: 429}),
	context.Canceled,
	&rest.ResponseError{StatusCode: 200, Cause: rest.ErrResponseTooLarge},
	eventlist.ErrTooManyEvents,
	eventlist.ErrListTooLarge,
	&rest.ResponseError{StatusCode: 200, Cause: errors.New("the body has no status.phase")},
	&rest.ResponseError{StatusCode: 403, Code: "ModelArts.0108", Message: "Denied"},
}

// readFailures are errors of the client, in the order of the golden file.
var readFailures = []error{
	&rest.ResponseError{StatusCode: 400, Code: "ModelArts.2775", Message: "No job.", RequestID: "r1"},
	&rest.ResponseError{StatusCode: 400, Code: "ModelArts.2764", Message: "limit"},
	fmt.Errorf("after 100 events: %w", &rest.ResponseError{StatusCode: 401, Code: "ModelArts.0203", Message: "Expired"}),
	&rest.ResponseError{StatusCode: 401, Code: "ModelArts.0212", Message: "No project"},
	&rest.ResponseError{StatusCode: 403, Code: "ModelArts.0108", Message: "Denied"},
	&rest.ResponseError{StatusCode: 403, Code: "ModelArts.0210", Message: "Other"},
	&rest.ResponseError{StatusCode: 404, Code: "ModelArts.2786", Message: "Other"},
	&rest.ResponseError{StatusCode: 404, Code: "ModelArts.2836", Message: "None"},
	&rest.ResponseError{StatusCode: 404, Code: "APIGW.0101", Message: "No API"},
	&rest.ResponseError{StatusCode: 429, Code: "APIGW.0308", Message: "Slow down"},
	&rest.ResponseError{StatusCode: 502, Excerpt: "<html>"},
	&rest.ResponseError{StatusCode: 302, Location: "https://b (from https://a)"},
	&rest.ResponseError{StatusCode: 418},
	&rest.ResponseError{StatusCode: 200, Cause: errors.New("the body is empty"), RequestID: "r2"},
	&rest.ResponseError{StatusCode: 200, Cause: rest.ErrResponseTooLarge},
	&rest.ResponseError{StatusCode: 200, Cause: rest.ErrBodyCut, RequestID: "r3"},
	&rest.ResponseError{StatusCode: 200, Code: "X.1", Message: "No", Cause: rest.ErrErrorBody},
	&rest.ResponseError{StatusCode: 200, Cause: rest.ErrStaleResponse},
	eventlist.ErrListTooLarge,
	eventlist.ErrTooManyEvents,
	fmt.Errorf("%w: 10 of 11", eventlist.ErrListShort),
	eventlist.ErrListMoves,
	eventlist.ErrOffsetIgnored,
	eventlist.ErrFilteredPages,
	eventlist.ErrUnreadableTotal,
	&rest.ResponseError{StatusCode: 200, RequestID: "r4", Cause: fmt.Errorf("%w: its order is \"desc\" instead of \"asc\"", modelarts.ErrOtherResponse)},
	fmt.Errorf("%w; the last response was: %w", TimeoutError{"read", time.Minute}, &rest.ResponseError{StatusCode: 429}),
	fmt.Errorf("%w; the last response was: %w", context.Canceled, &rest.ResponseError{StatusCode: 429}),
	fmt.Errorf("%w: i/o", rest.ErrRequestTimeout),
	&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}},
	&auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: rest.ErrNoTLS},
	fmt.Errorf("http: %w", rest.ErrNeedsTLS),
	&auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: rest.ErrWaitTooLong},
	&auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: auth.ErrNoToken},
	&auth.IAMError{Doing: "Looking for the project p", Endpoint: "https://iam/v3", Err: auth.ErrNoProject},
	&auth.IAMError{Doing: "Looking for the project p", Endpoint: "https://iam/v3", Err: auth.ErrSeveralProjects},
	&auth.IAMError{Doing: "Looking for the project p", Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 403}},
	&auth.IAMError{Doing: "Logging in", Login: true, Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 403}},
	&auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 503}},
	&auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: &rest.ResponseError{StatusCode: 404}},
	&auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: errors.New("connection refused")},
	errors.New("connection refused"),
}

// credentials are those that a service refuses in the golden file.
var credentials = []auth.Credential{
	fromToken,
	{Method: auth.MethodToken, From: "OS_TOKEN", Token: secret, Unused: "access key from OS_ACCESS_KEY and OS_SECRET_KEY"},
	{Method: auth.MethodAccessKey, From: "HW_ACCESS_KEY and HW_SECRET_KEY", AccessKey: auth.AccessKey{Access: "ak", Secret: secret}},
	{
		Method: auth.MethodAccessKey, From: "HW_ACCESS_KEY and HW_SECRET_KEY",
		AccessKey: auth.AccessKey{Access: "ak", Secret: secret, SecurityToken: secret},
	},
	{Method: auth.MethodPassword, From: "OS_USERNAME and OS_PASSWORD", User: auth.User{Name: "me", Password: secret}},
}

const secret = "hunter2"

var update = flag.Bool("update", false, "write the diagnostics into "+goldenFile)

const goldenFile = "testdata/diagnostics.txt"

// The golden file is what users read. Read its difference before you accept it with
// go test ./internal/diagnostics -update
func TestDiagnosticsAreThoseOfTheGoldenFile(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, err := range readFailures {
		got.WriteString(diagnosticText(ReadFailure(ofTest, err, fromToken)))
	}
	for _, err := range jobFailures {
		got.WriteString(diagnosticText(ReadFailure(ofTestJob, err, fromToken)))
	}
	for _, err := range projectFailures {
		got.WriteString(diagnosticText(ReadFailure(ofTestProject, err, fromToken)))
	}
	refused := &rest.ResponseError{StatusCode: 401, Code: "APIGW.0301", Message: "Incorrect IAM authentication information"}
	for _, credential := range credentials {
		got.WriteString(diagnosticText(ReadFailure(ofTest, refused, credential)))
		atIAM := &auth.IAMError{Doing: "Logging in", Endpoint: "https://iam/v3", Err: refused}
		got.WriteString(diagnosticText(ProjectFailure(ofTest, atIAM, credential)))
	}
	if strings.Contains(got.String(), secret) {
		t.Error("a secret is in a diagnostic")
	}
	if *update {
		if err := os.WriteFile(goldenFile, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i, line := range gotLines {
		if i >= len(wantLines) || line != wantLines[i] {
			t.Fatalf("line %d of %s differs. It would be\n%s", i+1, goldenFile, line)
		}
	}
	if len(wantLines) > len(gotLines) {
		t.Errorf("%s has more lines", goldenFile)
	}
}

// A row that explains no error of the golden file is not tested, or an earlier row hides it.
func TestEveryRowOfTheTableExplainsAnError(t *testing.T) {
	t.Parallel()
	unauthorized := &rest.ResponseError{StatusCode: 401}
	failures := append(slices.Concat(readFailures, projectFailures), unauthorized, &auth.IAMError{Err: unauthorized})
	rows := table(ofTest, unauthorized, fromToken)
	for i, explaining := range rows {
		explains := func(err error) bool {
			return explaining.matches(err) && !slices.ContainsFunc(rows[:i], func(earlier row) bool { return earlier.matches(err) })
		}
		if !slices.ContainsFunc(failures, explains) {
			t.Errorf("row %d, %q, explains none", i, explaining.summary)
		}
	}
}

// diagnosticText is the attribute, the summary and the detail.
func diagnosticText(diagnostic diag.Diagnostic) string {
	text := "Error: " + diagnostic.Summary()
	if at, ok := diagnostic.(diag.DiagnosticWithPath); ok {
		text += "\n  on " + at.Path().String()
	}
	return text + "\n\n" + diagnostic.Detail() + "\n\n--------\n\n"
}
