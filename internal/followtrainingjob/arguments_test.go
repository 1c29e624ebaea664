package followtrainingjob_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const intervalRule = `it must be a duration from 1s to 10m, such as "30s" or "2m"`

func TestInvalidArgumentIsRejected(t *testing.T) {
	t.Parallel()
	null := tftypes.NewValue(inprocess.TextsType, []tftypes.Value{tftypes.NewValue(tftypes.String, nil)})
	for name, test := range map[string]struct {
		config         inprocess.Object
		place, message string
	}{
		"an empty job":           {inprocess.Object{"training_job_id": inprocess.Text("")}, "training_job_id", "it must be 1 to 64 letters"},
		"a job with a slash":     {inprocess.Object{"training_job_id": inprocess.Text("jobs/1")}, "training_job_id", "it must be 1 to 64 letters"},
		"a project with a dot":   {inprocess.Object{"project_id": inprocess.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
		"another language":       {inprocess.Object{"language": inprocess.Text("de-de")}, "language", "it must be `en-us` or `zh-cn`"},
		"no phases":              {inprocess.Object{"require_phases": inprocess.Texts()}, "require_phases", "it must have at least one of `Creating`"},
		"a null phase":           {inprocess.Object{"require_phases": null}, "require_phases[0]", "it must not be null."},
		"a phase in lower case":  {inprocess.Object{"require_phases": inprocess.Texts("Failed", "completed")}, "require_phases[1]", `got "completed"`},
		"phases that are no end": {inprocess.Object{"require_phases": inprocess.Texts("Running")}, "require_phases", "no phase in `require_phases` is the phase of a job that has ended"},
		"no levels":              {inprocess.Object{"fail_on_levels": inprocess.Texts()}, "fail_on_levels", "it must have at least one of `Info`"},
		"a null level":           {inprocess.Object{"fail_on_levels": null}, "fail_on_levels[0]", "it must not be null."},
		"a level in lower case":  {inprocess.Object{"fail_on_levels": inprocess.Texts("error")}, "fail_on_levels[0]", `got "error"`},
		"an interval of 999ms":   {inprocess.Object{"poll_interval": inprocess.Text("999ms")}, "poll_interval", intervalRule},
		"an interval above 10m":  {inprocess.Object{"poll_interval": inprocess.Text("10m1ns")}, "poll_interval", intervalRule},
		"a number of seconds":    {inprocess.Object{"poll_interval": inprocess.Text("5")}, "poll_interval", intervalRule + `, got "5".`},
		"a timeout of 0":         {inprocess.Object{"timeouts": inprocess.Timeout("invoke", "0s")}, "timeouts.invoke", "it must be a duration above zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := inprocess.Configured(t, service).For(inprocess.FollowType)
			_, diagnostics := p.Invoke(t.Context(), t, job(test.config))
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

// Terraform validates without a service, long before it invokes.
func TestPhasesThatAreNoEndAreInvalid(t *testing.T) {
	t.Parallel()
	p := inprocess.New(t).For(inprocess.FollowType)
	got := inprocess.OnlyDiagnostic(t, p.ValidateAction(t, job(inprocess.Object{"require_phases": inprocess.Texts("Running", "Pending")})))
	if place := inprocess.Place(t, got); place != "require_phases" || got.Summary != "Action can never succeed" {
		t.Errorf("got %q on %s", got.Summary, place)
	}
}

// Another token, such as one from the environment, could belong to another account.
func TestUnknownArgumentOfTheProviderStopsTheAction(t *testing.T) {
	t.Parallel()
	p := inprocess.New(t)
	inprocess.NoDiagnostics(t, p.Configure(t, inprocess.Object{
		"endpoint": inprocess.Text("http://127.0.0.1:1"), "project_id": inprocess.Text(mockapi.ProjectID), "token": inprocess.Unknown(tftypes.String),
	}))
	_, diagnostics := p.For(inprocess.FollowType).Invoke(t.Context(), t, job(nil))
	if got := inprocess.OnlyDiagnostic(t, diagnostics); got.Summary != "Provider argument not known yet" {
		t.Errorf("got %q: %s", got.Summary, got.Detail)
	}
}

func TestUnknownArgumentsAreValid(t *testing.T) {
	t.Parallel()
	p := inprocess.New(t).For(inprocess.FollowType)
	inprocess.NoDiagnostics(t, p.ValidateAction(t, inprocess.Object{
		"training_job_id": inprocess.Unknown(tftypes.String), "project_id": inprocess.Unknown(tftypes.String),
		"language": inprocess.Unknown(tftypes.String), "require_phases": inprocess.Unknown(inprocess.TextsType),
		"fail_on_levels": inprocess.Unknown(inprocess.TextsType), "poll_interval": inprocess.Unknown(tftypes.String),
	}))
}

// Terraform validates again before it invokes. An action that someone relies on must not rely on that.
func TestInvokeRefusesArgumentsThatWouldLetItSucceed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config inprocess.Object
		place  string
	}{
		"no phases":              {inprocess.Object{"require_phases": inprocess.Texts()}, "require_phases"},
		"unknown phases":         {inprocess.Object{"require_phases": inprocess.Unknown(inprocess.TextsType)}, "require_phases"},
		"another phase":          {inprocess.Object{"require_phases": inprocess.Texts("Completed", "Succeeded")}, "require_phases"},
		"phases that are no end": {inprocess.Object{"require_phases": inprocess.Texts("Running")}, "require_phases"},
		"no levels":              {inprocess.Object{"fail_on_levels": inprocess.Texts()}, "fail_on_levels"},
		"unknown levels":         {inprocess.Object{"fail_on_levels": inprocess.Unknown(inprocess.TextsType)}, "fail_on_levels"},
		"another level":          {inprocess.Object{"fail_on_levels": inprocess.Texts("Error", "error")}, "fail_on_levels"},
		"an unknown interval":    {inprocess.Object{"poll_interval": inprocess.Unknown(tftypes.String)}, "poll_interval"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := inprocess.Configured(t, service).For(inprocess.FollowType)
			_, diagnostics := p.InvokeUnvalidated(t.Context(), t, job(test.config))
			if got := inprocess.Place(t, inprocess.OnlyDiagnostic(t, diagnostics)); got != test.place || len(service.Requests()) > 0 {
				t.Errorf("it is on %s, after %d requests", got, len(service.Requests()))
			}
		})
	}
}
