package acctest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Workspace is a folder with a configuration, in which Terraform runs as users run it. The test library can neither save a plan and apply
// it later, nor report the exit code.
type Workspace struct {
	Folder string
	// CLIConfig is the variable that leads to the provider as built from here.
	CLIConfig string
}

// NewWorkspace skips the test if acceptance tests are off, or if the CLI lacks what the configuration uses.
func NewWorkspace(t *testing.T, config string) Workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests need TF_ACC=1")
	}
	if strings.Contains(config, `ephemeral "`) {
		EphemeralResources.OrSkip(t)
	}
	if strings.Contains(config, `action "`) {
		Actions.OrSkip(t)
	}
	workspace := Workspace{t.TempDir(), CLIConfig(t)}
	workspace.Configure(t, config)
	return workspace
}

// Configure replaces the configuration. It adds a block required_providers to one without it.
func (w Workspace) Configure(t *testing.T, config string) {
	t.Helper()
	if strings.Contains(config, "required_providers") {
		WriteFile(t, w.Folder, "main.tf", config)
		return
	}
	WriteFile(t, w.Folder, "main.tf", requiredProviders+config)
}

// requiredProviders is the block that names the provider's address.
const requiredProviders = "terraform {\n  required_providers {\n    modelarts = { source = \"modelarts-contrib/modelarts\" }\n  }\n}\n"

// Outcome is what a pipeline sees of a command.
type Outcome struct {
	ExitCode int
	// Output is standard output and standard error as they came.
	Output string
}

// Command prepares a command of the CLI.
func (w Workspace) Command(t *testing.T, command string, arguments ...string) *exec.Cmd {
	t.Helper()
	result := exec.CommandContext(t.Context(), Program(), slices.Concat([]string{command, "-no-color"}, arguments)...)
	result.Dir = w.Folder
	result.Env = append(os.Environ(), w.CLIConfig)
	return result
}

// Run runs a command of the CLI.
func (w Workspace) Run(t *testing.T, command string, arguments ...string) Outcome {
	t.Helper()
	run := w.Command(t, command, arguments...)
	output, err := run.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return Outcome{run.ProcessState.ExitCode(), string(output)}
}

// Apply applies the configuration without a saved plan.
func (w Workspace) Apply(t *testing.T) Outcome {
	t.Helper()
	return w.Run(t, "apply", "-auto-approve")
}

// SavePlan makes a plan for [Workspace.ApplyPlan], which must go well.
func (w Workspace) SavePlan(t *testing.T) {
	t.Helper()
	w.Run(t, "plan", "-out="+PlanFile).Must(t, 0)
}

// ApplyPlan applies the plan of [Workspace.SavePlan].
func (w Workspace) ApplyPlan(t *testing.T) Outcome {
	t.Helper()
	return w.Run(t, "apply", PlanFile)
}

// Must checks the exit code, and that these words are in the output; Terraform may wrap them.
func (o Outcome) Must(t *testing.T, exitCode int, words ...string) {
	t.Helper()
	if o.ExitCode != exitCode {
		t.Fatalf("exit code %d, want %d: %s", o.ExitCode, exitCode, o.Output)
	}
	for _, want := range words {
		if !strings.Contains(Fold(o.Output), want) {
			t.Errorf("the output lacks %q: %s", want, o.Output)
		}
	}
}

// MustHave checks which managed resources there are, in the order of their names.
func (w Workspace) MustHave(t *testing.T, want ...string) {
	t.Helper()
	var state struct {
		Resources []struct {
			Mode, Type, Name string
			Instances        []json.RawMessage
		}
	}
	content, err := os.ReadFile(filepath.Join(w.Folder, "terraform.tfstate"))
	if err == nil {
		err = json.Unmarshal(content, &state)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var got []string
	for _, resource := range state.Resources {
		if resource.Mode == "managed" && len(resource.Instances) > 0 { // none: it was not created after all
			got = append(got, resource.Type+"."+resource.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the state has the resources %q, want %q", got, want)
	}
}

// PlanFile is the name of the file of [Workspace.SavePlan].
const PlanFile = "saved.tfplan"

// ApplyOnce applies a configuration with the program that users install.
func ApplyOnce(t *testing.T, config string, environment ...string) Outcome {
	t.Helper()
	workspace := NewWorkspace(t, config)
	command := workspace.Command(t, "apply", "-auto-approve")
	command.Env = append(command.Env, environment...)
	output, _ := command.CombinedOutput() // the outcome tells
	return Outcome{command.ProcessState.ExitCode(), string(output)}
}

// CLIConfig is the variable that makes the CLI take the provider as built from here.
func CLIConfig(tb testing.TB) string {
	tb.Helper()
	binaries, err := binaryFolder()
	if err != nil {
		tb.Fatal(err)
	}
	folder := tb.TempDir()
	WriteFile(tb, folder, "cli.tfrc", fmt.Sprintf(
		"provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", binaries))
	return "TF_CLI_CONFIG_FILE=" + filepath.Join(folder, "cli.tfrc")
}

// WriteFile writes a file into a folder of the test.
func WriteFile(tb testing.TB, folder, name, content string) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// binaries is the folder that binaryFolder has built the provider into, for TestMain to remove.
var binaries string

// binaryFolder builds the provider once for all tests.
var binaryFolder = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "terraform-provider-modelarts")
	if err != nil {
		return "", err
	}
	binaries = folder
	build := exec.Command("go", "build", "-o", folder+string(filepath.Separator), "github.com/modelarts-contrib/terraform-provider-modelarts")
	if output, err := build.CombinedOutput(); err != nil {
		return folder, fmt.Errorf("%w: %s", err, output)
	}
	return folder, nil
})
