package faults_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accFragile is a service that a test breaks in the middle. Its caller's token is one of those that expire.
type accFragile struct {
	*acctest.Service
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
	service.AddJob(acctest.GateJob, acctest.Quiet(30))
	fragile.server = httptest.NewServer(service)
	t.Cleanup(fragile.server.Close)
	fragile.Service = &acctest.Service{Service: service, Endpoint: fragile.server.URL}
	fragile.token = accIAMToken(t, fragile.server.URL)
	return fragile
}

func (f *accFragile) config(gate func(...string) string) string {
	return acctest.Provider(acctest.Argument("endpoint", f.Endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.Argument("token", f.token),
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
		for _, gate := range acctest.Gates {
			t.Run(name+", "+gate.Kind, func(t *testing.T) {
				t.Parallel()
				service := accNewFragile(t)
				workspace := acctest.NewWorkspace(t, service.config(gate.Config))
				test.strike(service)
				workspace.Apply(t).Must(t, 1, test.says)
				workspace.MustHave(t)
			})
		}
	}
}

func TestAccEphemeralGateFailsIfEventsCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	for name, test := range accBreaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accNewFragile(t)
			workspace := acctest.NewWorkspace(t, service.config(acctest.Ephemeral))
			workspace.SavePlan(t)
			test.strike(service)
			workspace.ApplyPlan(t).Must(t, 1, test.says)
			workspace.MustHave(t)
		})
	}
}

// accLogin is a provider that logs in to a service where the token expires in the middle of a read.
func accLogin(t *testing.T, events []mockapi.Event) (service *mockapi.Service, provider string) {
	t.Helper()
	service = mockapi.New(mockapi.Config{BeforeEvents: acctest.AtRequest(2, (*mockapi.Service).ExpireTokens)})
	service.AddJob(acctest.GateJob, events)
	url := mockapitest.Serve(t, service).String()
	return service, acctest.Provider(acctest.Argument("endpoint", url), acctest.Argument("auth_url", url), acctest.Argument("project_id", mockapi.ProjectID),
		acctest.Argument("user_name", mockapi.UserName), acctest.Argument("domain_name", mockapi.DomainName), acctest.Argument("password", mockapi.Password),
		"max_retries = 0")
}

func TestAccGateSeesTheWholeListWhereALoginIsRenewedInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			_, provider := accLogin(t, append(acctest.Quiet(50), acctest.Failure("Error")))
			acctest.NewWorkspace(t, provider+gate.Config("limit = 10")).Run(t, "plan").Must(t, 1, gate.Says(1, acctest.Failure("Error"))...)
		})
	}
}

func TestAccGateStaysClosedWhereALoginCannotBeRenewed(t *testing.T) {
	t.Parallel()
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			service, provider := accLogin(t, acctest.Quiet(50))
			service.Inject(mockapi.Fault{Kind: mockapi.FaultUnauthorized, On: mockapi.OnTokens, Skip: 1})
			workspace := acctest.NewWorkspace(t, provider+gate.Config("limit = 10"))
			workspace.Apply(t).Must(t, 1, "Error: Credential refused by IAM")
			workspace.MustHave(t)
		})
	}
}
