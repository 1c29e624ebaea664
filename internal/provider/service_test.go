package provider_test

import (
	"slices"
	"sync/atomic"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accService is a mock service that Terraform can reach.
type accService struct {
	*mockapi.Service
	endpoint string
}

func accNewService(t *testing.T, faults ...mockapi.Fault) *accService {
	t.Helper()
	service := accNewServiceWith(t, mockapi.Config{})
	for _, fault := range faults {
		service.Inject(fault)
	}
	return service
}

func accNewServiceWith(t *testing.T, config mockapi.Config) *accService {
	t.Helper()
	service := mockapi.New(config)
	return &accService{service, mockapitest.Serve(t, service).String()}
}

// provider is a block that leads to the service, with more settings.
func (s *accService) provider(settings ...string) string {
	return accProvider(append([]string{
		accArgument("endpoint", s.endpoint),
		accArgument("project_id", mockapi.ProjectID),
		accArgument("token", mockapi.Token),
	}, settings...)...)
}

// sample is a configuration that reads the sample job.
func (s *accService) sample(arguments ...string) string {
	return s.provider() + accSample(arguments...)
}

// job is a configuration that reads a job of these events, which the service gets.
func (s *accService) job(events []mockapi.Event, arguments ...string) string {
	const id = "job-of-the-test"
	s.AddJob(id, events)
	return s.provider() + accData(append(arguments, accArgument("training_job_id", id))...)
}

func (s *accService) wasNotAsked(t *testing.T) {
	t.Helper()
	for _, request := range s.Requests() {
		t.Errorf("a request for %s?%s", request.Path, request.Query.Encode())
	}
}

// wasAsked looks at every request, since Terraform reads a data source several times in a step. An empty want is a
// parameter that was not sent.
func (s *accService) wasAsked(t *testing.T, parameter, want string) {
	t.Helper()
	for _, request := range s.sawRequests(t) {
		if got := request.Query.Get(parameter); got != want || request.Query.Has(parameter) != (want != "") {
			t.Errorf("a request has the %s %q, want %q", parameter, got, want)
		}
	}
}

func (s *accService) wasAskedInLanguage(t *testing.T, want ...string) {
	t.Helper()
	for _, request := range s.sawRequests(t) {
		if got := request.Header.Values("X-Language"); !slices.Equal(got, want) {
			t.Errorf("a request has the X-Language %q, want %q", got, want)
		}
	}
}

// wasReadWithin checks that each read took so many requests at the most. A read begins at offset 0.
func (s *accService) wasReadWithin(t *testing.T, most int) {
	t.Helper()
	requests := s.sawRequests(t)
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

func (s *accService) sawRequests(t *testing.T) []mockapi.Request {
	t.Helper()
	requests := s.Requests()
	if len(requests) == 0 {
		t.Error("no request")
	}
	return requests
}

func (s *accService) wasAskedTimes(t *testing.T, want int) {
	t.Helper()
	if got := len(s.Requests()); got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
}

// atRequest is a change before the n-th request of events is answered.
func atRequest(n int32, change func(*mockapi.Service)) func(*mockapi.Service) {
	var requests atomic.Int32
	return func(service *mockapi.Service) {
		if requests.Add(1) == n {
			change(service)
		}
	}
}
