package provider_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	testconfig "github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

func TestMain(m *testing.M) { os.Exit(accMain(m)) }

// accMain keeps a developer's own credentials out. What a test needs of the environment it sets itself.
func accMain(m *testing.M) int {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		prefix, _, _ := strings.Cut(name, "_")
		if slices.Contains([]string{"HW", "OS", "MODELARTS"}, prefix) {
			os.Unsetenv(name)
		}
	}
	// The examples name the provider by its address.
	os.Setenv("TF_ACC_PROVIDER_NAMESPACE", "modelarts-contrib")
	code := m.Run()
	os.RemoveAll(accBinaries)
	return code
}

var accFactories = map[string]func() (tfprotov6.ProviderServer, error){
	"modelarts": func() (tfprotov6.ProviderServer, error) {
		return providerserver.NewProtocol6WithError(provider.New(context.Background(), "test")())()
	},
}

// accApply applies a configuration and checks the state. Terraform then finds nothing more to do, or the test fails.
func accApply(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	accSteps(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
}

func accSteps(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: accFactories, Steps: steps})
}

// accFails runs a configuration that must fail with one error and leave no state.
func accFails(t *testing.T, config string) accDiagnostic {
	t.Helper()
	return accFailsWith(t, config, nil)
}

func accFailsWith(t *testing.T, config string, variables testconfig.Variables) accDiagnostic {
	t.Helper()
	var failure error
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: accFactories,
		Steps:                    []resource.TestStep{{Config: config, ConfigVariables: variables}},
		// Unlike ExpectError it gets the whole text, so that a test can say what must not be in it.
		ErrorCheck: func(err error) error { failure = err; return nil },
		// It is called only where there is a state.
		CheckDestroy: func(*terraform.State) error { return errors.New("the run that failed left a state") },
	})
	if failure == nil {
		t.Fatal("no error")
	}
	return accParse(t, failure)
}
