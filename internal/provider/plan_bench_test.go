package provider_test

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// BenchmarkTerraformPlan is what a user waits for, with the program that users install.
func BenchmarkTerraformPlan(b *testing.B) {
	program, err := exec.LookPath(cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform"))
	if err != nil {
		b.Skip(err)
	}
	binaries, err := accBinaryFolder()
	if err != nil {
		b.Fatal(err)
	}
	const events = 10_000
	b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
		service := mockapi.New(mockapi.Config{})
		service.AddJob(mockapi.SampleJobID, mockapi.Generate(events))
		folder := planFolder(b, binaries, mockapitest.Serve(b, service).String())
		for b.Loop() {
			command := exec.CommandContext(b.Context(), program, "plan", "-no-color")
			command.Dir = folder
			command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(folder, "cli.tfrc"))
			output, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(output), fmt.Sprintf("events = %d", events)) {
				b.Fatalf("%v: %.2000s", err, output)
			}
		}
		b.ReportMetric(float64(len(service.Requests()))/float64(b.N), "requests")
	})
}

func planFolder(b *testing.B, binaries, endpoint string) string {
	b.Helper()
	provider := accProvider(accArgument("endpoint", endpoint), accArgument("project_id", mockapi.ProjectID), accArgument("token", mockapi.Token))
	folder := b.TempDir()
	for name, content := range map[string]string{
		"main.tf": "terraform {\n  required_providers {\n    modelarts = { source = \"modelarts-contrib/modelarts\" }\n  }\n}\n" +
			provider + accSample() + accBlock(`output "events"`, []string{"value = length(" + accAddress + ".events)"}),
		"cli.tfrc": fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", binaries),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return folder
}
