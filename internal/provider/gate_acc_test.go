package provider_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccErrorStopsThePlan(t *testing.T) {
	t.Parallel()
	failure := accFailure("Error")
	oldest := failure
	oldest.Time = "2020-01-01T00:00:00Z"
	for name, test := range map[string]struct {
		events    []mockapi.Event
		latest    mockapi.Event
		arguments []string
	}{
		"as the only event":                     {nil, failure, nil},
		"beyond max_events of 0":                {accQuiet(30), failure, []string{"max_events = 0", "limit = 10"}},
		"beyond max_events of 1":                {accQuiet(30), failure, []string{"max_events = 1"}},
		"beyond max_events in descending order": {accQuiet(30), oldest, []string{"max_events = 1", `order = "desc"`}},
		"on the last page of many":              {accQuiet(200), failure, []string{"limit = 10"}},
		"that the level filter lets in":         {accQuiet(30), failure, []string{`level = "Error"`}},
		"written ERROR":                         {accQuiet(3), accFailure("ERROR"), nil},
		"written error":                         {accQuiet(3), accFailure("error"), nil},
		"written with white space":              {accQuiet(3), accFailure(" Error"), nil},
	} {
		for _, gate := range accGates {
			t.Run(name+", "+gate.kind, func(t *testing.T) {
				t.Parallel()
				service := accNewService(t)
				workspace := accNewWorkspace(t, service.gated(slices.Concat(test.events, []mockapi.Event{test.latest})...)+gate.config(test.arguments...))
				workspace.run(t, "plan").must(t, 1, gate.says(1, test.latest)...)
			})
		}
	}
}

func TestAccErrorAppendedWhileThePagesAreReadStopsThePlan(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"asc", "desc"} {
		for _, gate := range accGates {
			t.Run(order+", "+gate.kind, func(t *testing.T) {
				t.Parallel()
				service := accNewServiceWith(t, mockapi.Config{BeforeEvents: atRequest(2, func(s *mockapi.Service) {
					s.Append(accGateJob, accFailure("Error"))
				})})
				config := service.gated(accQuiet(50)...) + gate.config("limit = 10", accArgument("order", order))
				accNewWorkspace(t, config).run(t, "plan").must(t, 1, gate.says(1, accFailure("Error"))...)
			})
		}
	}
}

func TestAccGatesOpenForAJobWithoutErrors(t *testing.T) {
	t.Parallel()
	warning := mockapi.Event{Message: "Node is slow.", Level: "Warning", Time: "2030-01-01T00:00:00Z", Source: "K8S"}
	for _, gate := range accGates {
		t.Run(gate.kind, func(t *testing.T) {
			t.Parallel()
			workspace := accNewWorkspace(t, accNewService(t).gated(append(accQuiet(3), warning)...)+gate.config())
			workspace.apply(t).must(t, 0, "Apply complete! Resources: 1 added")
			workspace.mustHave(t, accDeployment)
		})
	}
}

func TestAccEphemeralGateFailsIfItCannotTell(t *testing.T) {
	t.Parallel()
	fatal := accFailure("Fatal")
	for name, test := range map[string]struct {
		events         []mockapi.Event
		says, accepted string
	}{
		"without events": {
			nil, "Error: Training job has too few events", "min_events = 0",
		},
		"with an unknown level": {
			append(accQuiet(3), fatal), "Error: Training job has events of an unknown level", "ignore_unknown_levels = true",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider := accNewService(t).gated(test.events...)
			workspace := accNewWorkspace(t, provider+accEphemeral())
			workspace.apply(t).must(t, 1, test.says)
			workspace.mustHave(t)
			workspace.configure(t, provider+accEphemeral(test.accepted))
			workspace.apply(t).must(t, 0)
			workspace.mustHave(t, accDeployment)
		})
	}
}

func TestAccEphemeralGateWithAnOffsetIsRefused(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	got := accNewWorkspace(t, service.gated(accFailure("Error"))+accEphemeral("offset = 1")).run(t, "validate")
	got.must(t, 1)
	accSame(t, accParse(t, errors.New(got.output)), accDiagnostic{
		address: accEphemeralAddress, attribute: "offset", summary: "Gate does not see every event",
		detail: "`offset = 1` skips events, so that `fail_on_levels` does not see them. Remove `offset`. " +
			"To leave out an earlier run of the job, set `start_time`.",
	})
	service.wasNotAsked(t)
}

// The filter leaves nothing known of errors: null is not 0.
func TestAccPostconditionClosesWhereTheLevelFilterLeavesErrorsOut(t *testing.T) {
	t.Parallel()
	workspace := accNewWorkspace(t, accNewService(t).gated()+accPostcondition(`level = "Warning"`))
	workspace.apply(t).must(t, 1, "Error: Resource postcondition failed", "Errors: null, the latest: not known")
	workspace.mustHave(t)
}

func TestAccEphemeralGateThatCouldNeverCloseIsRefused(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	workspace := accNewWorkspace(t, service.gated(accFailure("Error"))+accEphemeral(`level = "Warning"`))
	got := workspace.run(t, "validate")
	got.must(t, 1)
	accSame(t, accParse(t, errors.New(got.output)), accDiagnostic{
		address: accEphemeralAddress, attribute: "fail_on_levels", summary: "Gate can never fail",
		detail: "`fail_on_levels` contains `Error`, but `level = \"Warning\"` filters those events out. " +
			"Remove `level`, or list the same level in both.",
	})
	service.wasNotAsked(t)
}

func TestAccEphemeralGateThatCouldNeverCloseIsRefusedOnceItsLevelIsKnown(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	workspace := accNewWorkspace(t, accLater(`level = "Warning"`)+service.gated(accFailure("Error"))+accEphemeral(accFromLater("level")))
	workspace.apply(t).must(t, 1, "Error: Gate can never fail")
	workspace.mustHave(t, "terraform_data.later")
	service.wasNotAsked(t)
}

func TestAccCheckWarnsAndStopsNothing(t *testing.T) {
	t.Parallel()
	t.Run("where there is an error", func(t *testing.T) {
		t.Parallel()
		workspace := accNewWorkspace(t, accNewService(t).gated(accFailure("Error"))+accCheck())
		workspace.apply(t).must(t, 0, "Warning: Check block assertion failed", "Errors: 1", "Apply complete! Resources: 1 added")
		workspace.mustHave(t, accDeployment)
	})
	t.Run("where the events cannot be read", func(t *testing.T) {
		t.Parallel()
		service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle})
		workspace := accNewWorkspace(t, service.gated()+accCheck())
		workspace.apply(t).must(t, 0, "Warning: ModelArts throttles the requests", "Apply complete! Resources: 1 added")
		workspace.mustHave(t, accDeployment)
	})
}

func TestAccCheckIsAChangeInEveryPlan(t *testing.T) {
	t.Parallel()
	workspace := accNewWorkspace(t, accNewService(t).gated()+accCheck())
	workspace.apply(t).must(t, 0)
	for range 2 {
		workspace.run(t, "plan", "-detailed-exitcode").must(t, 2)
	}
}

func TestAccRefreshOnlyTurnsAFailedPostconditionIntoAWarning(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	workspace := accNewWorkspace(t, service.gated()+accPostcondition())
	workspace.apply(t).must(t, 0)
	service.Append(accGateJob, accFailure("Error"))
	workspace.run(t, "plan", "-refresh-only").must(t, 0, "Warning: Resource postcondition failed")
}

// A CLI without ephemeral resources must not run the configuration without its gate.
func TestAccOlderCLIRefusesTheEphemeralGate(t *testing.T) {
	t.Parallel()
	since{}.orSkip(t)
	if ephemeralResources.isKnownTo(accCLI(t)) {
		t.Skip("needs a CLI without ephemeral resources")
	}
	workspace := accNewWorkspace(t, "")
	workspace.configure(t, accNewService(t).gated()+accEphemeral())
	workspace.apply(t).must(t, 1, `Blocks of type "ephemeral" are not expected here.`)
	workspace.mustHave(t)
}

func TestAccDestroyAndTheGates(t *testing.T) {
	t.Parallel()
	const destroys = "Plan: 0 to add, 0 to change, 1 to destroy."
	deployed := func(t *testing.T, gate func(...string) string) accWorkspace {
		t.Helper()
		service := accNewService(t)
		workspace := accNewWorkspace(t, service.gated(accQuiet(1)...)+gate())
		workspace.apply(t).must(t, 0)
		service.Append(accGateJob, accFailure("Error"))
		return workspace
	}
	t.Run("the ephemeral resource stops it unless nothing is refreshed", func(t *testing.T) {
		t.Parallel()
		workspace := deployed(t, accEphemeral)
		workspace.run(t, "plan", "-destroy").must(t, 1, "Error: Training job has events that close this gate")
		workspace.run(t, "plan", "-destroy", "-refresh=false").must(t, 0, destroys)
		workspace.run(t, "destroy", "-auto-approve", "-refresh=false").must(t, 0, "Destroy complete! Resources: 1 destroyed.")
		workspace.mustHave(t)
	})
	for name, gate := range map[string]func(...string) string{"postcondition": accPostcondition, "check": accCheck} {
		t.Run("a "+name+" does not", func(t *testing.T) {
			t.Parallel()
			got := deployed(t, gate).run(t, "destroy", "-auto-approve")
			got.must(t, 0, destroys, "Destroy complete! Resources: 1 destroyed.")
			if strings.Contains(got.output, "Error:") {
				t.Errorf("got %s", got.output)
			}
		})
	}
}

func accCheck(arguments ...string) string {
	return accBlock(`check "training"`, []string{accData(append(arguments, accArgument("training_job_id", accGateJob))...), `assert {
    condition     = ` + accAddress + `.error_count == 0
    error_message = "Errors: ${` + accAddress + `.error_count}"
  }`}) + accBlock(`resource "terraform_data" "deployment"`, nil)
}
