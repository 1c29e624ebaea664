package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accFragile is a service that a test breaks in the middle. Its caller's token is one of those that expire.
type accFragile struct {
	*accService
	server   *httptest.Server
	token    string
	expiring atomic.Bool
}

func accNewFragile(t *testing.T) *accFragile {
	t.Helper()
	fragile := &accFragile{}
	service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
		if fragile.expiring.Load() {
			s.ExpireTokens()
		}
	}})
	service.AddJob(accGateJob, accQuiet(30))
	fragile.server = httptest.NewServer(service)
	t.Cleanup(fragile.server.Close)
	fragile.accService = &accService{service, fragile.server.URL}
	fragile.token = accIAMToken(t, fragile.server.URL)
	return fragile
}

func (f *accFragile) config(gate func(...string) string) string {
	return accProvider(accArgument("endpoint", f.endpoint), accArgument("project_id", mockapi.ProjectID), accArgument("token", f.token),
		"max_retries = 0") + gate("limit = 10")
}

// accIAMToken logs in as the mock's user.
func accIAMToken(t *testing.T, url string) string {
	t.Helper()
	body := fmt.Sprintf(`{"auth": {
		"identity": {"methods": ["password"], "password": {"user": {"id": %q, "password": %q}}},
		"scope": {"project": {"id": %q}}
	}}`, mockapi.UserID, mockapi.Password, mockapi.ProjectID)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/v3/auth/tokens", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	token := response.Header.Get("X-Subject-Token")
	if token == "" {
		t.Fatalf("no token: %s", response.Status)
	}
	return token
}

// accBreak is a way in which the events cannot be read, and what Terraform then says.
type accBreak struct {
	strike func(*accFragile)
	says   string
}

func accFault(fault mockapi.Fault, says string) accBreak {
	return accBreak{func(f *accFragile) { f.Inject(fault) }, says}
}

var accBreaks = map[string]accBreak{
	"service down":       {func(f *accFragile) { f.server.Close() }, "Error: ModelArts could not be reached"},
	"throttled for good": accFault(mockapi.Fault{Kind: mockapi.FaultThrottle}, "Error: ModelArts throttles the requests"),
	"page cut in the middle": accFault(
		mockapi.Fault{Kind: mockapi.FaultCutBody, Skip: 1}, "Error: Connection broke in the middle of an answer"),
	"page empty in the middle": accFault(mockapi.Fault{
		Kind: mockapi.FaultRespond, Skip: 1, Body: `{"total": 30, "limit": 10, "order": "asc", "events": []}`,
	}, "Error: List of events incomplete"),
	"answer without events": accFault(mockapi.Fault{Kind: mockapi.FaultNoEvents}, "Error: Answer without a list of events"),
	"answer without events in the middle": accFault(
		mockapi.Fault{Kind: mockapi.FaultNullEvents, Skip: 1}, "Error: Answer without a list of events"),
	"credentials that expire in the middle": {func(f *accFragile) { f.expiring.Store(true) }, "ModelArts.0202: The token has expired."},
}

func TestAccGateStaysClosedWhereTheEventsCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range accBreaks {
		for _, gate := range accGates {
			t.Run(name+", "+gate.kind, func(t *testing.T) {
				t.Parallel()
				service := accNewFragile(t)
				workspace := accNewWorkspace(t, service.config(gate.config))
				test.strike(service)
				workspace.apply(t).must(t, 1, test.says)
				workspace.mustHave(t)
			})
		}
	}
}

func TestAccEphemeralGateStaysClosedWhereTheEventsCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	for name, test := range accBreaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accNewFragile(t)
			workspace := accNewWorkspace(t, service.config(accEphemeral))
			workspace.savePlan(t)
			test.strike(service)
			workspace.applyPlan(t).must(t, 1, test.says)
			workspace.mustHave(t)
		})
	}
}

// accLogin is a provider that logs in to a service where the token expires in the middle of a read.
func accLogin(t *testing.T, events []mockapi.Event) (service *mockapi.Service, provider string) {
	t.Helper()
	service = mockapi.New(mockapi.Config{BeforeEvents: atRequest(2, (*mockapi.Service).ExpireTokens)})
	service.AddJob(accGateJob, events)
	url := mockapitest.Serve(t, service).String()
	return service, accProvider(accArgument("endpoint", url), accArgument("auth_url", url), accArgument("project_id", mockapi.ProjectID),
		accArgument("user_name", mockapi.UserName), accArgument("domain_name", mockapi.DomainName), accArgument("password", mockapi.Password),
		"max_retries = 0")
}

func TestAccGateSeesTheWholeListWhereALoginIsRenewedInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, gate := range accGates {
		t.Run(gate.kind, func(t *testing.T) {
			t.Parallel()
			_, provider := accLogin(t, append(accQuiet(50), accFailure("Error")))
			accNewWorkspace(t, provider+gate.config("limit = 10")).run(t, "plan").must(t, 1, gate.says(1, accFailure("Error"))...)
		})
	}
}

func TestAccGateStaysClosedWhereALoginCannotBeRenewed(t *testing.T) {
	t.Parallel()
	for _, gate := range accGates {
		t.Run(gate.kind, func(t *testing.T) {
			t.Parallel()
			service, provider := accLogin(t, accQuiet(50))
			service.Inject(mockapi.Fault{Kind: mockapi.FaultUnauthorized, On: mockapi.OnTokens, Skip: 1})
			workspace := accNewWorkspace(t, provider+gate.config("limit = 10"))
			workspace.apply(t).must(t, 1, "Error: Credential refused by IAM")
			workspace.mustHave(t)
		})
	}
}
