package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

// Terraform drops what a provider logs unless one of its variables is set. Writing them nevertheless would take a seventh of a short plan.
func TestAccLogsAreWrittenOnlyIfTerraformReadsThem(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Provider()+`
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
`)
	folder, written := t.TempDir(), filepath.Join(t.TempDir(), "stderr")
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\" 2>>'%s'\n", acctest.Binary(t), written)
	if err := os.WriteFile(filepath.Join(folder, "terraform-provider-modelarts"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	workspace.CLIConfig = acctest.CLIConfigWith(t, folder)

	for variable, isWritten := range map[string]bool{
		"TF_LOG=":               false,
		"TF_LOG=TRACE":          true,
		"TF_LOG=json":           true,
		"TF_LOG_PROVIDER=DEBUG": true,
	} {
		if err := os.RemoveAll(written); err != nil {
			t.Fatal(err)
		}
		workspace.Environment = []string{"TF_LOG=", "TF_LOG_CORE=", "TF_LOG_PROVIDER=", variable}
		workspace.Run(t, "plan").Must(t, 0)
		log, err := os.ReadFile(written)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{`"@module":"sdk.framework"`, `"@message":"API request"`} {
			if got := strings.Contains(string(log), words); got != isWritten {
				t.Errorf("with %s, the provider wrote records of %s: %t, want %t: %.2000s", variable, words, got, isWritten, log)
			}
		}
	}
}
