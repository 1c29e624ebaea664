package jobs_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const waitIntervalRule = `it must be a duration from 1s to 10m, such as "30s" or "2m"`

func TestDataSourceIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config         acctest.Object
		place, message string
	}{
		"an empty job":         {acctest.Object{"training_job_id": acctest.Text("")}, "training_job_id", "it must be 1 to 64 letters"},
		"a job with a slash":   {acctest.Object{"training_job_id": acctest.Text("jobs/1")}, "training_job_id", "it must be 1 to 64 letters"},
		"a project with a dot": {acctest.Object{"project_id": acctest.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
		"a timeout of 0":       {acctest.Object{"timeouts": acctest.Timeout("read", "0s")}, "timeouts.read", "it must be a duration above zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			_, diagnostics := jobConfigured(t, service).Read(t.Context(), t, acctest.SampleJob(test.config))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if place := acctest.Place(t, got); place != test.place || !strings.Contains(got.Detail, test.message) {
				t.Errorf("got %s on %s", got.Detail, place)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}

func TestGateIsRefused(t *testing.T) {
	t.Parallel()
	p := acctest.New(t).For(acctest.JobType)
	const neverPasses = "no phase in `require_phases` is the phase of a job that has ended. Add `Completed`, `Failed`, `Terminated` or `Abnormal`"
	for name, test := range map[string]struct {
		config         acctest.Object
		place, message string
	}{
		"a job with a slash": {acctest.Object{"training_job_id": acctest.Text("jobs/1")}, "training_job_id", "it must be 1 to 64 letters"},
		"a timeout of 0":     {acctest.Object{"timeouts": acctest.Timeout("open", "0s")}, "timeouts.open", "it must be a duration above zero"},
		"no phases":          {acctest.Object{"require_phases": acctest.Texts()}, "require_phases", "it must have at least one of `Creating`, `Pending`"},
		"a null phase": {
			acctest.Object{"require_phases": tftypes.NewValue(acctest.TextsType, []tftypes.Value{tftypes.NewValue(tftypes.String, nil)})},
			"require_phases[0]", "it must not be null.",
		},
		"a phase in another case": {acctest.Object{"require_phases": acctest.Texts("Failed", "completed")}, "require_phases[1]", `got "completed"`},
		"a phase that is not documented": {
			acctest.Object{"require_phases": acctest.Texts("Succeeded")}, "require_phases[0]",
			"it must be `Creating`, `Pending`, `Running`, `Terminating`, `Completed`, `Failed`, `Terminated` or `Abnormal` " +
				`(case-sensitive), got "Succeeded".`,
		},
		"a wait for phases that are no end": {waiting(acctest.Object{"require_phases": acctest.Texts("Running", "Terminating")}), "require_phases", neverPasses},
		"an interval that is not a duration": {
			waiting(acctest.Object{"poll_interval": acctest.Text("15")}), "poll_interval", waitIntervalRule + `, got "15".`,
		},
		"an interval below a second":     {waiting(acctest.Object{"poll_interval": acctest.Text("999ms")}), "poll_interval", waitIntervalRule},
		"an interval above ten minutes":  {waiting(acctest.Object{"poll_interval": acctest.Text("10m1ns")}), "poll_interval", waitIntervalRule},
		"an interval of a gate at rest":  {acctest.Object{"poll_interval": acctest.Text("30s")}, "poll_interval", "has no effect without `wait_for_end`"},
		"an unknown interval, at rest":   {acctest.Object{"poll_interval": acctest.Unknown(tftypes.String)}, "poll_interval", "has no effect"},
		"an empty interval of a wait":    {waiting(acctest.Object{"poll_interval": acctest.Text("")}), "poll_interval", waitIntervalRule},
		"a negative interval of a wait":  {waiting(acctest.Object{"poll_interval": acctest.Text("-15s")}), "poll_interval", waitIntervalRule},
		"a phase with white space":       {acctest.Object{"require_phases": acctest.Texts("Completed ")}, "require_phases[0]", `got "Completed "`},
		"a project that has a dot in it": {acctest.Object{"project_id": acctest.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := acctest.OnlyDiagnostic(t, p.ValidateEphemeral(t, acctest.SampleJob(test.config)))
			if place := acctest.Place(t, got); place != test.place || !strings.Contains(got.Detail, test.message) {
				t.Errorf("got %s on %s", got.Detail, place)
			}
		})
	}
}

func TestGateIsAllowed(t *testing.T) {
	t.Parallel()
	unknownPhase := tftypes.NewValue(acctest.TextsType, []tftypes.Value{acctest.Text("Running"), acctest.Unknown(tftypes.String)})
	p := acctest.New(t).For(acctest.JobType)
	for name, config := range map[string]acctest.Object{
		"without a requirement":                 nil,
		"with every phase":                      {"require_phases": acctest.Texts("Creating", "Pending", "Running", "Terminating", "Completed", "Failed", "Terminated", "Abnormal")},
		"with a wait for one end of two phases": waiting(acctest.Object{"require_phases": acctest.Texts("Running", "Abnormal")}),
		"with the shortest interval":            waiting(acctest.Object{"poll_interval": acctest.Text("1s")}),
		"with the longest interval":             waiting(acctest.Object{"poll_interval": acctest.Text("10m")}),
		"with a wait that is switched off":      {"wait_for_end": acctest.Boolean(false), "poll_interval": acctest.Text("30s"), "require_phases": acctest.Texts("Running")},
		"with an unknown wait":                  {"wait_for_end": acctest.Unknown(tftypes.Bool), "poll_interval": acctest.Text("30s"), "require_phases": acctest.Texts("Running")},
		"with unknown phases":                   waiting(acctest.Object{"require_phases": acctest.Unknown(acctest.TextsType)}),
		"with an unknown phase":                 waiting(acctest.Object{"require_phases": unknownPhase}),
		"with everything unknown": {
			"training_job_id": acctest.Unknown(tftypes.String), "project_id": acctest.Unknown(tftypes.String),
			"require_phases": acctest.Unknown(acctest.TextsType), "wait_for_end": acctest.Unknown(tftypes.Bool), "poll_interval": acctest.Unknown(tftypes.String),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.NoDiagnostics(t, p.ValidateEphemeral(t, acctest.SampleJob(config)))
		})
	}
}

// Terraform validates again before it opens. A gate must not rely on that.
func TestOpenRefusesAGateThatCouldPassByMistake(t *testing.T) {
	t.Parallel()
	null := tftypes.NewValue(tftypes.String, nil)
	for name, test := range map[string]struct {
		config acctest.Object
		place  string
	}{
		"no phases":                          {acctest.Object{"require_phases": acctest.Texts()}, "require_phases"},
		"unknown phases":                     {acctest.Object{"require_phases": acctest.Unknown(acctest.TextsType)}, "require_phases"},
		"an unknown phase":                   {acctest.Object{"require_phases": tftypes.NewValue(acctest.TextsType, []tftypes.Value{acctest.Unknown(tftypes.String)})}, "require_phases"},
		"a null phase":                       {acctest.Object{"require_phases": tftypes.NewValue(acctest.TextsType, []tftypes.Value{acctest.Text("Completed"), null})}, "require_phases"},
		"a phase that is not documented":     {acctest.Object{"require_phases": acctest.Texts("Completed", "Succeeded")}, "require_phases"},
		"an unknown wait":                    {acctest.Object{"wait_for_end": acctest.Unknown(tftypes.Bool)}, "wait_for_end"},
		"a wait for phases that are no end":  {waiting(acctest.Object{"require_phases": acctest.Texts("Running")}), "require_phases"},
		"an unknown interval":                {waiting(acctest.Object{"poll_interval": acctest.Unknown(tftypes.String)}), "poll_interval"},
		"an interval of a nanosecond":        {waiting(acctest.Object{"poll_interval": acctest.Text("1ns")}), "poll_interval"},
		"an interval of a gate without wait": {acctest.Object{"poll_interval": acctest.Text("30s")}, "poll_interval"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			_, diagnostics := jobConfigured(t, service).OpenUnvalidated(t.Context(), t, acctest.SampleJob(test.config))
			if got := acctest.Place(t, acctest.OnlyDiagnostic(t, diagnostics)); got != test.place {
				t.Errorf("it is on %s", got)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}
