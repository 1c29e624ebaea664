//go:build unix

package examples_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccPipelineNeedsNoStateLock(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob("healthy", mockapi.Generate(1))
	state, err := os.Create(filepath.Join(p.folder, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	defer state.Close()
	// As Terraform locks a local state.
	if err := syscall.FcntlFlock(state.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}); err != nil {
		t.Fatal(err)
	}
	p.run(t, "-var=training_job_name=healthy").is(t, 0, "")
}

func TestAccPipelineRunsInAReadOnlyCheckout(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	p := newPipeline(t)
	p.AddJob("healthy", mockapi.Generate(1))
	setMode := func(mode fs.FileMode) {
		if err := os.Chmod(p.folder, mode); err != nil {
			t.Fatal(err)
		}
	}
	setMode(0o500)
	t.Cleanup(func() { setMode(0o700) })
	p.run(t, "-var=training_job_name=healthy").is(t, 0, "")
}
