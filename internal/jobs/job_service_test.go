package jobs_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// script is a mock service that answers the requests for the details of a job with one step after the other, and repeats the last step.
type script struct {
	*mockapi.Service

	// steps are those of each job.
	steps map[string][]http.HandlerFunc
	mu    sync.Mutex
	asked []time.Time
}

// scripted has the steps of the sample job.
func scripted(steps ...http.HandlerFunc) *script {
	return &script{Service: mockapi.New(mockapi.Config{}), steps: map[string][]http.HandlerFunc{mockapi.SampleJobID: steps}}
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	id := path.Base(r.URL.Path)
	steps, found := s.steps[id]
	if !found {
		s.mu.Unlock()
		s.Service.ServeHTTP(w, r)
		return
	}
	next := steps[0]
	if len(steps) > 1 {
		s.steps[id] = steps[1:]
	}
	s.asked = append(s.asked, time.Now())
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	next(w, r)
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

func phase(name string) http.HandlerFunc { return body(fmt.Sprintf(`{"status":{"phase":%q}}`, name)) }

func phases(names ...string) []http.HandlerFunc {
	steps := make([]http.HandlerFunc, len(names))
	for i, name := range names {
		steps[i] = phase(name)
	}
	return steps
}

func failing(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func hanging(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// configured returns a provider that reads jobs from the service.
func jobConfigured(t *testing.T, service http.Handler) acctest.Provider {
	t.Helper()
	return acctest.Configured(t, service).For(acctest.JobType)
}

// inBubble runs a test with a fake clock, and a provider that reads jobs from the service without retries.
func jobInBubble(t *testing.T, service http.Handler, test func(t *testing.T, p acctest.Provider)) {
	t.Helper()
	acctest.InBubble(t, service, acctest.JobType, test)
}

// waiting is a gate that waits, with more arguments.
func waiting(more acctest.Object) acctest.Object {
	config := acctest.SampleJob(acctest.Object{"wait_for_end": acctest.Boolean(true)})
	maps.Copy(config, more)
	return config
}

// refused opens a gate that must fail with one error on an argument.
func refused(ctx context.Context, t *testing.T, p acctest.Provider, config acctest.Object, place, summary string) *tfprotov6.Diagnostic {
	t.Helper()
	_, diagnostics := p.Open(ctx, t, config)
	got := acctest.OnlyDiagnostic(t, diagnostics)
	if at := acctest.Place(t, got); at != place || got.Summary != summary {
		t.Errorf("got %q on %q, want %q on %q: %s", got.Summary, at, summary, place, got.Detail)
	}
	return got
}

func outage() []http.HandlerFunc { return []http.HandlerFunc{failing(503, "")} }

// eventsHang lets the service answer no request for events.
func eventsHang(service *script) *script {
	service.Inject(mockapi.Fault{Kind: mockapi.FaultHang})
	return service
}
