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
	child.Configure(t, `
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

output "total" {
  value = data.modelarts_training_job_events.test.total
}
`)
	workspace.Configure(t, service.Provider()+`
module "job" {
  source = "./job"
}

output "total" {
  value = module.job.total
}
`)

	workspace.Run(t, "init").Must(t, 0, "modelarts-contrib/modelarts")
	workspace.Run(t, "apply", "-auto-approve").Must(t, 0, "total = 27")

	// A second build of the same version has another checksum than the lock file.
	rebuild(t, mirror)
	workspace.Run(t, "init").Must(t, 1, "checksums")
	deleteLock(t, filepath.Join(workspace.Folder, ".terraform.lock.hcl"))
	workspace.Run(t, "init").Must(t, 0)
	workspace.Run(t, "plan").Must(t, 0)
}

// rebuild changes the installed programs as another build would.
func rebuild(t *testing.T, mirror string) {
	t.Helper()
	programs, err := filepath.Glob(filepath.Join(mirror, "*", "modelarts-contrib", "modelarts", "*", "*", "terraform-provider-modelarts_v*"))
	if err != nil || len(programs) != 2 {
		t.Fatalf("installed %q, %v", programs, err)
	}
	for _, program := range programs {
		content, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(program, append(content, 0), 0o700); err != nil {
			t.Fatal(err)
		}
	}
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

func installCommand(t *testing.T, mirror string) *exec.Cmd {
	t.Helper()
	install := exec.CommandContext(t.Context(), "sh", filepath.Join("internal", "tools", "install.sh"))
	install.Dir = filepath.Join("..", "..")
	install.Env = append(os.Environ(), "MIRROR="+mirror)
	return install
}

// accInstall returns what `make install` prints.
func accInstall(t *testing.T, mirror string) string {
	t.Helper()
	install := installCommand(t, mirror)
	var stderr bytes.Buffer
	install.Stderr = &stderr
	output, err := install.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return string(output)
}
