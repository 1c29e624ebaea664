package modelarts_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var errTookTooLong = errors.New("it took too long")

func TestWaitEndsOnlyInTerminalPhase(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ sent, reported []string }{
		"completed":               {[]string{"Creating", "Pending", "Pending", "Running", "Completed"}, []string{"Creating", "Pending", "Running", "Completed"}},
		"failed":                  {[]string{"Running", "Failed"}, []string{"Running", "Failed"}},
		"stopped":                 {[]string{"Terminating", "Terminated"}, []string{"Terminating", "Terminated"}},
		"abnormal":                {[]string{"Creating", "Abnormal"}, []string{"Creating", "Abnormal"}},
		"ended before the wait":   {[]string{"Completed"}, []string{"Completed"}},
		"restarted":               {[]string{"Running", "Pending", "Running", "Completed"}, []string{"Running", "Pending", "Running", "Completed"}},
		"in another case":         {[]string{"RUNNING", "completed"}, []string{"RUNNING", "completed"}},
		"unknown phase is no end": {[]string{"Suspended", "Suspended", "Failed"}, []string{"Suspended", "Failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{}
			for _, sent := range test.sent {
				s.steps = append(s.steps, phase(sent))
			}
			synctest.Test(t, func(t *testing.T) {
				job, err := s.wait(t.Context(), t)
				if err != nil || job.Phase != test.sent[len(test.sent)-1] {
					t.Errorf("got %+v, %v", job, err)
				}
				if !slices.Equal(s.phases, test.reported) || len(s.requests) != len(test.sent) {
					t.Errorf("reported %q after %d requests", s.phases, len(s.requests))
				}
			})
		})
	}
}

func TestRequestsAreAnIntervalApartWithJitter(t *testing.T) {
	t.Parallel()
	s := &script{steps: append(slices.Repeat([]step{phase("Running")}, 50), phase("Completed"))}
	synctest.Test(t, func(t *testing.T) {
		if _, err := s.wait(t.Context(), t); err != nil {
			t.Fatal(err)
		}
		var waits []time.Duration
		for i, at := range s.requests[1:] {
			waits = append(waits, at.Sub(s.requests[i]))
		}
		shortest, longest := slices.Min(waits), slices.Max(waits)
		if shortest < interval*9/10 || longest > interval*11/10 || longest-shortest < interval/20 {
			t.Errorf("waited %s to %s between requests", shortest, longest)
		}
	})
}

func TestTemporaryFailureDoesNotEndWait(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]step{
		"429": status(429), "500": status(500), "502": status(502), "503": status(503), "504": status(504),
		"closed connection": closed, "no response": hanging, "body cut short": body(`{"status":{"pha`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []step{failure, phase("Running"), failure, failure, phase("Running"), failure, phase("Completed")}}
			synctest.Test(t, func(t *testing.T) {
				job, err := s.wait(t.Context(), t)
				if err != nil || !job.Succeeded() {
					t.Fatalf("got %+v, %v", job, err)
				}
				if len(s.outages) != 3 || !slices.Equal(s.phases, []string{"Running", "Completed"}) {
					t.Errorf("reported the outages %v and the phases %q, want 3 outages", s.outages, s.phases)
				}
			})
		})
	}
}

func TestOtherFailureEndsWaitAtOnce(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]step{
		"400": status(400), "401": status(401), "403": status(403), "404": status(404), "418": status(418), "501": status(501),
		"no job": body(`{}`), "no phase": body(`{"status":{}}`), "list": body(`[]`), "login page": body(`<html></html>`), "empty": body(``),
		"other job": body(`{"metadata":{"id":"other"},"status":{"phase":"Completed"}}`),
		"Retry-After that is behind the deadline": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			status(429)(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []step{phase("Running"), failure}}
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				job, err := s.wait(ctx, t)
				if _, ok := errors.AsType[*rest.RequestError](err); !ok || len(s.requests) != 2 || len(s.outages) != 0 {
					t.Errorf("got %v after %d requests and the outages %v", err, len(s.requests), s.outages)
				}
				if job == nil || job.Phase != "Running" {
					t.Errorf("the last job that was seen is %+v", job)
				}
			})
		})
	}
}

func TestEndOfContextEndsWaitAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps []step
		phase string
		// text is the error, as far as it concerns the wait.
		text string
	}{
		"between requests":      {[]step{phase("Running")}, "Running", "it took too long"},
		"in a request":          {[]step{phase("Running"), hanging}, "Running", "it took too long"},
		"in the first request":  {[]step{hanging}, "", "it took too long"},
		"in an outage":          {[]step{phase("Pending"), status(503)}, "Pending", "it took too long; the last request failed: 503 Service Unavailable"},
		"after an outage":       {[]step{status(503), phase("Pending")}, "Pending", "it took too long"},
		"in a later request":    {[]step{phase("Pending"), status(503), hanging}, "Pending", "it took too long; the last request failed: 503 Service Unavailable"},
		"without a single job":  {[]step{status(503)}, "", "it took too long; the last request failed: 503 Service Unavailable"},
		"in an unknown phase":   {[]step{phase("Suspended")}, "Suspended", "it took too long"},
		"before the first step": {[]step{phase("Completed")}, "", "it took too long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: test.steps}
			synctest.Test(t, func(t *testing.T) {
				started, after := time.Now(), 35*time.Second // after three requests
				if name == "before the first step" {
					after = 0
				}
				ctx, cancel := context.WithTimeoutCause(t.Context(), after, errTookTooLong)
				defer cancel()
				job, err := s.wait(ctx, t)
				if !errors.Is(err, errTookTooLong) || strings.TrimSuffix(err.Error(), `; the body begins ""`) != test.text {
					t.Errorf("got %v, want %s", err, test.text)
				}
				if took := time.Since(started); took != after {
					t.Errorf("took %s", took)
				}
				if got := phaseOf(job); got != test.phase {
					t.Errorf("the last phase that was seen is %q, want %q", got, test.phase)
				}
			})
		})
	}
}

func phaseOf(job *modelarts.TrainingJob) string {
	if job == nil {
		return ""
	}
	return job.Phase
}
