package events_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// A postcondition is as old as the plan: the data source is not read again.
func TestAccPostconditionMissesAnErrorBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Gated(acctest.Quiet(3)...)+acctest.Postcondition())
	workspace.SavePlan(t)
	service.Append(acctest.GateJob, acctest.Failure("Error"))
	service.ResetRequests()
	workspace.ApplyPlan(t).Must(t, 0, "Apply complete! Resources: 1 added")
	workspace.MustHave(t, acctest.Deployment)
	service.WasNotAsked(t)
}

func TestAccEphemeralGateStopsAnErrorBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	// The error is beyond max_events, on the last of many pages.
	workspace := acctest.NewWorkspace(t, service.Gated(acctest.Quiet(9)...)+acctest.Ephemeral("max_events = 0", "limit = 1"))
	workspace.SavePlan(t)
	service.Append(acctest.GateJob, acctest.Failure("Error"))
	workspace.ApplyPlan(t).Must(t, 1, acctest.EphemeralSays(1, acctest.Failure("Error"))...)
	workspace.MustHave(t)
}

func TestAccEphemeralGateStaysOpenBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Gated(acctest.Quiet(3)...)+acctest.Ephemeral())
	workspace.SavePlan(t)
	service.Append(acctest.GateJob, acctest.Failure("Warning"))
	workspace.ApplyPlan(t).Must(t, 0, "Apply complete! Resources: 1 added")
	workspace.MustHave(t, acctest.Deployment)
	workspace.Run(t, "plan", "-detailed-exitcode").Must(t, 0, "No changes.")
}

// A data source stores the message, which shows that the search would find it.
func TestAccEphemeralResourceIsStoredNowhere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config func(...string) string
		stored bool
	}{"ephemeral resource": {acctest.Ephemeral, false}, "data source": {acctest.Postcondition, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const message = "Words that no other file holds."
			events := []mockapi.Event{{Message: message, Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "Job"}}
			workspace := acctest.NewWorkspace(t, acctest.NewService(t).Gated(events...)+test.config())
			workspace.SavePlan(t)
			workspace.ApplyPlan(t).Must(t, 0)
			workspace.MustHave(t, acctest.Deployment)
			if got := accUnzipped(t, filepath.Join(workspace.Folder, acctest.PlanFile)); bytes.Contains(got, []byte(message)) != test.stored {
				t.Errorf("in the saved plan: %t, want %t", !test.stored, test.stored)
			}
			state, err := os.ReadFile(filepath.Join(workspace.Folder, "terraform.tfstate"))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(state, []byte(message)) != test.stored {
				t.Errorf("in the state: %t, want %t", !test.stored, test.stored)
			}
		})
	}
}

// accUnzipped is all that the files of an archive hold.
func accUnzipped(t *testing.T, path string) []byte {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var all []byte
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}
