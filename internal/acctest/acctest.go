// Package acctest is the harness of the tests that use the provider as a whole, against the mock service on a loopback address. A test
// calls the provider in its own process, or runs Terraform or OpenTofu with the provider as built from here.
//
//   - inprocess.go calls the provider over Terraform's protocol ([Provider]). values.go writes configurations and states.
//   - workspace.go runs the CLI as users run it ([Workspace]), and cli.go finds its version ([Since]). hcl.go has configurations.
//   - service.go starts a mock service ([Service]), diagnostic.go compares an error ([Diagnostic]), secrets.go finds secrets.
//
// Each package of tests has a TestMain that calls [Main].
package acctest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

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

// Apply applies a configuration with the test library of the plugins and checks the state. A second plan must have no changes.
func Apply(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"modelarts": func() (tfprotov6.ProviderServer, error) {
				return providerserver.NewProtocol6WithError(provider.New(t.Context(), "test")())()
			},
		},
		Steps: []resource.TestStep{{Config: config, ConfigStateChecks: checks}},
	})
}

// HasText expects exactly this string in the state of the data source at [Address].
func HasText(attribute, value string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(Address, tfjsonpath.New(attribute), knownvalue.StringExact(value))
}

// HasNumber expects exactly this number in the state of the data source at [Address].
func HasNumber(attribute string, value int) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(Address, tfjsonpath.New(attribute), knownvalue.Int64Exact(int64(value)))
}
