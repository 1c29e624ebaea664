// Package acctest is what acceptance tests of several packages share. An acceptance test runs Terraform or OpenTofu with the provider
// as built from here, against the mock service on a loopback address.
//
//   - acctest.go applies a configuration and checks its state, or expects its failure ([Diagnostic]).
//   - workspace.go runs the CLI as users run it ([Workspace]), and cli.go asks for its version ([Since]).
//   - configuration.go writes blocks of HCL, gates.go whole gates with the deployment that they hold back.
//   - service.go starts a mock service ([Service]) and checks what it was asked. checks.go checks the state. secrets.go finds secrets.
//
// Each package of acceptance tests has a TestMain that calls [Main].
package acctest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	testconfig "github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// Main runs the tests of a package and returns the exit code. It removes a developer's own credentials from the environment: a test
// sets what it needs itself.
func Main(m *testing.M) int {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		prefix, _, _ := strings.Cut(name, "_")
		if slices.Contains([]string{"HW", "OS", "MODELARTS"}, prefix) {
			os.Unsetenv(name)
		}
	}
	// The examples name the provider by its address.
	os.Setenv("TF_ACC_PROVIDER_NAMESPACE", "modelarts-contrib")
	// The CLI and the provider make a certificate each for every start of the provider. That is half of the CPU time of a plan. The test of
	// the version, beside main.go, runs with certificates.
	os.Setenv("TF_DISABLE_PLUGIN_TLS", "1")
	code := m.Run()
	os.RemoveAll(binaries)
	return code
}

// Factories serve the provider to the test library under the name that configurations use.
var Factories = map[string]func() (tfprotov6.ProviderServer, error){
	"modelarts": func() (tfprotov6.ProviderServer, error) {
		return providerserver.NewProtocol6WithError(provider.New(context.Background(), "test")())()
	},
}

// Apply applies a configuration and checks the state. Terraform then finds nothing more to do, or the test fails.
func Apply(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	Steps(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
}

// Steps runs the steps of one test, in order and on one state.
func Steps(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: Factories, Steps: steps})
}

// Fails applies a configuration that must fail with one error and leave no state.
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
	exitCode := 0
	if changes {
		exitCode = 2
	}
	workspace.Run(t, "plan", "-detailed-exitcode").Must(t, exitCode)
}

func newWorkspaceWith(t *testing.T, config string, variables testconfig.Variables) Workspace {
	t.Helper()
	workspace := NewWorkspace(t, config)
	if err := variables.Write(workspace.Folder); err != nil {
		t.Fatal(err)
	}
	return workspace
}
