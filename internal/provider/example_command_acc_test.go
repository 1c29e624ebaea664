package provider_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// since is the first version of the CLI that knows something, as the minor of version 1.
type since struct{ terraform, openTofu int }

// orSkip skips the test where the CLI is older, or where acceptance tests are off.
func (s since) orSkip(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests need TF_ACC=1")
	}
	cli, err := exampleCLI()
	if err != nil {
		t.Fatal(err)
	}
	needed := s.terraform
	if cli.name == "OpenTofu" {
		needed = s.openTofu
	}
	if cli.major == 1 && cli.minor < needed {
		t.Skipf("needs %s 1.%d, this is 1.%d", cli.name, needed, cli.minor)
	}
}

type cliVersion struct {
	// name is Terraform or OpenTofu.
	name         string
	major, minor int
}

var cliVersionPattern = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v([0-9]+)\.([0-9]+)`)

var exampleCLI = sync.OnceValues(func() (cliVersion, error) {
	output, err := exec.Command(exampleProgram(), "version").Output()
	if err != nil {
		return cliVersion{}, err
	}
	match := cliVersionPattern.FindSubmatch(output)
	if match == nil {
		return cliVersion{}, fmt.Errorf("no version in %q", output)
	}
	major, majorErr := strconv.Atoi(string(match[2]))
	minor, minorErr := strconv.Atoi(string(match[3]))
	return cliVersion{string(match[1]), major, minor}, errors.Join(majorErr, minorErr)
})

func exampleProgram() string { return cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform") }

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
	binaries, err := accBinaryFolder()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	accWrite(t, folder, "cli.tfrc", fmt.Sprintf(
		"provider_installation {\n  dev_overrides {\n    \"modelarts-contrib/modelarts\" = %q\n  }\n  direct {}\n}\n", binaries))
	return append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(folder, "cli.tfrc"),
		"MODELARTS_ENDPOINT="+endpoint,
		"HW_PROJECT_ID="+mockapi.ProjectID,
		"HW_AUTH_TOKEN="+mockapi.Token,
		"HW_MAX_RETRIES=0",
	)
}
