package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// mockProviders are in these versions.
var mockProviders = acctest.Since{Terraform: 7, OpenTofu: 8}

// exampleTest runs the example's own tests. A provider that did read would find no service.
func exampleTest(t *testing.T, folder string) (output string, passed bool) {
	t.Helper()
	command := exec.CommandContext(t.Context(), acctest.Program(), "test", "-no-color")
	command.Dir = folder
	command.Env = exampleEnvironment(t, "http://127.0.0.1:1")
	combined, err := command.CombinedOutput()
	return string(combined), err == nil
}

func TestAccTerraformTestExamplePassesWithoutAService(t *testing.T) {
	t.Parallel()
	mockProviders.OrSkip(t)
	output, passed := exampleTest(t, exampleCopy(t, "terraform-test"))
	if !passed || !strings.Contains(output, "7 passed, 0 failed.") {
		t.Error(output)
	}
}

// The example's tests must fail if the module's conditions are removed.
func TestAccTerraformTestExampleNoticesAGateThatIsAlwaysOpen(t *testing.T) {
	t.Parallel()
	mockProviders.OrSkip(t)
	const noErrors, knownLevels, someEvents = "self.error_count == 0", "self.other_count == 0", "self.total > 0"
	const fewWarnings = "data.modelarts_training_job_events.job.warning_count <= var.warnings_allowed"
	for name, test := range map[string]struct{ condition, replacement, failing string }{
		"errors":               {noErrors, "true", "fails_on_an_error"},
		"a count that is null": {noErrors + " && " + knownLevels, "coalesce(self.error_count, self.other_count, 0) == 0", "fails_if_the_count_is_not_known"},
		"unknown levels":       {knownLevels, "true", "fails_on_an_unknown_level"},
		"no events":            {someEvents, "true", "fails_without_events"},
		"warnings":             {fewWarnings, fewWarnings + " || true", "fails_on_a_warning"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := exampleCopy(t, "terraform-test")
			exampleReplace(t, filepath.Join(folder, "main.tf"), test.condition, test.replacement)
			output, passed := exampleTest(t, folder)
			if want := `run "` + test.failing + `"... fail`; passed || !strings.Contains(output, want) {
				t.Errorf("want %s in:\n%s", want, output)
			}
		})
	}
}

func TestAccEphemeralTestExamplePassesWithoutAService(t *testing.T) {
	t.Parallel()
	acctest.EphemeralResources.OrSkip(t)
	output, passed := exampleTest(t, exampleWithModules(t, "terraform-test-ephemeral"))
	if !passed || !strings.Contains(output, "1 passed, 0 failed.") {
		t.Error(output)
	}
}

func TestAccEphemeralTestExampleFails(t *testing.T) {
	t.Parallel()
	acctest.EphemeralResources.OrSkip(t)
	for name, test := range map[string]struct{ file, old, replacement, says string }{
		"if another job is deployed": {"main.tf", "input      = var.training_job_id", `input = "another"`, "Another job is deployed."},
		"if the gate is not replaced": {
			"tests/deployment.tftest.hcl", "override_module {\n  target = module.gate\n}", "", "Error: ModelArts could not be reached",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := exampleWithModules(t, "terraform-test-ephemeral")
			exampleReplace(t, filepath.Join(folder, test.file), test.old, test.replacement)
			if output, passed := exampleTest(t, folder); passed || !strings.Contains(output, test.says) {
				t.Errorf("want %s in:\n%s", test.says, output)
			}
		})
	}
}

func TestAccEphemeralTestExampleHasAGate(t *testing.T) {
	t.Parallel()
	acctest.EphemeralResources.OrSkip(t)
	service := acctest.NewService(t)
	folder := exampleWithModules(t, "terraform-test-ephemeral")
	plan := exec.CommandContext(t.Context(), acctest.Program(), "plan", "-no-color", "-var=training_job_id="+mockapi.SampleJobID)
	plan.Dir, plan.Env = folder, exampleEnvironment(t, service.Endpoint)
	output, err := plan.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "Error: Training job has events of a level that this gate does not accept") {
		t.Errorf("%v: %s", err, output)
	}
}

// exampleWithModules is a copy of an example whose modules are installed.
func exampleWithModules(t *testing.T, name string) string {
	t.Helper()
	folder := exampleCopy(t, name)
	get := exec.CommandContext(t.Context(), acctest.Program(), "get", "-no-color")
	get.Dir, get.Env = folder, exampleEnvironment(t, "http://127.0.0.1:1")
	if output, err := get.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return folder
}

func exampleReplace(t *testing.T, file, old, replacement string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s lacks %q", file, old)
	}
	acctest.WriteFile(t, filepath.Dir(file), filepath.Base(file), strings.Replace(string(content), old, replacement, 1))
}
