package events_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccErrorStopsThePlan(t *testing.T) {
	t.Parallel()
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			failure := acctest.Failure("ERROR")
			service := acctest.NewService(t)
			workspace := acctest.NewWorkspace(t, service.Gated(append(acctest.Quiet(30), failure)...)+gate.Config("max_events = 1", "limit = 10"))
			workspace.Run(t, "plan").Must(t, 1, gate.Says(1, failure)...)
		})
	}
}

func TestAccGatesOpenForAJobWithoutErrors(t *testing.T) {
	t.Parallel()
	warning := mockapi.Event{Message: "Node is slow.", Level: "Warning", Time: "2030-01-01T00:00:00Z", Source: "K8S"}
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			workspace := acctest.NewWorkspace(t, acctest.NewService(t).Gated(append(acctest.Quiet(3), warning)...)+gate.Config())
			workspace.Apply(t).Must(t, 0, "Apply complete! Resources: 1 added")
			workspace.MustHave(t, acctest.Deployment)
		})
	}
}

func TestAccEphemeralGateFailsIfItCannotTell(t *testing.T) {
	t.Parallel()
	provider := acctest.NewService(t).Gated(append(acctest.Quiet(3), acctest.Failure("Fatal"))...)
	workspace := acctest.NewWorkspace(t, provider+acctest.Ephemeral())
	workspace.Apply(t).Must(t, 1, "Error: Training job has events of an unknown level")
	workspace.MustHave(t)
	workspace.Configure(t, provider+acctest.Ephemeral("ignore_unknown_levels = true"))
	workspace.Apply(t).Must(t, 0)
	workspace.MustHave(t, acctest.Deployment)
}

func TestAccEphemeralGateWithAnOffsetIsRefused(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.NewWorkspace(t, service.Gated(acctest.Failure("Error"))+acctest.Ephemeral("offset = 1")).Run(t, "validate")
	got.Must(t, 1)
	acctest.SameDiagnostic(t, acctest.ParseDiagnostic(t, errors.New(got.Output)), acctest.Diagnostic{
		Address: acctest.EphemeralAddress, Attribute: "offset", Summary: "Gate does not see every event",
		Detail: "`offset = 1` skips events, so that `fail_on_levels` does not see them. Remove `offset`. " +
			"To leave out an earlier run of the job, set `start_time`.",
	})
	service.WasNotAsked(t)
}

// The filter leaves nothing known of errors: null is not 0.
func TestAccPostconditionFailsIfTheLevelFilterExcludesErrors(t *testing.T) {
	t.Parallel()
	workspace := acctest.NewWorkspace(t, acctest.NewService(t).Gated()+acctest.Postcondition(`level = "Warning"`))
	workspace.Apply(t).Must(t, 1, "Error: Resource postcondition failed", "Errors: null, the latest: not known")
	workspace.MustHave(t)
}

func TestAccGateThatCanNeverFailIsRefusedOnceKnown(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Gated(acctest.Failure("Error"))+acctest.Ephemeral("level = terraform_data.later.output")+`
resource "terraform_data" "later" {
  input = "Warning"
}
`)
	workspace.Apply(t).Must(t, 1, "Error: Gate can never fail")
	workspace.MustHave(t, "terraform_data.later")
	service.WasNotAsked(t)
}

func TestAccCheckWarnsAndStopsNothing(t *testing.T) {
	t.Parallel()
	t.Run("where there is an error", func(t *testing.T) {
		t.Parallel()
		workspace := acctest.NewWorkspace(t, acctest.NewService(t).Gated(acctest.Failure("Error"))+accCheck)
		workspace.Apply(t).Must(t, 0, "Warning: Check block assertion failed", "Errors: 1", "Apply complete! Resources: 1 added")
		workspace.MustHave(t, acctest.Deployment)
	})
	t.Run("where the events cannot be read", func(t *testing.T) {
		t.Parallel()
		service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle})
		workspace := acctest.NewWorkspace(t, service.Gated()+accCheck)
		workspace.Apply(t).Must(t, 0, "Warning: ModelArts throttles the requests", "Apply complete! Resources: 1 added")
		workspace.MustHave(t, acctest.Deployment)
	})
}

// A CLI without ephemeral resources must not run the configuration without its gate.
func TestAccOlderCLIRefusesTheEphemeralGate(t *testing.T) {
	t.Parallel()
	acctest.Since{}.OrSkip(t)
	if acctest.EphemeralResources.IsThere(t) {
		t.Skip("needs a CLI without ephemeral resources")
	}
	workspace := acctest.NewWorkspace(t, "")
	workspace.Configure(t, acctest.NewService(t).Gated()+acctest.Ephemeral())
	workspace.Apply(t).Must(t, 1, `Blocks of type "ephemeral" are not expected here.`)
	workspace.MustHave(t)
}

func TestAccGatesOfADeployment(t *testing.T) {
	t.Parallel()
	const destroys = "Plan: 0 to add, 0 to change, 1 to destroy."
	deployed := func(t *testing.T, gate string) (*acctest.Service, acctest.Workspace) {
		t.Helper()
		service := acctest.NewService(t)
		workspace := acctest.NewWorkspace(t, service.Gated(acctest.Quiet(1)...)+gate)
		workspace.Apply(t).Must(t, 0)
		return service, workspace
	}
	mustDestroy := func(t *testing.T, workspace acctest.Workspace) {
		t.Helper()
		got := workspace.Run(t, "destroy", "-auto-approve")
		got.Must(t, 0, destroys, "Destroy complete! Resources: 1 destroyed.")
		if strings.Contains(got.Output, "Error:") {
			t.Errorf("got %s", got.Output)
		}
	}
	t.Run("the ephemeral resource stops a destroy unless nothing is refreshed", func(t *testing.T) {
		t.Parallel()
		service, workspace := deployed(t, acctest.Ephemeral())
		service.Append(acctest.GateJob, acctest.Failure("Error"))
		workspace.Run(t, "plan", "-destroy").Must(t, 1, "Error: Training job has events of a level that this gate does not accept")
		workspace.Run(t, "plan", "-destroy", "-refresh=false").Must(t, 0, destroys)
		workspace.Run(t, "destroy", "-auto-approve", "-refresh=false").Must(t, 0, "Destroy complete! Resources: 1 destroyed.")
		workspace.MustHave(t)
	})
	t.Run("a postcondition warns in a refresh and does not stop a destroy", func(t *testing.T) {
		t.Parallel()
		service, workspace := deployed(t, acctest.Postcondition())
		service.Append(acctest.GateJob, acctest.Failure("Error"))
		workspace.Run(t, "plan", "-refresh-only").Must(t, 0, "Warning: Resource postcondition failed")
		mustDestroy(t, workspace)
	})
	t.Run("a check is a change in every plan and does not stop a destroy", func(t *testing.T) {
		t.Parallel()
		service, workspace := deployed(t, accCheck)
		for range 2 {
			workspace.Run(t, "plan", "-detailed-exitcode").Must(t, 2)
		}
		service.Append(acctest.GateJob, acctest.Failure("Error"))
		mustDestroy(t, workspace)
	})
}

const accCheck = `
check "training" {
  data "modelarts_training_job_events" "test" {
    training_job_id = "job-of-the-gate"
  }

  assert {
    condition     = data.modelarts_training_job_events.test.error_count == 0
    error_message = "Errors: ${data.modelarts_training_job_events.test.error_count}"
  }
}

resource "terraform_data" "deployment" {}
`
