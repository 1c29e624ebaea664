package provider_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// exampleTest runs the example's own tests. A provider that did read would find no service.
func exampleTest(t *testing.T, folder string) (output string, passed bool) {
	t.Helper()
	command := exec.CommandContext(t.Context(), accProgram(), "test", "-no-color")
	command.Dir = folder
	command.Env = exampleEnvironment(t, "http://127.0.0.1:1")
	combined, err := command.CombinedOutput()
	return string(combined), err == nil
}

func TestAccTerraformTestExamplePassesWithoutAService(t *testing.T) {
	t.Parallel()
	mockProviders.orSkip(t)
	output, passed := exampleTest(t, exampleCopy(t, "terraform-test"))
	if !passed || !strings.Contains(output, "5 passed, 0 failed.") {
		t.Error(output)
	}
}

// Tests that pass whatever the module does would teach nothing.
func TestAccTerraformTestExampleNoticesAGateThatIsAlwaysOpen(t *testing.T) {
	t.Parallel()
	mockProviders.orSkip(t)
	const noErrors, fewWarnings = "self.error_count == 0", "data.modelarts_training_job_events.job.warning_count <= var.warnings_allowed"
	for name, test := range map[string]struct{ condition, replacement, failing string }{
		"errors":               {noErrors, "self.error_count == 0 || true", "closed_by_an_error"},
		"a count that is null": {noErrors, "coalesce(self.error_count, 0) == 0", "closed_where_the_count_is_not_known"},
		"warnings":             {fewWarnings, fewWarnings + " || true", "closed_by_a_warning"},
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

func exampleReplace(t *testing.T, file, old, replacement string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s lacks %q", file, old)
	}
	accWrite(t, filepath.Dir(file), filepath.Base(file), strings.Replace(string(content), old, replacement, 1))
}
