package provider_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

// Under dev_overrides, init fails, and so does a module. With what `make install` prepares, both must work, without a network.
func TestAccInstalledProviderWorksWithInitAndModules(t *testing.T) {
	t.Parallel()
	workspace := acctest.NewWorkspace(t, "")
	mirror := filepath.Join(t.TempDir(), "a mirror")
	cliConfig := accInstall(t, mirror)
	acctest.WriteFile(t, workspace.Folder, "cli.tfrc", cliConfig)
	workspace.CLIConfig = "TF_CLI_CONFIG_FILE=" + filepath.Join(workspace.Folder, "cli.tfrc")

	service := acctest.NewService(t)
	if err := os.Mkdir(filepath.Join(workspace.Folder, "job"), 0o700); err != nil {
		t.Fatal(err)
	}
	child := acctest.Workspace{Folder: filepath.Join(workspace.Folder, "job")}
	child.Configure(t, acctest.Sample()+"output \"total\" {\n  value = "+acctest.Address+".total\n}\n")
	workspace.Configure(t, service.Provider()+"module \"job\" {\n  source = \"./job\"\n}\n\noutput \"total\" {\n  value = module.job.total\n}\n")

	workspace.Run(t, "init").Must(t, 0, "modelarts-contrib/modelarts")
	workspace.Run(t, "apply", "-auto-approve").Must(t, 0, "total = 27")

	// A second build of the same version has another checksum than the lock file.
	accInstall(t, mirror, "GOFLAGS=-trimpath")
	workspace.Run(t, "init").Must(t, 1, "checksums")
	deleteLock(t, filepath.Join(workspace.Folder, ".terraform.lock.hcl"))
	workspace.Run(t, "init").Must(t, 0)
	workspace.Run(t, "plan").Must(t, 0)
}

// deleteLock deletes the block of the provider, as the README says.
func deleteLock(t *testing.T, file string) {
	t.Helper()
	locks, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?s)provider "[^"]*/modelarts-contrib/modelarts" \{.*?\n\}\n`)
	if !block.Match(locks) {
		t.Fatalf("no block of the provider in %s", locks)
	}
	acctest.WriteFile(t, filepath.Dir(file), filepath.Base(file), block.ReplaceAllString(string(locks), ""))
}

// Otherwise, the script would write into a folder with the name ~.
func TestInstallRejectsTildeThatShellDidNotExpand(t *testing.T) {
	t.Parallel()
	command := installCommand(t, "~/a mirror")
	output, err := command.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "did not expand the ~ of MIRROR=~/a mirror: write $HOME instead") {
		t.Errorf("%v: %s", err, output)
	}
}

func installCommand(t *testing.T, mirror string, environment ...string) *exec.Cmd {
	t.Helper()
	install := exec.CommandContext(t.Context(), "sh", filepath.Join("internal", "tools", "install.sh"))
	install.Dir = filepath.Join("..", "..")
	install.Env = append(append(os.Environ(), "MIRROR="+mirror), environment...)
	return install
}

// accInstall returns what `make install` prints.
func accInstall(t *testing.T, mirror string, environment ...string) string {
	t.Helper()
	install := installCommand(t, mirror, environment...)
	var stderr bytes.Buffer
	install.Stderr = &stderr
	output, err := install.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return string(output)
}
