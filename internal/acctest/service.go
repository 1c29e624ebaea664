package acctest

import (
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// Service is a mock service that Terraform can reach.
type Service struct {
	*mockapi.Service

	// Endpoint is its base URL.
	Endpoint string
}

// NewService starts a mock service with these faults. It ends with the test.
func NewService(t *testing.T, faults ...mockapi.Fault) *Service {
	t.Helper()
	service := NewServiceWith(t, mockapi.Config{})
	for _, fault := range faults {
		service.Inject(fault)
	}
	return service
}

// NewServiceWith starts a mock service with settings. It ends with the test.
func NewServiceWith(t *testing.T, config mockapi.Config) *Service {
	t.Helper()
	service := mockapi.New(config)
	return &Service{service, mockapitest.Serve(t, service).String()}
}

// Provider is a block that leads to the service, with more settings.
func (s *Service) Provider(settings ...string) string {
	return ProviderBlock(append([]string{
		Argument("endpoint", s.Endpoint),
		Argument("project_id", mockapi.ProjectID),
		Argument("token", mockapi.Token),
	}, settings...)...)
}

// Sample is a configuration that reads the sample job.
func (s *Service) Sample(arguments ...string) string {
	return s.Provider() + Sample(arguments...)
}

// Job is a configuration that reads a job of these events, which the service gets.
func (s *Service) Job(events []mockapi.Event, arguments ...string) string {
	const id = "job-of-the-test"
	s.AddJob(id, events)
	return s.Provider() + Data(append(arguments, Argument("training_job_id", id))...)
}

// WasNotAsked expects that no request arrived.
func (s *Service) WasNotAsked(t *testing.T) {
	t.Helper()
	for _, request := range s.Requests() {
		t.Errorf("a request for %s?%s", request.Path, request.Query.Encode())
	}
}

// WasAsked looks at every request, since Terraform reads a data source several times in a step. An empty want is a
// parameter that was not sent.
func (s *Service) WasAsked(t *testing.T, parameter, want string) {
	t.Helper()
	for _, request := range s.SawRequests(t) {
		if got := request.Query.Get(parameter); got != want || request.Query.Has(parameter) != (want != "") {
			t.Errorf("a request has the %s %q, want %q", parameter, got, want)
		}
	}
}

// WasAskedInLanguage expects these values of X-Language in every request.
func (s *Service) WasAskedInLanguage(t *testing.T, want ...string) {
	t.Helper()
	for _, request := range s.SawRequests(t) {
		if got := request.Header.Values("X-Language"); !slices.Equal(got, want) {
			t.Errorf("a request has the X-Language %q, want %q", got, want)
		}
	}
}

// WasReadWithin checks the largest number of requests that a read may take. A read begins at offset 0.
func (s *Service) WasReadWithin(t *testing.T, most int) {
	t.Helper()
	requests := s.SawRequests(t)
	reads := 0
	for _, request := range requests {
		if request.Query.Get("offset") == "0" {
			reads++
		}
	}
	if len(requests) > most*reads {
		t.Errorf("took %d requests for %d reads, want at most %d each", len(requests), reads, most)
	}
}

// SawRequests returns the requests so far, and expects at least one.
func (s *Service) SawRequests(t *testing.T) []mockapi.Request {
	t.Helper()
	requests := s.Requests()
	if len(requests) == 0 {
		t.Error("no request")
	}
	return requests
}

// WasAskedTimes expects a number of requests.
func (s *Service) WasAskedTimes(t *testing.T, want int) {
	t.Helper()
	if got := len(s.Requests()); got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
}

// AtRequest is a change before the n-th request of events is answered.
func AtRequest(n int, change func(*mockapi.Service)) func(*mockapi.Service) {
	requests := 0
	return func(service *mockapi.Service) {
		requests++
		if requests == n {
			change(service)
		}
	}
}
