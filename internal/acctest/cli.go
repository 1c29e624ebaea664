package acctest

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"testing"
)

// Program is the path or the name of the CLI under test.
func Program() string { return cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform") }

// Since is the first version of the CLI that has a feature, as the minor of version 1. The zero value is any version.
type Since struct{ Terraform, OpenTofu int }

// never is the minor of a feature that a CLI does not have.
const never = 99

// OrSkip skips the test if the CLI is older, or if acceptance tests are off.
func (s Since) OrSkip(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests need TF_ACC=1")
	}
	if !s.IsThere(t) {
		t.Skipf("needs Terraform 1.%d or OpenTofu 1.%d (%d: never)", s.Terraform, s.OpenTofu, never)
	}
}

// IsThere reports whether the CLI under test has the feature.
func (s Since) IsThere(t *testing.T) bool {
	t.Helper()
	cli, err := installedCLI()
	if err != nil {
		t.Fatal(err)
	}
	return s.isKnownTo(cli)
}

func (s Since) isKnownTo(cli version) bool {
	needed := s.Terraform
	if cli.name == "OpenTofu" {
		needed = s.OpenTofu
	}
	return needed != never && (cli.major > 1 || cli.minor >= needed)
}

var (
	// EphemeralResources is the first version that has ephemeral resources.
	EphemeralResources = Since{Terraform: 10, OpenTofu: 11}
	// Actions is the first version that has actions.
	Actions = Since{Terraform: 14, OpenTofu: never}
)

type version struct {
	// name is Terraform or OpenTofu.
	name         string
	major, minor int
}

var cliVersionPattern = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v([0-9]+)\.([0-9]+)`)

var installedCLI = sync.OnceValues(func() (version, error) {
	output, err := exec.Command(Program(), "version").Output()
	if err != nil {
		return version{}, err
	}
	match := cliVersionPattern.FindSubmatch(output)
	if match == nil {
		return version{}, fmt.Errorf("no version in %q", output)
	}
	major, majorErr := strconv.Atoi(string(match[2]))
	minor, minorErr := strconv.Atoi(string(match[3]))
	return version{string(match[1]), major, minor}, errors.Join(majorErr, minorErr)
})
