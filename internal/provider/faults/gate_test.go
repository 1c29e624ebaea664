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

// fragileService is a service that a test breaks in the middle. Its caller's token is one of those that expire.
type fragileService struct {
	*acctest.Service
	server   *httptest.Server
	token    string
	expiring atomic.Bool
}

func newFragile(t *testing.T) *fragileService {
	t.Helper()
	broken := &fragileService{}
	service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
		if broken.expiring.Load() {
			s.ExpireTokens()
		}
	}})
	service.AddJob(acctest.GateJob, acctest.Quiet(30))
	broken.server = httptest.NewServer(service)
	t.Cleanup(broken.server.Close)
	broken.Service = &acctest.Service{Service: service, Endpoint: broken.server.URL}
	broken.token = iamToken(t, broken.server.URL)
	return broken
}

func (f *fragileService) config(gate func(...string) string) string {
	return acctest.ProviderBlock(acctest.Argument("endpoint", f.Endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.Argument("token", f.token),
		"max_retries = 0") + gate("limit = 10")
}

// iamToken logs in as the mock's user.
func iamToken(t *testing.T, url string) string {
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

// breakage is a way in which the events cannot be read, and what Terraform then says.
type breakage struct {
	strike func(*fragileService)
	says   string
}

func injected(fault mockapi.Fault, says string) breakage {
	return breakage{func(f *fragileService) { f.Inject(fault) }, says}
}

var breaks = map[string]breakage{
	"service down":       {func(f *fragileService) { f.server.Close() }, "Error: ModelArts could not be reached"},
	"throttled for good": injected(mockapi.Fault{Kind: mockapi.FaultThrottle}, "Error: ModelArts throttles the requests"),
	"page cut in the middle": injected(
		mockapi.Fault{Kind: mockapi.FaultCutBody, Skip: 1}, "Error: Connection broke in the middle of a response"),
	"page empty in the middle": injected(mockapi.Fault{
		Kind: mockapi.FaultRespond, Skip: 1, Body: `{"total": 30, "limit": 10, "order": "asc", "events": []}`,
	}, "Error: List of events incomplete"),
	"answer without events": injected(mockapi.Fault{Kind: mockapi.FaultNoEvents}, "Error: Response without a list of events"),
	"answer without events in the middle": injected(
		mockapi.Fault{Kind: mockapi.FaultNullEvents, Skip: 1}, "Error: Response without a list of events"),
	"credentials that expire in the middle": {func(f *fragileService) { f.expiring.Store(true) }, "ModelArts.0202: The token has expired."},
}

// A gate fails with one error and without results, so that nothing can depend on it. Terraform's part is in gate_acc_test.go.
func TestGateFailsIfTheEventsCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range breaks {
		for _, gate := range acctest.Gates {
			t.Run(name+", "+gate.Kind, func(t *testing.T) {
				t.Parallel()
				service := newFragile(t)
				test.strike(service)
				if got := saidBy(acctest.FailsInProcess(t, service.config(gate.Config))); !strings.Contains(got, test.says) {
					t.Errorf("got %s, want %s", got, test.says)
				}
			})
		}
	}
}

// saidBy is an error as Terraform begins it.
func saidBy(d acctest.Diagnostic) string { return "Error: " + d.Summary + " " + d.Detail }

// loginThatExpires is a provider that logs in to a service where the token expires in the middle of a read.
func loginThatExpires(t *testing.T, events []mockapi.Event) (service *mockapi.Service, provider string) {
	t.Helper()
	service = mockapi.New(mockapi.Config{BeforeEvents: acctest.AtRequest(2, (*mockapi.Service).ExpireTokens)})
	service.AddJob(acctest.GateJob, events)
	url := mockapitest.Serve(t, service).String()
	return service, acctest.ProviderBlock(acctest.Argument("endpoint", url), acctest.Argument("auth_url", url), acctest.Argument("project_id", mockapi.ProjectID),
		acctest.Argument("user_name", mockapi.UserName), acctest.Argument("domain_name", mockapi.DomainName), acctest.Argument("password", mockapi.Password),
		"max_retries = 0")
}

func TestGateSeesTheWholeListWhereALoginIsRenewedInTheMiddle(t *testing.T) {
	t.Parallel()
	failure := acctest.Failure("Error")
	t.Run("postcondition", func(t *testing.T) {
		t.Parallel()
		_, provider := loginThatExpires(t, append(acctest.Quiet(50), failure))
		acctest.ReadInProcess(t, provider+acctest.Postcondition("limit = 10"), acctest.HasNumber("error_count", 1), acctest.HasNumber("total", 51))
	})
	t.Run("ephemeral resource", func(t *testing.T) {
		t.Parallel()
		_, provider := loginThatExpires(t, append(acctest.Quiet(50), failure))
		got := saidBy(acctest.FailsInProcess(t, provider+acctest.Ephemeral("limit = 10")))
		for _, want := range acctest.EphemeralSays(1, failure) {
			if !strings.Contains(got, want) {
				t.Errorf("the gate lacks %q: %s", want, got)
			}
		}
	})
}

func TestGateFailsIfALoginCannotBeRenewed(t *testing.T) {
	t.Parallel()
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			service, provider := loginThatExpires(t, acctest.Quiet(50))
			service.Inject(mockapi.Fault{Kind: mockapi.FaultUnauthorized, On: mockapi.OnTokens, Skip: 1})
			if got := acctest.FailsInProcess(t, provider+gate.Config("limit = 10")); got.Summary != "Credential refused by IAM" {
				t.Errorf("got %+v", got)
			}
		})
	}
}
