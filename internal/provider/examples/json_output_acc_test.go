package examples_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Validation must accept what is only known in the plan, such as plantimestamp(). The other examples are validated when they run.
func TestAccExampleWithATimeOfThePlanIsValid(t *testing.T) {
	t.Parallel()
	config := exampleOrSkip(t, "gate/window.tf")
	if !strings.Contains(config, "plantimestamp()") {
		t.Fatal("it has no plantimestamp()")
	}
	workspace := acctest.NewWorkspace(t, config)
	var got struct {
		Valid      bool `json:"valid"`
		ErrorCount int  `json:"error_count"`
	}
	if output := decodeOutput(t, workspace, &got, "validate", "-json"); !got.Valid || got.ErrorCount != 0 {
		t.Errorf("got %s", output)
	}
}

func TestAccInvalidConfigurationIsReportedAsJSON(t *testing.T) {
	t.Parallel()
	workspace := acctest.NewWorkspace(t, `
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  limit           = 101
}
`)
	var got struct {
		Valid       bool `json:"valid"`
		Diagnostics []accJSONDiagnostic
	}
	output := decodeOutput(t, workspace, &got, "validate", "-json")
	invalid := func(d accJSONDiagnostic) bool {
		return d.Severity == "error" && strings.Contains(d.Detail, "limit") && strings.Contains(d.Snippet.Code, "= 101")
	}
	if got.Valid || !slices.ContainsFunc(got.Diagnostics, invalid) {
		t.Errorf("got %s", output)
	}
}

// accJSONDiagnostic is a diagnostic in the JSON output of the CLI.
type accJSONDiagnostic struct {
	Severity, Summary, Detail string
	Snippet                   struct{ Code string }
}

func TestAccClosedGateIsAnErrorInTheJSONOfThePlan(t *testing.T) {
	t.Parallel()
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			workspace := acctest.NewWorkspace(t, acctest.NewService(t).Gated(acctest.Failure("Error"))+gate.Config())
			got := workspace.Run(t, "plan", "-json", "-out="+acctest.PlanFile)
			got.Must(t, 1)
			summary, detail := accJSONError(t, got.Output)
			if want := gate.Says(1, acctest.Failure("Error")); "Error: "+summary != want[0] || !strings.Contains(acctest.Fold(detail), want[1]) {
				t.Errorf("got %q, %q, want %q", summary, detail, want)
			}
			showsFailedPlan(t, workspace)
		})
	}
}

// accJSONError is the one error among the lines of JSON.
func accJSONError(t *testing.T, output string) (summary, detail string) {
	t.Helper()
	var errors []accJSONDiagnostic
	for line := range strings.Lines(output) {
		var event struct{ Diagnostic accJSONDiagnostic }
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if event.Diagnostic.Severity == "error" {
			errors = append(errors, event.Diagnostic)
		}
	}
	if len(errors) != 1 {
		t.Fatalf("%d errors in %s", len(errors), output)
	}
	return errors[0].Summary, errors[0].Detail
}

// showsFailedPlan checks what the guide on pipelines says of the file that a failed plan leaves.
func showsFailedPlan(t *testing.T, workspace acctest.Workspace) {
	t.Helper()
	var plan struct{ Errored *bool }
	output := decodeOutput(t, workspace, &plan, "show", "-json", acctest.PlanFile)
	if plan.Errored != nil && !*plan.Errored {
		t.Errorf("this plan has not failed: %s", output)
	}
}

func TestAccPlanAndStateAreShownAsJSON(t *testing.T) {
	t.Parallel()
	type values struct {
		Outputs map[string]struct{ Value any }
	}
	workspace := acctest.NewWorkspace(t, acctest.NewService(t).Provider()+`
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

output "error_count" {
  value = data.modelarts_training_job_events.test.error_count
}

output "latest" {
  value = data.modelarts_training_job_events.test.latest_error.message
}
`)
	workspace.SavePlan(t)
	var plan struct {
		PlannedValues values `json:"planned_values"`
	}
	decodeOutput(t, workspace, &plan, "show", "-json", acctest.PlanFile)
	workspace.ApplyPlan(t).Must(t, 0)
	var state struct{ Values values }
	decodeOutput(t, workspace, &state, "show", "-json")
	sample := mockapi.Sample()
	for name, got := range map[string]values{"plan": plan.PlannedValues, "state": state.Values} {
		if got.Outputs["error_count"].Value != 1.0 || got.Outputs["latest"].Value != sample[len(sample)-1].Message {
			t.Errorf("%s: got %v", name, got.Outputs)
		}
	}
}

// decodeOutput runs a command and decodes its standard output, which it returns too.
func decodeOutput(t *testing.T, workspace acctest.Workspace, into any, command string, arguments ...string) string {
	t.Helper()
	output, _ := workspace.Command(t, command, arguments...).Output() // a failed validation is JSON, too
	if err := json.Unmarshal(output, into); err != nil {
		t.Fatalf("%s: %v: %s", command, err, output)
	}
	return string(output)
}

// Terraform does not evaluate outputs that do not depend on the target. The state has one of an earlier apply.
func TestAccPipelineCannotTellFromATargetedPlan(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob(mockapi.SampleJobID, acctest.Quiet(3))
	apply := exec.CommandContext(t.Context(), acctest.Program(), "-chdir="+p.folder, "apply", "-auto-approve", pipelineSampleJob)
	apply.Env = p.environment
	if output, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	p.run(t).is(t, 0, "")
	p.Append(mockapi.SampleJobID, acctest.Failure("Error"))
	p.run(t).is(t, 1, "")
	p.run(t, "-target=terraform_data.none").is(t, 2, "could not tell")
}
