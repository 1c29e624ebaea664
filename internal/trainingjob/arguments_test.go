package trainingjob_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const intervalRule = `it must be a duration from 1s to 10m, such as "30s" or "2m"`

func TestDataSourceIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config         inprocess.Object
		place, message string
	}{
		"an empty job":         {inprocess.Object{"training_job_id": inprocess.Text("")}, "training_job_id", "it must be 1 to 64 letters"},
		"a job with a slash":   {inprocess.Object{"training_job_id": inprocess.Text("jobs/1")}, "training_job_id", "it must be 1 to 64 letters"},
		"a project with a dot": {inprocess.Object{"project_id": inprocess.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
		"a timeout of 0":       {inprocess.Object{"timeouts": inprocess.Timeout("read", "0s")}, "timeouts.read", "it must be a duration above zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			_, diagnostics := configured(t, service).Read(t.Context(), t, inprocess.SampleJob(test.config))
			got := inprocess.OnlyDiagnostic(t, diagnostics)
			if place := inprocess.Place(t, got); place != test.place || !strings.Contains(got.Detail, test.message) {
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
	p := inprocess.New(t).For(inprocess.JobType)
	const neverPasses = "no phase in `require_phases` is the phase of a job that has ended. Add `Completed`, `Failed`, `Terminated` or `Abnormal`"
	for name, test := range map[string]struct {
		config         inprocess.Object
		place, message string
	}{
		"a job with a slash": {inprocess.Object{"training_job_id": inprocess.Text("jobs/1")}, "training_job_id", "it must be 1 to 64 letters"},
		"a timeout of 0":     {inprocess.Object{"timeouts": inprocess.Timeout("open", "0s")}, "timeouts.open", "it must be a duration above zero"},
		"no phases":          {inprocess.Object{"require_phases": inprocess.Texts()}, "require_phases", "it must have at least one of `Creating`, `Pending`"},
		"a null phase": {
			inprocess.Object{"require_phases": tftypes.NewValue(inprocess.TextsType, []tftypes.Value{tftypes.NewValue(tftypes.String, nil)})},
			"require_phases[0]", "it must not be null.",
		},
		"a phase in another case": {inprocess.Object{"require_phases": inprocess.Texts("Failed", "completed")}, "require_phases[1]", `got "completed"`},
		"a phase that is not documented": {
			inprocess.Object{"require_phases": inprocess.Texts("Succeeded")}, "require_phases[0]",
			"it must be `Creating`, `Pending`, `Running`, `Terminating`, `Completed`, `Failed`, `Terminated` or `Abnormal` " +
				`(case-sensitive), got "Succeeded".`,
		},
		"a wait for phases that are no end": {waiting(inprocess.Object{"require_phases": inprocess.Texts("Running", "Terminating")}), "require_phases", neverPasses},
		"an interval that is not a duration": {
			waiting(inprocess.Object{"poll_interval": inprocess.Text("15")}), "poll_interval", intervalRule + `, got "15".`,
		},
		"an interval below a second":     {waiting(inprocess.Object{"poll_interval": inprocess.Text("999ms")}), "poll_interval", intervalRule},
		"an interval above ten minutes":  {waiting(inprocess.Object{"poll_interval": inprocess.Text("10m1ns")}), "poll_interval", intervalRule},
		"an interval of a gate at rest":  {inprocess.Object{"poll_interval": inprocess.Text("30s")}, "poll_interval", "has no effect without `wait_for_end`"},
		"an unknown interval, at rest":   {inprocess.Object{"poll_interval": inprocess.Unknown(tftypes.String)}, "poll_interval", "has no effect"},
		"an empty interval of a wait":    {waiting(inprocess.Object{"poll_interval": inprocess.Text("")}), "poll_interval", intervalRule},
		"a negative interval of a wait":  {waiting(inprocess.Object{"poll_interval": inprocess.Text("-15s")}), "poll_interval", intervalRule},
		"a phase with white space":       {inprocess.Object{"require_phases": inprocess.Texts("Completed ")}, "require_phases[0]", `got "Completed "`},
		"a project that has a dot in it": {inprocess.Object{"project_id": inprocess.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := inprocess.OnlyDiagnostic(t, p.ValidateEphemeral(t, inprocess.SampleJob(test.config)))
			if place := inprocess.Place(t, got); place != test.place || !strings.Contains(got.Detail, test.message) {
				t.Errorf("got %s on %s", got.Detail, place)
			}
		})
	}
}

func TestGateIsAllowed(t *testing.T) {
	t.Parallel()
	unknownPhase := tftypes.NewValue(inprocess.TextsType, []tftypes.Value{inprocess.Text("Running"), inprocess.Unknown(tftypes.String)})
	p := inprocess.New(t).For(inprocess.JobType)
	for name, config := range map[string]inprocess.Object{
		"without a requirement":                 nil,
		"with every phase":                      {"require_phases": inprocess.Texts("Creating", "Pending", "Running", "Terminating", "Completed", "Failed", "Terminated", "Abnormal")},
		"with a wait for one end of two phases": waiting(inprocess.Object{"require_phases": inprocess.Texts("Running", "Abnormal")}),
		"with the shortest interval":            waiting(inprocess.Object{"poll_interval": inprocess.Text("1s")}),
		"with the longest interval":             waiting(inprocess.Object{"poll_interval": inprocess.Text("10m")}),
		"with a wait that is switched off":      {"wait_for_end": inprocess.Boolean(false), "poll_interval": inprocess.Text("30s"), "require_phases": inprocess.Texts("Running")},
		"with an unknown wait":                  {"wait_for_end": inprocess.Unknown(tftypes.Bool), "poll_interval": inprocess.Text("30s"), "require_phases": inprocess.Texts("Running")},
		"with unknown phases":                   waiting(inprocess.Object{"require_phases": inprocess.Unknown(inprocess.TextsType)}),
		"with an unknown phase":                 waiting(inprocess.Object{"require_phases": unknownPhase}),
		"with everything unknown": {
			"training_job_id": inprocess.Unknown(tftypes.String), "project_id": inprocess.Unknown(tftypes.String),
			"require_phases": inprocess.Unknown(inprocess.TextsType), "wait_for_end": inprocess.Unknown(tftypes.Bool), "poll_interval": inprocess.Unknown(tftypes.String),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inprocess.NoDiagnostics(t, p.ValidateEphemeral(t, inprocess.SampleJob(config)))
		})
	}
}

// Terraform validates again before it opens. A gate must not rely on that.
func TestOpenRefusesAGateThatCouldPassByMistake(t *testing.T) {
	t.Parallel()
	null := tftypes.NewValue(tftypes.String, nil)
	for name, test := range map[string]struct {
		config inprocess.Object
		place  string
	}{
		"no phases":                          {inprocess.Object{"require_phases": inprocess.Texts()}, "require_phases"},
		"unknown phases":                     {inprocess.Object{"require_phases": inprocess.Unknown(inprocess.TextsType)}, "require_phases"},
		"an unknown phase":                   {inprocess.Object{"require_phases": tftypes.NewValue(inprocess.TextsType, []tftypes.Value{inprocess.Unknown(tftypes.String)})}, "require_phases"},
		"a null phase":                       {inprocess.Object{"require_phases": tftypes.NewValue(inprocess.TextsType, []tftypes.Value{inprocess.Text("Completed"), null})}, "require_phases"},
		"a phase that is not documented":     {inprocess.Object{"require_phases": inprocess.Texts("Completed", "Succeeded")}, "require_phases"},
		"an unknown wait":                    {inprocess.Object{"wait_for_end": inprocess.Unknown(tftypes.Bool)}, "wait_for_end"},
		"a wait for phases that are no end":  {waiting(inprocess.Object{"require_phases": inprocess.Texts("Running")}), "require_phases"},
		"an unknown interval":                {waiting(inprocess.Object{"poll_interval": inprocess.Unknown(tftypes.String)}), "poll_interval"},
		"an interval of a nanosecond":        {waiting(inprocess.Object{"poll_interval": inprocess.Text("1ns")}), "poll_interval"},
		"an interval of a gate without wait": {inprocess.Object{"poll_interval": inprocess.Text("30s")}, "poll_interval"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			_, diagnostics := configured(t, service).OpenUnvalidated(t.Context(), t, inprocess.SampleJob(test.config))
			if got := inprocess.Place(t, inprocess.OnlyDiagnostic(t, diagnostics)); got != test.place {
				t.Errorf("it is on %s", got)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}
