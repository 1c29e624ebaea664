package jobs_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const intervalRule = `it must be a duration from 1s to 10m, such as "30s" or "2m"`

func TestInvalidArgumentIsRejected(t *testing.T) {
	t.Parallel()
	null := tftypes.NewValue(acctest.TextsType, []tftypes.Value{tftypes.NewValue(tftypes.String, nil)})
	for name, test := range map[string]struct {
		config         acctest.Object
		place, message string
	}{
		"an empty job":           {acctest.Object{"training_job_id": acctest.Text("")}, "training_job_id", "it must be 1 to 64 letters"},
		"a job with a slash":     {acctest.Object{"training_job_id": acctest.Text("jobs/1")}, "training_job_id", "it must be 1 to 64 letters"},
		"a project with a dot":   {acctest.Object{"project_id": acctest.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
		"another language":       {acctest.Object{"language": acctest.Text("de-de")}, "language", "it must be `en-us` or `zh-cn`"},
		"no phases":              {acctest.Object{"require_phases": acctest.Texts()}, "require_phases", "it must have at least one of `Creating`"},
		"a null phase":           {acctest.Object{"require_phases": null}, "require_phases[0]", "it must not be null."},
		"a phase in lower case":  {acctest.Object{"require_phases": acctest.Texts("Failed", "completed")}, "require_phases[1]", `got "completed"`},
		"phases that are no end": {acctest.Object{"require_phases": acctest.Texts("Running")}, "require_phases", "no phase in `require_phases` is the phase of a job that has ended"},
		"no levels":              {acctest.Object{"fail_on_levels": acctest.Texts()}, "fail_on_levels", "it must have at least one of `Info`"},
		"a null level":           {acctest.Object{"fail_on_levels": null}, "fail_on_levels[0]", "it must not be null."},
		"a level in lower case":  {acctest.Object{"fail_on_levels": acctest.Texts("error")}, "fail_on_levels[0]", `got "error"`},
		"an interval of 999ms":   {acctest.Object{"poll_interval": acctest.Text("999ms")}, "poll_interval", intervalRule},
		"an interval above 10m":  {acctest.Object{"poll_interval": acctest.Text("10m1ns")}, "poll_interval", intervalRule},
		"a number of seconds":    {acctest.Object{"poll_interval": acctest.Text("5")}, "poll_interval", intervalRule + `, got "5".`},
		"a timeout of 0":         {acctest.Object{"timeouts": acctest.Timeout("invoke", "0s")}, "timeouts.invoke", "it must be a duration above zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := acctest.Configured(t, service).For(acctest.FollowType)
			_, diagnostics := p.Invoke(t.Context(), t, job(test.config))
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

// Terraform validates without a service, long before it invokes.
func TestPhasesThatAreNoEndAreInvalid(t *testing.T) {
	t.Parallel()
	p := acctest.New(t).For(acctest.FollowType)
	got := acctest.OnlyDiagnostic(t, p.ValidateAction(t, job(acctest.Object{"require_phases": acctest.Texts("Running", "Pending")})))
	if place := acctest.Place(t, got); place != "require_phases" || got.Summary != "Gate can never pass" {
		t.Errorf("got %q on %s", got.Summary, place)
	}
}

// Another token, such as one from the environment, could belong to another account.
func TestUnknownArgumentOfTheProviderStopsTheAction(t *testing.T) {
	t.Parallel()
	p := acctest.New(t)
	acctest.NoDiagnostics(t, p.Configure(t, acctest.Object{
		"endpoint": acctest.Text("http://127.0.0.1:1"), "project_id": acctest.Text(mockapi.ProjectID), "token": acctest.Unknown(tftypes.String),
	}))
	_, diagnostics := p.For(acctest.FollowType).Invoke(t.Context(), t, job(nil))
	if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != "Provider argument not known yet" {
		t.Errorf("got %q: %s", got.Summary, got.Detail)
	}
}

func TestUnknownArgumentsAreValid(t *testing.T) {
	t.Parallel()
	p := acctest.New(t).For(acctest.FollowType)
	acctest.NoDiagnostics(t, p.ValidateAction(t, acctest.Object{
		"training_job_id": acctest.Unknown(tftypes.String), "project_id": acctest.Unknown(tftypes.String),
		"language": acctest.Unknown(tftypes.String), "require_phases": acctest.Unknown(acctest.TextsType),
		"fail_on_levels": acctest.Unknown(acctest.TextsType), "poll_interval": acctest.Unknown(tftypes.String),
	}))
}

// Terraform validates again before it invokes. An action that someone relies on must not rely on that.
func TestInvokeRefusesArgumentsThatWouldLetItSucceed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config acctest.Object
		place  string
	}{
		"no phases":              {acctest.Object{"require_phases": acctest.Texts()}, "require_phases"},
		"unknown phases":         {acctest.Object{"require_phases": acctest.Unknown(acctest.TextsType)}, "require_phases"},
		"another phase":          {acctest.Object{"require_phases": acctest.Texts("Completed", "Succeeded")}, "require_phases"},
		"phases that are no end": {acctest.Object{"require_phases": acctest.Texts("Running")}, "require_phases"},
		"no levels":              {acctest.Object{"fail_on_levels": acctest.Texts()}, "fail_on_levels"},
		"unknown levels":         {acctest.Object{"fail_on_levels": acctest.Unknown(acctest.TextsType)}, "fail_on_levels"},
		"another level":          {acctest.Object{"fail_on_levels": acctest.Texts("Error", "error")}, "fail_on_levels"},
		"an unknown interval":    {acctest.Object{"poll_interval": acctest.Unknown(tftypes.String)}, "poll_interval"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := acctest.Configured(t, service).For(acctest.FollowType)
			_, diagnostics := p.InvokeUnvalidated(t.Context(), t, job(test.config))
			if got := acctest.Place(t, acctest.OnlyDiagnostic(t, diagnostics)); got != test.place || len(service.Requests()) > 0 {
				t.Errorf("it is on %s, after %d requests", got, len(service.Requests()))
			}
		})
	}
}
