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

	testconfig "github.com/hashicorp/terraform-plugin-testing/config"
)

// Workspace is a folder with a configuration, in which the CLI runs as users run it.
type Workspace struct {
	Folder string
	// CLIConfig is the variable that leads to the provider as built from here, Environment are more variables.
	CLIConfig   string
	Environment []string
}

// NewWorkspace skips the test if acceptance tests are off, or if the CLI lacks what the configuration uses.
func NewWorkspace(t *testing.T, config string) Workspace {
	t.Helper()
	Since{}.OrSkip(t)
	if strings.Contains(config, `ephemeral "`) {
		EphemeralResources.OrSkip(t)
	}
	if strings.Contains(config, `action "`) {
		Actions.OrSkip(t)
	}
	workspace := Workspace{Folder: t.TempDir(), CLIConfig: CLIConfig(t)}
	workspace.Configure(t, config)
	return workspace
}

// Configure replaces the configuration. It adds the address of the provider to one without it.
func (w Workspace) Configure(t *testing.T, config string) {
	t.Helper()
	if !strings.Contains(config, "required_providers") {
		config = `
terraform {
  required_providers {
    modelarts = { source = "modelarts-contrib/modelarts" }
  }
}
` + config
	}
	WriteFile(t, w.Folder, "main.tf", config)
}

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
	result.Env = slices.Concat(os.Environ(), w.Environment, []string{w.CLIConfig})
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

// PlanFile is the name of the file of [Workspace.SavePlan].
const PlanFile = "saved.tfplan"

// SavePlan saves a plan for [Workspace.ApplyPlan]. The plan must succeed.
func (w Workspace) SavePlan(t *testing.T) Outcome {
	t.Helper()
	plan := w.Run(t, "plan", "-out="+PlanFile)
	plan.Must(t, 0)
	return plan
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

// Fails applies a configuration, which must fail with one error and leave no state.
func Fails(t *testing.T, config string) Diagnostic {
	t.Helper()
	return FailsWith(t, config, nil)
}

// FailsWith is [Fails] with values for the variables of the configuration.
func FailsWith(t *testing.T, config string, variables testconfig.Variables) Diagnostic {
	t.Helper()
	workspace := newWorkspaceWith(t, config, variables)
	got := workspace.Apply(t)
	got.Must(t, 1)
	if _, err := os.Stat(filepath.Join(workspace.Folder, "terraform.tfstate")); err == nil {
		t.Error("the run that failed left a state")
	}
	return ParseDiagnostic(t, errors.New(got.Output))
}

// Runs applies a configuration, with values for its variables. changes is whether the next plan has changes.
func Runs(t *testing.T, config string, variables testconfig.Variables, changes bool) {
	t.Helper()
	workspace := newWorkspaceWith(t, config, variables)
	workspace.Apply(t).Must(t, 0)
	workspace.Run(t, "plan", "-detailed-exitcode").Must(t, map[bool]int{false: 0, true: 2}[changes])
}

func newWorkspaceWith(t *testing.T, config string, variables testconfig.Variables) Workspace {
	t.Helper()
	workspace := NewWorkspace(t, config)
	if err := variables.Write(workspace.Folder); err != nil {
		t.Fatal(err)
	}
	return workspace
}

// ApplyOnce applies a configuration with more environment variables.
func ApplyOnce(t *testing.T, config string, environment ...string) Outcome {
	t.Helper()
	workspace := NewWorkspace(t, config)
	workspace.Environment = environment
	return workspace.Apply(t)
}

// CLIConfig is the variable that makes the CLI use the provider as built from here.
func CLIConfig(tb testing.TB) string {
	tb.Helper()
	return CLIConfigWith(tb, filepath.Dir(Binary(tb)))
}

// CLIConfigWith is the variable that makes the CLI use the provider in a folder.
func CLIConfigWith(tb testing.TB, folder string) string {
	tb.Helper()
	config := tb.TempDir()
	WriteFile(tb, config, "cli.tfrc", fmt.Sprintf(
		"provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", folder))
	return "TF_CLI_CONFIG_FILE=" + filepath.Join(config, "cli.tfrc")
}

// Binary is the path of the provider, which is built once for all tests.
func Binary(tb testing.TB) string {
	tb.Helper()
	program, err := builtProvider()
	if err != nil {
		tb.Fatal(err)
	}
	return program
}

// binaries is the folder of [Binary], which [Main] removes.
var binaries string

var builtProvider = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "terraform-provider-modelarts")
	if err != nil {
		return "", err
	}
	binaries = folder
	program := filepath.Join(folder, "terraform-provider-modelarts")
	build := exec.Command("go", "build", "-o", program, "github.com/modelarts-contrib/terraform-provider-modelarts")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return program, nil
})

// WriteFile writes a file into a folder of the test.
func WriteFile(tb testing.TB, folder, name, content string) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}
