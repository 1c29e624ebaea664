package provider_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Validation must accept what is only known in the plan, such as plantimestamp().
func TestAccEveryExampleIsValid(t *testing.T) {
	t.Parallel()
	for _, name := range slices.DeleteFunc(exampleNames(t), func(name string) bool { return name == exampleWithModule }) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exampleNeeds[name].orSkip(t)
			workspace := accNewWorkspace(t, "")
			accWrite(t, workspace.folder, "main.tf", exampleWithProvider(exampleFile(t, name)))
			var got struct {
				Valid      bool `json:"valid"`
				ErrorCount int  `json:"error_count"`
			}
			if output := workspace.decode(t, &got, "validate", "-json"); !got.Valid || got.ErrorCount != 0 {
				t.Errorf("got %s", output)
			}
		})
	}
}

// exampleWithProvider adds the source of the provider to an example that leaves it to examples/provider.
func exampleWithProvider(example string) string {
	if strings.Contains(example, "required_providers") {
		return example
	}
	return accRequiredProviders + example
}

func TestAccInvalidConfigurationIsReportedAsJSON(t *testing.T) {
	t.Parallel()
	workspace := accNewWorkspace(t, accProvider()+accSample(`limit = 101`))
	var got struct {
		Valid       bool `json:"valid"`
		Diagnostics []accJSONDiagnostic
	}
	output := workspace.decode(t, &got, "validate", "-json")
	invalid := func(d accJSONDiagnostic) bool {
		return d.Severity == "error" && strings.Contains(d.Detail, "limit") && strings.Contains(d.Snippet.Code, "limit = 101")
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
	for _, gate := range accGates {
		t.Run(gate.kind, func(t *testing.T) {
			t.Parallel()
			workspace := accNewWorkspace(t, accNewService(t).gated(accFailure("Error"))+gate.config())
			got := workspace.run(t, "plan", "-json", "-out="+accPlanFile)
			got.must(t, 1)
			summary, detail := accJSONError(t, got.output)
			if want := gate.says(1, accFailure("Error")); "Error: "+summary != want[0] || !strings.Contains(accFold(detail), want[1]) {
				t.Errorf("got %q, %q, want %q", summary, detail, want)
			}
			workspace.showsFailedPlan(t)
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
func (w accWorkspace) showsFailedPlan(t *testing.T) {
	t.Helper()
	var plan struct{ Errored *bool }
	output := w.decode(t, &plan, "show", "-json", accPlanFile)
	if plan.Errored != nil && !*plan.Errored {
		t.Errorf("this plan has not failed: %s", output)
	}
}

func TestAccPlanAndStateAreShownAsJSON(t *testing.T) {
	t.Parallel()
	type values struct {
		Outputs map[string]struct{ Value any }
	}
	workspace := accNewWorkspace(t, accNewService(t).sample()+`
output "error_count" { value = `+accAddress+`.error_count }
output "latest" { value = `+accAddress+`.latest_error.message }
`)
	workspace.savePlan(t)
	var plan struct {
		PlannedValues values `json:"planned_values"`
	}
	workspace.decode(t, &plan, "show", "-json", accPlanFile)
	workspace.applyPlan(t).must(t, 0)
	var state struct{ Values values }
	workspace.decode(t, &state, "show", "-json")
	sample := mockapi.Sample()
	for name, got := range map[string]values{"plan": plan.PlannedValues, "state": state.Values} {
		if got.Outputs["error_count"].Value != 1.0 || got.Outputs["latest"].Value != sample[len(sample)-1].Message {
			t.Errorf("%s: got %v", name, got.Outputs)
		}
	}
}

// decode runs a command and decodes its standard output, which it returns too.
func (w accWorkspace) decode(t *testing.T, into any, command string, arguments ...string) string {
	t.Helper()
	output, _ := w.command(t, command, arguments...).Output() // a failed validation is JSON, too
	if err := json.Unmarshal(output, into); err != nil {
		t.Fatalf("%s: %v: %s", command, err, output)
	}
	return string(output)
}

// Terraform does not evaluate outputs that do not depend on the target. The state has one of an earlier apply.
func TestAccPipelineCannotTellFromATargetedPlan(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob(mockapi.SampleJobID, accQuiet(3))
	apply := exec.CommandContext(t.Context(), accProgram(), "-chdir="+p.folder, "apply", "-auto-approve", "-var=training_job_id="+mockapi.SampleJobID)
	apply.Env = p.environment
	if output, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	p.run(t).is(t, 0, "")
	p.Append(mockapi.SampleJobID, accFailure("Error"))
	p.run(t).is(t, 1, "")
	p.run(t, "-target=terraform_data.none").is(t, 2, "could not tell")
}
