package examples_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// exampleCopy is a copy of a folder of examples, so that a test can change it and see what a run leaves in it.
func exampleCopy(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), filepath.Base(name))
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(examples, name))); err != nil {
		t.Fatal(err)
	}
	return folder
}

// exampleEnvironment makes the CLI use the provider as built from here, and that use the service.
func exampleEnvironment(t *testing.T, endpoint string) []string {
	t.Helper()
	return append(os.Environ(),
		acctest.CLIConfig(t),
		"MODELARTS_ENDPOINT="+endpoint,
		"HW_PROJECT_ID="+mockapi.ProjectID,
		"HW_AUTH_TOKEN="+mockapi.Token,
		"HW_MAX_RETRIES=0",
	)
}
