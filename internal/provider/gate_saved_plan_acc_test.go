package provider_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// A postcondition is as old as the plan: the data source is not read again.
func TestAccPostconditionMissesAnErrorBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	workspace := accNewWorkspace(t, service.gated(accQuiet(3)...)+accPostcondition())
	workspace.savePlan(t)
	service.Append(accGateJob, accFailure("Error"))
	service.ResetRequests()
	workspace.applyPlan(t).must(t, 0, "Apply complete! Resources: 1 added")
	workspace.mustHave(t, accDeployment)
	service.wasNotAsked(t)
}

func TestAccEphemeralGateStopsAnErrorBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string][]string{
		"with defaults":      nil,
		"beyond max_events":  {"max_events = 0"},
		"on a page far back": {"limit = 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			workspace := accNewWorkspace(t, service.gated(accQuiet(9)...)+accEphemeral(arguments...))
			workspace.savePlan(t)
			service.Append(accGateJob, accFailure("Error"))
			workspace.applyPlan(t).must(t, 1, accEphemeralSays(1, accFailure("Error"))...)
			workspace.mustHave(t)
		})
	}
}

func TestAccEphemeralGateStaysOpenBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	workspace := accNewWorkspace(t, service.gated(accQuiet(3)...)+accEphemeral())
	workspace.savePlan(t)
	service.Append(accGateJob, accFailure("Warning"))
	workspace.applyPlan(t).must(t, 0, "Apply complete! Resources: 1 added")
	workspace.mustHave(t, accDeployment)
	workspace.run(t, "plan", "-detailed-exitcode").must(t, 0, "No changes.")
}

// What a data source keeps shows that the search finds what is there.
func TestAccEphemeralResourceIsStoredNowhere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config func(...string) string
		stored bool
	}{"ephemeral resource": {accEphemeral, false}, "data source": {accPostcondition, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const message = "Words that no other file holds."
			events := []mockapi.Event{{Message: message, Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "Job"}}
			workspace := accNewWorkspace(t, accNewService(t).gated(events...)+test.config())
			workspace.savePlan(t)
			workspace.applyPlan(t).must(t, 0)
			workspace.mustHave(t, accDeployment)
			if got := accUnzipped(t, filepath.Join(workspace.folder, accPlanFile)); bytes.Contains(got, []byte(message)) != test.stored {
				t.Errorf("in the saved plan: %t, want %t", !test.stored, test.stored)
			}
			state, err := os.ReadFile(filepath.Join(workspace.folder, "terraform.tfstate"))
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
