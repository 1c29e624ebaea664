package wholetest_test

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// BenchmarkTerraformPlan is what a user waits for, with the program that users install.
func BenchmarkTerraformPlan(b *testing.B) {
	program, err := exec.LookPath(cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform"))
	if err != nil {
		b.Skip(err)
	}
	cliConfig := acctest.CLIConfig(b)
	const events = 10_000
	b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
		service := mockapi.New(mockapi.Config{})
		service.AddJob(mockapi.SampleJobID, mockapi.Generate(events))
		folder := planFolder(b, mockapitest.Serve(b, service).String())
		for b.Loop() {
			command := exec.CommandContext(b.Context(), program, "plan", "-no-color")
			command.Dir = folder
			command.Env = append(os.Environ(), cliConfig)
			output, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(output), fmt.Sprintf("events = %d", events)) {
				b.Fatalf("%v: %.2000s", err, output)
			}
		}
		b.ReportMetric(float64(len(service.Requests()))/float64(b.N), "requests")
	})
}

func planFolder(b *testing.B, endpoint string) string {
	b.Helper()
	provider := acctest.Provider(acctest.Argument("endpoint", endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.Argument("token", mockapi.Token))
	folder := b.TempDir()
	acctest.WriteFile(b, folder, "main.tf", "terraform {\n  required_providers {\n    modelarts = { source = \"modelarts-contrib/modelarts\" }\n  }\n}\n"+
		provider+acctest.Sample()+acctest.Block(`output "events"`, []string{"value = length(" + acctest.Address + ".events)"}))
	return folder
}
