package provider_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Under dev_overrides, init fails, and so does a module. With what `make install` prepares, both must work, without a network.
func TestAccInstalledProviderWorksWithInitAndModules(t *testing.T) {
	t.Parallel()
	workspace := accNewWorkspace(t, "")
	mirror := filepath.Join(t.TempDir(), "a mirror")
	cliConfig := accInstall(t, mirror)
	accWrite(t, workspace.folder, "cli.tfrc", cliConfig)
	workspace.cliConfig = "TF_CLI_CONFIG_FILE=" + filepath.Join(workspace.folder, "cli.tfrc")

	service := accNewService(t)
	if err := os.Mkdir(filepath.Join(workspace.folder, "job"), 0o700); err != nil {
		t.Fatal(err)
	}
	child := accWorkspace{folder: filepath.Join(workspace.folder, "job")}
	child.configure(t, accSample()+"output \"total\" {\n  value = "+accAddress+".total\n}\n")
	workspace.configure(t, service.provider()+"module \"job\" {\n  source = \"./job\"\n}\n\noutput \"total\" {\n  value = module.job.total\n}\n")

	workspace.run(t, "init").must(t, 0, "modelarts-contrib/modelarts")
	workspace.run(t, "apply", "-auto-approve").must(t, 0, "total = 27")

	// A second build of the same version has another checksum than the lock file.
	accInstall(t, mirror, "GOFLAGS=-trimpath")
	workspace.run(t, "init").must(t, 1, "checksums")
	if err := os.Remove(filepath.Join(workspace.folder, ".terraform.lock.hcl")); err != nil {
		t.Fatal(err)
	}
	workspace.run(t, "init").must(t, 0)
	workspace.run(t, "plan").must(t, 0)
}

// accInstall returns what `make install` prints.
func accInstall(t *testing.T, mirror string, environment ...string) string {
	t.Helper()
	install := exec.CommandContext(t.Context(), "sh", filepath.Join("internal", "tools", "install.sh"))
	install.Dir = filepath.Join("..", "..")
	install.Env = append(append(os.Environ(), "MIRROR="+mirror), environment...)
	var stderr bytes.Buffer
	install.Stderr = &stderr
	output, err := install.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return string(output)
}
