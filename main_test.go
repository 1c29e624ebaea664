package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// .goreleaser.yml passes this flag. The linker does not report a variable that does not exist.
func TestLinkerVersionIsShownAndSent(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	run(t, exec.CommandContext(t.Context(), "go", "build", "-ldflags=-X main.version=1.2.3-test", "-o", folder+string(filepath.Separator), "."))

	t.Run("by the flag", func(t *testing.T) {
		t.Parallel()
		got := run(t, exec.CommandContext(t.Context(), filepath.Join(folder, "terraform-provider-modelarts"), "-version"))
		if want := "terraform-provider-modelarts 1.2.3-test\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})

	t.Run("in the User-Agent", func(t *testing.T) {
		t.Parallel()
		if os.Getenv("TF_ACC") == "" {
			t.Skip("acceptance tests need TF_ACC=1")
		}
		service := mockapi.New(mockapi.Config{})
		planSample(t, folder, mockapitest.Serve(t, service).String())
		// It does not contain the version of the CLI, because OpenTofu reports a version of Terraform.
		want := "terraform-provider-modelarts/1.2.3-test"
		if got := service.Requests()[0].Header.Get("User-Agent"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// planSample reads the sample job with the provider in the folder binaries.
func planSample(t *testing.T, binaries, endpoint string) {
	t.Helper()
	folder := t.TempDir()
	write(t, filepath.Join(folder, "cli.tfrc"), fmt.Sprintf(
		"provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", binaries))
	write(t, filepath.Join(folder, "main.tf"), fmt.Sprintf(`
terraform {
  required_providers {
    modelarts = { source = "modelarts-contrib/modelarts" }
  }
}

provider "modelarts" {
  endpoint   = %q
  project_id = %q
  token      = %q
}

data "modelarts_training_job_events" "job" {
  training_job_id = %q
}
`, endpoint, mockapi.ProjectID, mockapi.Token, mockapi.SampleJobID))

	plan := exec.CommandContext(t.Context(), cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform"), "plan", "-no-color")
	plan.Dir = folder
	plan.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(folder, "cli.tfrc"))
	run(t, plan)
}

// run returns the standard output of the command.
func run(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdout, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", command, err, stdout, stderr.Bytes())
	}
	return string(stdout)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
