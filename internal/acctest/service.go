package acctest

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// Service is a mock service on a loopback address.
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

// Settings are settings of the provider that lead to the service, with more of them.
func (s *Service) Settings(more Object) Object {
	return Object{"endpoint": Text(s.Endpoint), "project_id": Text(mockapi.ProjectID), "token": Text(mockapi.Token)}.With(more)
}

// Configured returns a provider with [Service.Settings].
func (s *Service) Configured(t *testing.T, more Object) Provider {
	t.Helper()
	return New(t).MustConfigure(t, s.Settings(more))
}

// Gated gives the job of the gates these events, and returns the provider's block.
func (s *Service) Gated(events ...mockapi.Event) string {
	s.AddJob(GateJob, events)
	return s.Provider("max_retries = 0", "max_concurrent_requests = 1")
}

// WasNotAsked expects that no request arrived.
func (s *Service) WasNotAsked(t *testing.T) {
	t.Helper()
	for _, request := range s.Requests() {
		t.Errorf("a request for %s?%s", request.Path, request.Query.Encode())
	}
}

// GotRequests expects a number of requests.
func (s *Service) GotRequests(t *testing.T, want int) {
	t.Helper()
	if got := len(s.Requests()); got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
}

// AtRequest is a change before the response to the n-th request of events.
func AtRequest(n int, change func(*mockapi.Service)) func(*mockapi.Service) {
	requests := 0
	return func(service *mockapi.Service) {
		requests++
		if requests == n {
			change(service)
		}
	}
}

// Quiet returns n events of a job without errors.
func Quiet(n int) []mockapi.Event {
	events := mockapi.Generate(n)
	for i := range events {
		events[i].Level = "Info"
	}
	return events
}

// Failure is later than all events of Quiet.
func Failure(level string) mockapi.Event {
	return mockapi.Event{Message: "Training job failed.", Level: level, Time: "2030-01-01T00:00:00Z", Source: "Job"}
}
