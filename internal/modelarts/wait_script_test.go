package modelarts_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

const (
	interval       = 15 * time.Second
	requestTimeout = time.Minute
)

// step answers one request.
type step http.HandlerFunc

func phase(name string) step { return body(fmt.Sprintf(`{"status":{"phase":%q}}`, name)) }

func body(text string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, text)
	}
}

func status(status int) step {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

func closed(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func hanging(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// script is a service that answers with one step after the other. The last step is repeated.
type script struct {
	steps []step

	requests []time.Time
	phases   []string
	outages  []error
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	next := s.steps[min(len(s.requests), len(s.steps)-1)]
	s.requests = append(s.requests, time.Now())
	w.Header().Set("Connection", "close") // net/http repeats a request by itself if a connection breaks that it uses again
	next(w, r)
}

// wait waits for the job of the script, with a client that retries nothing. It must be called in a bubble of testing/synctest.
func (s *script) wait(ctx context.Context, t *testing.T) (*modelarts.TrainingJob, error) {
	t.Helper()
	client := s.client(t)
	get := func(ctx context.Context) (*modelarts.TrainingJob, error) {
		return client.TrainingJob(ctx, "project", "job")
	}
	return modelarts.WaitForEnd(ctx, get, modelarts.WaitOptions{
		Interval: interval,
		OnPhase:  func(job *modelarts.TrainingJob) { s.phases = append(s.phases, job.Phase) },
		OnOutage: func(err error) { s.outages = append(s.outages, err) },
	})
}

func (s *script) client(t *testing.T) *modelarts.Client {
	t.Helper()
	memory := mockapitest.NewMemory()
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(memory) }()
	service := rest.New(rest.Config{
		Endpoint:       &url.URL{Scheme: "http", Host: mockapitest.MemoryAddress},
		RequestTimeout: requestTimeout,
		Dial:           memory.DialContext,
	})
	t.Cleanup(func() {
		service.CloseIdleConnections()
		server.Close()
	})
	return modelarts.New(service, nil)
}
