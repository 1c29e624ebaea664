package provider_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// BenchmarkTerraformPlan is what a user waits for, with the program that users install. It compares the provider with one that does nothing,
// and with one that has the same schemas but reads nothing.
func BenchmarkTerraformPlan(b *testing.B) {
	if _, err := exec.LookPath(acctest.Program()); err != nil {
		b.Skip(err)
	}
	service := mockapi.New(mockapi.Config{})
	read := acctest.ProviderBlock(
		acctest.Argument("endpoint", mockapitest.Serve(b, service).String()),
		acctest.Argument("project_id", mockapi.ProjectID),
		acctest.Argument("token", mockapi.Token),
	) + acctest.Sample()
	nothing := planOf(b, overrideWith(b, buildProvider(b, "./testdata/nothing")), "data \"modelarts_nothing\" \"this\" {}\n", `"none"`)
	schemaOnly := planOf(b, overrideWith(b, buildProvider(b, "./testdata/schemaonly")), read, `"none"`)
	provider := planOf(b, acctest.CLIConfig(b), read, "length("+acctest.Address+".events)")

	b.Run("events=0", func(b *testing.B) {
		service.AddJob(mockapi.SampleJobID, nil)
		takeTurns(b, contender{"nothing", nothing}, contender{"schemaonly", schemaOnly}, contender{"provider", provider})
	})
	b.Run("events=10000", func(b *testing.B) {
		service.AddJob(mockapi.SampleJobID, mockapi.Generate(10_000))
		takeTurns(b, contender{"provider", provider})
	})
}

// planOf returns a function that plans a configuration with an output of this value.
func planOf(b *testing.B, cliConfig, config, value string) func() {
	b.Helper()
	folder := b.TempDir()
	acctest.WriteFile(b, folder, "main.tf", "terraform {\n  required_providers {\n    modelarts = { source = \"modelarts-contrib/modelarts\" }\n  }\n}\n"+
		config+acctest.Block(`output "result"`, []string{"value = " + value}))
	return func() {
		command := exec.CommandContext(b.Context(), acctest.Program(), "plan", "-no-color")
		command.Dir = folder
		// Users have none of these variables. [acctest.Main] sets the last one.
		command.Env = append(os.Environ(), cliConfig, "GOGC=", "TF_LOG=", "TF_LOG_PROVIDER=", "TF_DISABLE_PLUGIN_TLS=")
		output, err := command.CombinedOutput()
		if err != nil || !strings.Contains(string(output), "result = ") {
			b.Fatalf("%v: %.2000s", err, output)
		}
	}
}

// overrideWith returns the variable that makes the CLI use a program as the provider.
func overrideWith(tb testing.TB, program string) string {
	tb.Helper()
	config := tb.TempDir()
	acctest.WriteFile(tb, config, "cli.tfrc",
		fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", filepath.Dir(program)))
	return "TF_CLI_CONFIG_FILE=" + filepath.Join(config, "cli.tfrc")
}
