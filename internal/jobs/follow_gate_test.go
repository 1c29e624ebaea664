package jobs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestActionSucceeds(t *testing.T) {
	t.Parallel()
	mixed := []mockapi.Event{newEvent(1, "Info", "a"), newEvent(2, "Warning", "b"), newEvent(3, "Error", "c")}
	for name, test := range map[string]struct {
		phase  string
		events []mockapi.Event
		config acctest.Object
	}{
		"if the job completed":          {"Completed", nil, nil},
		"in another case":               {"COMPLETED", nil, nil},
		"regardless of its events":      {"Completed", append(mixed, newEvent(4, "Fatal", "d")), nil},
		"in one of the required phases": {"Terminated", nil, acctest.Object{"require_phases": acctest.Texts("Completed", "Terminated")}},
		"without events of the levels":  {"Completed", mixed[:2], acctest.Object{"fail_on_levels": acctest.Texts("Error")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diagnostics := followed(t, newFollowService(test.events, "Running", test.phase), test.config)
			acctest.NoDiagnostics(t, diagnostics)
		})
	}
}

const (
	otherPhase    = "Training job ended in a phase that this action does not accept"
	otherLevel    = "Training job has events of a level that this action does not accept"
	noEvents      = "Training job has no events"
	notInTime     = "Training job did not end in time"
	isInterrupted = "Reading the details and events was interrupted"
)

func TestActionFails(t *testing.T) {
	t.Parallel()
	failed := newEvent(3, " ERROR\u200b", "failed")
	for name, test := range map[string]struct {
		phase          string
		events         []mockapi.Event
		config         acctest.Object
		place, summary string
	}{
		"if the job failed":          {"Failed", nil, nil, "require_phases", otherPhase},
		"if it was terminated":       {"Terminated", nil, nil, "require_phases", otherPhase},
		"if it is abnormal":          {"ABNORMAL", nil, nil, "require_phases", otherPhase},
		"if it completed by mistake": {"Completed", nil, acctest.Object{"require_phases": acctest.Texts("Running", "Failed")}, "require_phases", otherPhase},
		"with an error":              {"Completed", []mockapi.Event{failed}, acctest.Object{"fail_on_levels": acctest.Texts("Error")}, "fail_on_levels", otherLevel},
		"with one of two levels":     {"Completed", []mockapi.Event{failed}, acctest.Object{"fail_on_levels": acctest.Texts("Warning", "Error")}, "fail_on_levels", otherLevel},
		"with a level by mistake":    {"Completed", numbered(1), acctest.Object{"fail_on_levels": acctest.Texts("Info")}, "fail_on_levels", otherLevel},
		"without any events":         {"Completed", nil, acctest.Object{"fail_on_levels": acctest.Texts("Error")}, "fail_on_levels", noEvents},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			progress, diagnostics := followed(t, newFollowService(test.events, "Running", test.phase), test.config)
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if place := acctest.Place(t, got); place != test.place || got.Summary != test.summary {
				t.Errorf("got %q on %s", got.Summary, place)
			}
			if last := progress[len(progress)-1]; !strings.HasPrefix(last, "Ended: "+test.phase+" after ") {
				t.Errorf("the last line is %q", last)
			}
		})
	}
}

// The service may remove an error after it was shown. It must not pass for that reason.
func TestRemovedErrorStillFailsTheAction(t *testing.T) {
	t.Parallel()
	s := newFollowService([]mockapi.Event{newEvent(1, "Error", "oops")}, "Running", "Running", "Completed")
	s.atPoll = func(poll int) {
		if poll == 2 {
			s.Remove(jobID, 0)
		}
	}
	_, diagnostics := followed(t, s, acctest.Object{"fail_on_levels": acctest.Texts("Error")})
	if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != otherLevel || !strings.Contains(got.Detail, "oops") {
		t.Errorf("got %q: %s", got.Summary, got.Detail)
	}
}

func TestActionThatTakesTooLong(t *testing.T) {
	t.Parallel()
	seldom := acctest.Object{"poll_interval": acctest.Text("10m")}
	for name, test := range map[string]struct {
		phase  string
		isDown bool
		config acctest.Object
		after  time.Duration
		says   string
	}{
		"by default": {"Running", false, seldom, 24 * time.Hour, "(secondary phase Running). This action accepts only Completed."},
		"with its own timeout": {
			"Running", false, acctest.Object{"timeouts": acctest.Timeout("invoke", "90s")}, 90 * time.Second, "the time limit timeouts.invoke (1m30s) was exceeded.\n\n",
		},
		"in an unknown phase": {"Suspended", false, seldom, 24 * time.Hour, "is in the phase Suspended (secondary phase Unknown)."},
		"in an outage": {
			"Running", true, acctest.Object{"timeouts": acctest.Timeout("invoke", "90s")}, 90 * time.Second,
			"(1m30s) was exceeded; the last request failed: 503 Service Unavailable",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFollowService(nil, test.phase)
			if test.isDown {
				s.Inject(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnJob, Skip: 1})
			}
			followInBubble(t, s, func(t *testing.T, p acctest.Provider) {
				started := time.Now()
				_, diagnostics := p.Invoke(t.Context(), t, job(test.config))
				got := acctest.OnlyDiagnostic(t, diagnostics)
				if place := acctest.Place(t, got); place != "timeouts" || got.Summary != notInTime || !strings.Contains(got.Detail, test.says) {
					t.Errorf("got %q on %s: %s", got.Summary, place, got.Detail)
				}
				if took := time.Since(started); took != test.after {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

func TestActionThatNeverSawTheJob(t *testing.T) {
	t.Parallel()
	s := newFollowService(nil, "Running")
	s.Inject(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnJob})
	_, diagnostics := followed(t, s, acctest.Object{"timeouts": acctest.Timeout("invoke", "30s")})
	got := acctest.OnlyDiagnostic(t, diagnostics)
	if place := acctest.Place(t, got); place != "timeouts" || got.Summary != "Reading the details and events took too long" ||
		!strings.Contains(got.Detail, "503 Service Unavailable") {
		t.Errorf("got %q on %s: %s", got.Summary, place, got.Detail)
	}
}

func TestActionEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault          mockapi.Fault
		place, summary string
	}{
		"if the job is deleted": {
			mockapi.Fault{Kind: mockapi.FaultRespond, Status: 400, Body: `{"error_code":"ModelArts.2775"}`}, "training_job_id", "Training job not found",
		},
		"if the credential is rejected": {mockapi.Fault{Kind: mockapi.FaultUnauthorized}, "", "Credential refused"},
		"if a login page answers":       {mockapi.Fault{Kind: mockapi.FaultLoginPage}, "", "Response without details or events of a training job"},
	} {
		for call, on := range map[string]mockapi.Call{"the job": mockapi.OnJob, "its events": mockapi.OnEvents} {
			t.Run(name+", for "+call, func(t *testing.T) {
				t.Parallel()
				s := newFollowService(nil, "Running")
				fault := test.fault
				fault.On, fault.Skip = on, 2
				s.Inject(fault)
				_, diagnostics := followed(t, s, nil)
				got := acctest.OnlyDiagnostic(t, diagnostics)
				if place := acctest.Place(t, got); place != test.place || got.Summary != test.summary || len(s.polls) != 3 {
					t.Errorf("got %q on %q after %d polls: %s", got.Summary, place, len(s.polls), got.Detail)
				}
			})
		}
	}
}

func TestInterruptEndsTheActionAtOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockapi.Fault{
		"between two polls":          {},
		"in a request for the job":   {Kind: mockapi.FaultHang, On: mockapi.OnJob},
		"in a request for events":    {Kind: mockapi.FaultHangBody, On: mockapi.OnEvents},
		"while the service is down":  {Kind: mockapi.FaultUnavailable},
		"while the service throttle": {Kind: mockapi.FaultThrottle, RetryAfter: "60"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFollowService(nil, "Running")
			if fault.Kind != "" {
				s.Inject(fault)
			}
			followInBubble(t, s, func(t *testing.T, p acctest.Provider) {
				started := time.Now()
				ctx, end := interrupted(12 * time.Second)
				defer end()
				_, diagnostics := p.Invoke(ctx, t, job(nil))
				if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != isInterrupted {
					t.Errorf("got %q: %s", got.Summary, got.Detail)
				}
				if took := time.Since(started); took != 12*time.Second {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

func TestNoSecretOfTheCredentialIsShown(t *testing.T) {
	t.Parallel()
	secret := "the token is " + mockapi.Token
	s := newFollowService([]mockapi.Event{{Time: secret, Level: secret, Source: secret, Message: secret}}, secret, "Failed")
	progress, diagnostics := followed(t, s, acctest.Object{"fail_on_levels": acctest.Texts("Error")})
	for _, diagnostic := range diagnostics {
		progress = append(progress, diagnostic.Detail)
	}
	shown := strings.Join(progress, "\n")
	if acctest.Secrets.MatchString(shown) || !strings.Contains(shown, "[redacted]") {
		t.Errorf("a secret is in\n%s", shown)
	}
}
