package wholetest_test

import (
	"cmp"
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

const requiredProvider = "terraform {\n  required_providers {\n    modelarts = { source = \"modelarts-contrib/modelarts\" }\n  }\n}\n"

// BenchmarkTerraformPlan is what a user waits for, with the program that users install. It also plans with a provider that does nothing.
func BenchmarkTerraformPlan(b *testing.B) {
	b.Run("events=0/code=nothing", func(b *testing.B) {
		folder := b.TempDir()
		acctest.WriteFile(b, folder, "main.tf", requiredProvider+
			"data \"modelarts_nothing\" \"this\" {}\noutput \"name\" {\n  value = coalesce(data.modelarts_nothing.this.name, \"none\")\n}\n")
		cliConfig := overrideWith(b, filepath.Dir(buildProvider(b, "./testdata/nothing")))
		for b.Loop() {
			plan(b, folder, cliConfig, `name = "none"`)
		}
	})
	for _, events := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("events=%d/code=provider", events), func(b *testing.B) {
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, mockapi.Generate(events))
			folder := planFolder(b, mockapitest.Serve(b, service).String())
			cliConfig := acctest.CLIConfig(b)
			for b.Loop() {
				plan(b, folder, cliConfig, fmt.Sprintf("events = %d", events))
			}
			b.ReportMetric(float64(len(service.Requests()))/float64(b.N), "requests")
		})
	}
}

func plan(b *testing.B, folder, cliConfig, want string) {
	b.Helper()
	program, err := exec.LookPath(cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform"))
	if err != nil {
		b.Skip(err)
	}
	command := exec.CommandContext(b.Context(), program, "plan", "-no-color")
	command.Dir = folder
	command.Env = append(os.Environ(), cliConfig)
	output, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(output), want) {
		b.Fatalf("%v: %.2000s", err, output)
	}
}

// overrideWith returns the variable that makes the CLI use the provider in a folder.
func overrideWith(b *testing.B, folder string) string {
	b.Helper()
	config := b.TempDir()
	acctest.WriteFile(b, config, "cli.tfrc",
		fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", folder))
	return "TF_CLI_CONFIG_FILE=" + filepath.Join(config, "cli.tfrc")
}

func planFolder(b *testing.B, endpoint string) string {
	b.Helper()
	provider := acctest.Provider(acctest.Argument("endpoint", endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.Argument("token", mockapi.Token))
	folder := b.TempDir()
	acctest.WriteFile(b, folder, "main.tf", requiredProvider+
		provider+acctest.Sample()+acctest.Block(`output "events"`, []string{"value = length(" + acctest.Address + ".events)"}))
	return folder
}
