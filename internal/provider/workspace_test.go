package provider_test

import (
	"bytes"
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

// accWorkspace is a folder with a configuration, where Terraform runs as users run it: the test library neither keeps a plan to apply
// it later nor tells the exit code.
type accWorkspace struct {
	folder string
	// cliConfig is the variable that leads to the provider as built from here.
	cliConfig string
}

func accNewWorkspace(t *testing.T, config string) accWorkspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests need TF_ACC=1")
	}
	if strings.Contains(config, `ephemeral "`) {
		ephemeralResources.orSkip(t)
	}
	workspace := accWorkspace{t.TempDir(), accCLIConfig(t)}
	workspace.configure(t, config)
	return workspace
}

// configure replaces the configuration.
func (w accWorkspace) configure(t *testing.T, config string) {
	t.Helper()
	accWrite(t, w.folder, "main.tf", accRequiredProviders+config)
}

const accRequiredProviders = "terraform {\n  required_providers {\n    modelarts = { source = \"modelarts-contrib/modelarts\" }\n  }\n}\n"

// accOutcome is what a pipeline sees of a command.
type accOutcome struct {
	exitCode int
	output   string
}

func (w accWorkspace) command(t *testing.T, command string, arguments ...string) *exec.Cmd {
	t.Helper()
	result := exec.CommandContext(t.Context(), accProgram(), slices.Concat([]string{command, "-no-color"}, arguments)...)
	result.Dir = w.folder
	result.Env = append(os.Environ(), w.cliConfig)
	return result
}

func (w accWorkspace) run(t *testing.T, command string, arguments ...string) accOutcome {
	t.Helper()
	run := w.command(t, command, arguments...)
	output, err := run.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return accOutcome{run.ProcessState.ExitCode(), string(output)}
}

func (w accWorkspace) apply(t *testing.T) accOutcome {
	t.Helper()
	return w.run(t, "apply", "-auto-approve")
}

// savePlan makes a plan for [accWorkspace.applyPlan], which must go well.
func (w accWorkspace) savePlan(t *testing.T) {
	t.Helper()
	w.run(t, "plan", "-out="+accPlanFile).must(t, 0)
}

func (w accWorkspace) applyPlan(t *testing.T) accOutcome {
	t.Helper()
	return w.run(t, "apply", accPlanFile)
}

// must checks the exit code, and that these words are in the output; Terraform may wrap them.
func (o accOutcome) must(t *testing.T, exitCode int, words ...string) {
	t.Helper()
	if o.exitCode != exitCode {
		t.Fatalf("exit code %d, want %d: %s", o.exitCode, exitCode, o.output)
	}
	for _, want := range words {
		if !strings.Contains(accFold(o.output), want) {
			t.Errorf("the output lacks %q: %s", want, o.output)
		}
	}
}

// mustHave checks which managed resources there are, in the order of their names.
func (w accWorkspace) mustHave(t *testing.T, want ...string) {
	t.Helper()
	var state struct {
		Resources []struct{ Mode, Type, Name string }
	}
	content, err := os.ReadFile(filepath.Join(w.folder, "terraform.tfstate"))
	if err == nil {
		err = json.Unmarshal(content, &state)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var got []string
	for _, resource := range state.Resources {
		if resource.Mode == "managed" {
			got = append(got, resource.Type+"."+resource.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the state has the resources %q, want %q", got, want)
	}
}

const accPlanFile = "saved.tfplan"

type accRun struct{ output, state string }

// accTerraform applies a configuration with the program that users install.
func accTerraform(t *testing.T, config string, environment ...string) accRun {
	t.Helper()
	workspace := accNewWorkspace(t, config)
	command := workspace.command(t, "apply", "-auto-approve")
	command.Env = append(command.Env, environment...)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	_ = command.Run() // the output tells
	state, _ := os.ReadFile(filepath.Join(workspace.folder, "terraform.tfstate"))
	return accRun{output.String(), string(state)}
}

// accCLIConfig is the variable that makes the CLI take the provider as built from here.
func accCLIConfig(tb testing.TB) string {
	tb.Helper()
	binaries, err := accBinaryFolder()
	if err != nil {
		tb.Fatal(err)
	}
	folder := tb.TempDir()
	accWrite(tb, folder, "cli.tfrc", fmt.Sprintf(
		"provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", binaries))
	return "TF_CLI_CONFIG_FILE=" + filepath.Join(folder, "cli.tfrc")
}

func accWrite(tb testing.TB, folder, name, content string) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// accBinaries is the folder that accBinaryFolder has built the provider into, for TestMain to remove.
var accBinaries string

// accBinaryFolder builds the provider once for all tests.
var accBinaryFolder = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "terraform-provider-modelarts")
	if err != nil {
		return "", err
	}
	accBinaries = folder
	build := exec.Command("go", "build", "-o", folder+string(filepath.Separator), "github.com/modelarts-contrib/terraform-provider-modelarts")
	if output, err := build.CombinedOutput(); err != nil {
		return folder, fmt.Errorf("%w: %s", err, output)
	}
	return folder, nil
})
