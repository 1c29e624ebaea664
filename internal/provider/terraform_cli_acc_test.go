package provider_test

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

func accProgram() string { return cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform") }

// since is the first version of the CLI that has a feature, as the minor of version 1. The zero value is any version.
type since struct{ Terraform, OpenTofu int }

// orSkip skips the test where the CLI is older, or where acceptance tests are off.
func (s since) orSkip(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests need TF_ACC=1")
	}
	if cli := accCLI(t); !s.isKnownTo(cli) {
		t.Skipf("needs Terraform 1.%d or OpenTofu 1.%d, this is %s %d.%d", s.Terraform, s.OpenTofu, cli.name, cli.major, cli.minor)
	}
}

func (s since) isKnownTo(cli cliVersion) bool {
	needed := s.Terraform
	if cli.name == "OpenTofu" {
		needed = s.OpenTofu
	}
	return cli.major > 1 || cli.minor >= needed
}

// ephemeralResources are in these versions.
var ephemeralResources = since{Terraform: 10, OpenTofu: 11}

type cliVersion struct {
	// name is Terraform or OpenTofu.
	name         string
	major, minor int
}

var cliVersionPattern = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v([0-9]+)\.([0-9]+)`)

func accCLI(t *testing.T) cliVersion {
	t.Helper()
	cli, err := accCLIVersion()
	if err != nil {
		t.Fatal(err)
	}
	return cli
}

var accCLIVersion = sync.OnceValues(func() (cliVersion, error) {
	output, err := exec.Command(accProgram(), "version").Output()
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
