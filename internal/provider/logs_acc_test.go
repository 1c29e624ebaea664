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
	workspace := acctest.NewWorkspace(t, service.Sample())
	written := filepath.Join(t.TempDir(), "stderr")
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\" 2>>'%s'\n", buildProvider(t, "../.."), written)
	program := filepath.Join(t.TempDir(), "terraform-provider-modelarts")
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	workspace.CLIConfig = overrideWith(t, program)

	for variable, isWritten := range map[string]bool{
		"TF_LOG=":               false,
		"TF_LOG=TRACE":          true,
		"TF_LOG=json":           true,
		"TF_LOG_PROVIDER=DEBUG": true,
	} {
		if err := os.RemoveAll(written); err != nil {
			t.Fatal(err)
		}
		plan := workspace.Command(t, "plan")
		plan.Env = append(plan.Env, "TF_LOG=", "TF_LOG_CORE=", "TF_LOG_PROVIDER=", variable)
		if output, err := plan.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, output)
		}
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
