package jobs_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestGatePasses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		phase  string
		config acctest.Object
	}{
		"in any phase without a requirement": {"Failed", nil},
		"without a wait, if it completed":    {"Completed", acctest.Object{"wait_for_end": acctest.Boolean(false)}},
		"in the required phase":              {"Completed", acctest.Object{"require_phases": acctest.Texts("Completed")}},
		"in one of the required phases":      {"Running", acctest.Object{"require_phases": acctest.Texts("Completed", "Running")}},
		"in a phase in another case":         {"COMPLETED", acctest.Object{"require_phases": acctest.Texts("Completed")}},
		"with a wait, if the job completed":  {"Completed", waiting(nil)},
		"with a wait, in another case":       {"completed", waiting(nil)},
		"with a wait for another end":        {"Terminated", waiting(acctest.Object{"require_phases": acctest.Texts("Completed", "Terminated")})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, diagnostics := jobConfigured(t, scripted(phase(test.phase))).Open(t.Context(), t, acctest.SampleJob(test.config))
			acctest.NoDiagnostics(t, diagnostics)
			if !result["phase"].Equal(acctest.Text(test.phase)) {
				t.Errorf("phase is %s", result["phase"])
			}
		})
	}
}

const (
	endedOtherwise = "Training job ended in a phase that this gate does not accept"
	notAccepted    = "Training job is not in a phase that this gate accepts"
	waitNotInTime  = "Training job did not end in time"
)

func TestGateFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		phase          string
		config         acctest.Object
		place, summary string
	}{
		"if the job still runs":             {"Running", acctest.Object{"require_phases": acctest.Texts("Completed")}, "require_phases", notAccepted},
		"in an unknown phase":               {"Suspended", acctest.Object{"require_phases": acctest.Texts("Completed", "Running")}, "require_phases", notAccepted},
		"in a phase that begins alike":      {"Completed!", acctest.Object{"require_phases": acctest.Texts("Completed")}, "require_phases", notAccepted},
		"if the job failed":                 {"Failed", acctest.Object{"require_phases": acctest.Texts("Completed")}, "require_phases", endedOtherwise},
		"if the job completed too early":    {"Completed", acctest.Object{"require_phases": acctest.Texts("Running")}, "require_phases", endedOtherwise},
		"without a wait, if it still runs":  {"Running", acctest.Object{"wait_for_end": acctest.Boolean(false)}, "wait_for_end", notAccepted},
		"without a wait, if it failed":      {"Failed", acctest.Object{"wait_for_end": acctest.Boolean(false)}, "wait_for_end", endedOtherwise},
		"with a wait, if it failed":         {"Failed", waiting(nil), "wait_for_end", endedOtherwise},
		"with a wait, if it was terminated": {"Terminated", waiting(nil), "wait_for_end", endedOtherwise},
		"with a wait, if it is abnormal":    {"ABNORMAL", waiting(nil), "wait_for_end", endedOtherwise},
		"with a wait for another end": {
			"Completed", waiting(acctest.Object{"require_phases": acctest.Texts("Running", "Failed")}), "require_phases", endedOtherwise,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := jobConfigured(t, scripted(phase(test.phase)))
			result, diagnostics := p.Open(t.Context(), t, acctest.SampleJob(test.config))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if place := acctest.Place(t, got); place != test.place || got.Summary != test.summary {
				t.Errorf("got %q on %s", got.Summary, place)
			}
			if !result["phase"].IsNull() {
				t.Errorf("it still has the phase %s", result["phase"])
			}
		})
	}
}

func TestWaitGoesOnUntilTheJobCompletes(t *testing.T) {
	t.Parallel()
	service := scripted(phases("Creating", "Pending", "Running", "Pending", "Strange", "Running", "Completed")...)
	jobInBubble(t, service, func(t *testing.T, p acctest.Provider) {
		result, diagnostics := p.Open(t.Context(), t, waiting(nil))
		acctest.NoDiagnostics(t, diagnostics)
		if !result["succeeded"].Equal(acctest.Boolean(true)) {
			t.Errorf("succeeded is %s", result["succeeded"])
		}
	})
	askedEvery(t, service, 7, 15*time.Second)
}

func TestPollIntervalIsTheTimeBetweenReads(t *testing.T) {
	t.Parallel()
	service := scripted(phases("Running", "Running", "Completed")...)
	jobInBubble(t, service, func(t *testing.T, p acctest.Provider) {
		_, diagnostics := p.Open(t.Context(), t, waiting(acctest.Object{"poll_interval": acctest.Text("2m")}))
		acctest.NoDiagnostics(t, diagnostics)
	})
	askedEvery(t, service, 3, 2*time.Minute)
}

// askedEvery allows for jitter.
func askedEvery(t *testing.T, service *script, times int, interval time.Duration) {
	t.Helper()
	if len(service.asked) != times {
		t.Fatalf("asked %d times, want %d", len(service.asked), times)
	}
	for i, at := range service.asked[1:] {
		if pause := at.Sub(service.asked[i]); pause < interval*8/10 || pause > interval*12/10 {
			t.Errorf("waited %s, want about %s", pause, interval)
		}
	}
}

func TestWaitOutlastsAnOutage(t *testing.T) {
	t.Parallel()
	steps := slices.Concat(phases("Running"), slices.Repeat(outage(), 3), phases("Completed"))
	jobInBubble(t, scripted(steps...), func(t *testing.T, p acctest.Provider) {
		_, diagnostics := p.Open(t.Context(), t, waiting(nil))
		acctest.NoDiagnostics(t, diagnostics)
	})
}

func TestWaitEndsAtOnce(t *testing.T) {
	t.Parallel()
	running := phase("Running")
	for name, test := range map[string]struct {
		service        *script
		place, summary string
	}{
		"if the job fails":      {scripted(running, phase("Failed")), "wait_for_end", endedOtherwise},
		"if the job is deleted": {scripted(running, failing(400, `{"error_code":"ModelArts.2775"}`)), "training_job_id", "Training job not found"},
		"if the credential is rejected": {
			scripted(running, failing(401, `{"error_code":"ModelArts.0203"}`)), "", "Credential refused",
		},
		"if a login page answers": {scripted(running, body("<html>")), "", "Response without details of a training job"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			jobInBubble(t, test.service, func(t *testing.T, p acctest.Provider) {
				refused(t.Context(), t, p, waiting(nil), test.place, test.summary)
			})
			askedEvery(t, test.service, 2, 15*time.Second)
		})
	}
}

func TestWaitThatTakesTooLong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		service *script
		config  acctest.Object
		after   time.Duration
		says    []string
	}{
		"by default": {
			scripted(phase("Running")), nil, 10 * time.Minute,
			[]string{"is in the phase Running.", "The gate waited for 10m0s.\n\nWhat happened: the time limit timeouts.open (10m0s) was exceeded.\n"},
		},
		"with its own timeout": {
			scripted(phase("Running")), acctest.Object{"timeouts": acctest.Timeout("open", "40s")}, 40 * time.Second, []string{"The gate waited for 40s."},
		},
		"in an unknown phase": {
			scripted(phase("Suspended")), nil, 10 * time.Minute,
			[]string{"is in the phase Suspended.", "The phase of the job is not documented, so it does not count as the end of the job."},
		},
		"because the service went down": {
			scripted(append(phases("Running"), outage()...)...), nil, 10 * time.Minute,
			[]string{"is in the phase Running.", "(10m0s) was exceeded; the last request failed: 503 Service Unavailable"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			jobInBubble(t, test.service, func(t *testing.T, p acctest.Provider) {
				start := time.Now()
				got := refused(t.Context(), t, p, waiting(test.config), "timeouts", waitNotInTime)
				if took := time.Since(start); took != test.after {
					t.Errorf("took %s, want %s", took, test.after)
				}
				for _, words := range append(test.says, "What to do: Run it again when the job has ended, or raise `timeouts = { open = ... }`.") {
					if !strings.Contains(got.Detail, words) {
						t.Errorf("it lacks %q: %s", words, got.Detail)
					}
				}
			})
		})
	}
}

func TestWaitForAJobThatWasNeverSeen(t *testing.T) {
	t.Parallel()
	jobInBubble(t, scripted(outage()...), func(t *testing.T, p acctest.Provider) {
		got := refused(t.Context(), t, p, waiting(nil), "timeouts", "Reading the details took too long")
		if !strings.Contains(got.Detail, "503 Service Unavailable") {
			t.Errorf("it lacks the reason: %s", got.Detail)
		}
	})
}

func TestInterruptEndsAGate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		service *script
		after   time.Duration
		summary string
	}{
		"between two reads":             {scripted(phase("Running")), 20 * time.Second, "Reading the details was interrupted"},
		"in the middle of a read":       {scripted(hanging), 20 * time.Second, "Reading the details was interrupted"},
		"while the service is down":     {scripted(outage()...), 20 * time.Second, "Reading the details was interrupted"},
		"while events for a message":    {eventsHang(scripted(phase("Failed"))), time.Second, endedOtherwise},
		"while events after a timeout":  {eventsHang(scripted(phase("Running"))), 10*time.Minute + time.Second, waitNotInTime},
		"before it has sent a request":  {scripted(phase("Running")), 0, "Reading the details was interrupted"},
		"in a phase that it would take": {scripted(phase("Terminating")), time.Minute, "Reading the details was interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			jobInBubble(t, test.service, func(t *testing.T, p acctest.Provider) {
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				time.AfterFunc(test.after, interrupt)
				start := time.Now()
				_, diagnostics := p.Open(ctx, t, waiting(nil))
				if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != test.summary {
					t.Errorf("got %q: %s", got.Summary, got.Detail)
				}
				if took := time.Since(start); took != test.after {
					t.Errorf("took %s, want %s", took, test.after)
				}
			})
		})
	}
}

func TestWaitLogsEachPhase(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	service := scripted(slices.Concat(phases("Pending", "Running", "Running"), outage(), phases("Pending", "Completed"))...)
	jobInBubble(t, service, func(t *testing.T, p acctest.Provider) {
		_, diagnostics := p.Open(tflogtest.RootLogger(t.Context(), &output), t, waiting(nil))
		acctest.NoDiagnostics(t, diagnostics)
	})
	entries, err := tflogtest.MultilineJSONDecode(&output)
	if err != nil {
		t.Fatal(err)
	}
	var logged []string
	for _, entry := range entries {
		if name, isPhase := entry["phase"].(string); isPhase && entry["@level"] == "info" {
			logged = append(logged, name)
		}
		if text, _ := entry["@message"].(string); entry["@level"] == "warn" && strings.HasPrefix(text, "A training job cannot be read") {
			logged = append(logged, "outage")
		}
	}
	if want := []string{"Pending", "Running", "outage", "Pending", "Completed"}; !slices.Equal(logged, want) {
		t.Errorf("logged %q, want %q", logged, want)
	}
}

func TestFailedGateSaysAllThatIsKnown(t *testing.T) {
	t.Parallel()
	p := jobConfigured(t, scripted(body(restartedJob)))
	got := refused(t.Context(), t, p, waiting(nil), "wait_for_end", endedOtherwise)
	want := "Training job " + mockapi.SampleJobID + " in project " + mockapi.ProjectID + " is in the phase Failed (secondary phase Lost). This gate accepts only Completed.\n\n" +
		"The job ran for 1h2m3s. Restarts: 1.\n\n" +
		"Tasks:\n  worker-1  exit code 137  OOM\n  -  exit code -  -\n\n" +
		"The latest Error events:\n  2022-11-26T16:03:41+08:00  Error  Job  Training job failed.\n\n" +
		"What to do: Fix the cause and run the job again, or use another job. If this phase is acceptable, add it to `require_phases`."
	if got.Detail != want {
		t.Errorf("got\n%s\nwant\n%s", got.Detail, want)
	}
}

func TestGateFailsAlthoughItsEventsCannotBeRead(t *testing.T) {
	t.Parallel()
	service := scripted(phase("Failed"))
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, Status: 403, Body: `{"error_code":"ModelArts.0108","error_msg":"Denied."}`})
	got := refused(t.Context(), t, jobConfigured(t, service), waiting(nil), "wait_for_end", endedOtherwise)
	if !strings.Contains(got.Detail, "\n\nThe events of the job could not be read: 403 Forbidden, ModelArts.0108: Denied.\n\n") {
		t.Errorf("got %s", got.Detail)
	}
}

func TestEventsOfAFailedGateHaveATimeLimit(t *testing.T) {
	t.Parallel()
	jobInBubble(t, eventsHang(scripted(phase("Running"))), func(t *testing.T, p acctest.Provider) {
		start := time.Now()
		got := refused(t.Context(), t, p, waiting(acctest.Object{"timeouts": acctest.Timeout("open", "1m")}), "timeouts", waitNotInTime)
		if took := time.Since(start); took != 70*time.Second {
			t.Errorf("took %s", took)
		}
		if !strings.Contains(got.Detail, "The gate waited for 1m0s.") || !strings.Contains(got.Detail, "could not be read: it took longer than 10s.") {
			t.Errorf("got %s", got.Detail)
		}
	})
}

// The job may have written the secret of its owner.
func TestFailedGateRedactsSecrets(t *testing.T) {
	t.Parallel()
	service := scripted(body(`{"status":{"phase":"Failed","secondary_phase":"` + mockapi.Token + `"}}`))
	service.AddJob(mockapi.SampleJobID, []mockapi.Event{{Level: "Error", Message: mockapi.Token}})
	got := refused(t.Context(), t, jobConfigured(t, service), waiting(nil), "wait_for_end", endedOtherwise)
	if acctest.Secrets.MatchString(got.Detail) || strings.Count(got.Detail, "[redacted]") != 2 {
		t.Errorf("got %s", got.Detail)
	}
}
