package acctest

import (
	"fmt"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// The job that gates read, and the address of the resource behind a gate.
const (
	GateJob    = "job-of-the-gate"
	Deployment = "terraform_data.deployment"
)

// Gate blocks terraform_data.deployment if the job has errors.
type Gate struct {
	// Kind is what holds it back, for the names of tests.
	Kind string
	// Config is the gate with more arguments, and the deployment behind it.
	Config func(arguments ...string) string
	// Says is what Terraform prints of a closed gate.
	Says func(count int, latest mockapi.Event) []string
}

// Gates are those that block; a check only warns.
var Gates = []Gate{
	{"postcondition", Postcondition, postconditionSays},
	{"ephemeral resource", Ephemeral, EphemeralSays},
}

// Postcondition is the gate of a data source, with more arguments, and the deployment behind it.
func Postcondition(arguments ...string) string {
	return Data(append(arguments, Argument("training_job_id", GateJob), `lifecycle {
    postcondition {
      condition     = self.error_count == 0
      error_message = "Errors: ${jsonencode(self.error_count)}, the latest: ${try(self.latest_error.message, "not known")}"
    }
  }`)...) + deploymentBehind(Address)
}

func postconditionSays(count int, latest mockapi.Event) []string {
	return []string{"Error: Resource postcondition failed", fmt.Sprintf("Errors: %d, the latest: %s", count, latest.Message)}
}

// EphemeralAddress is that of the ephemeral resource of [Ephemeral].
const EphemeralAddress = "ephemeral.modelarts_training_job_events.test"

// Ephemeral is the gate of an ephemeral resource, with more arguments, and the deployment behind it.
func Ephemeral(arguments ...string) string {
	return Block(`ephemeral "modelarts_training_job_events" "test"`, append(arguments,
		Argument("training_job_id", GateJob), `fail_on_levels = ["Error"]`)) + deploymentBehind(EphemeralAddress)
}

// EphemeralSays is what Terraform prints when the gate of [Ephemeral] fails.
func EphemeralSays(count int, latest mockapi.Event) []string {
	events := map[bool]string{true: "1 event", false: fmt.Sprint(count, " events")}[count == 1]
	return []string{
		"Error: Training job has events of a level that this gate does not accept",
		fmt.Sprintf("Training job %s in project %s has %s of these levels: Error. The latest: %s %s %s %s",
			GateJob, mockapi.ProjectID, events, latest.Time, strings.TrimSpace(latest.Level), latest.Source, latest.Message),
	}
}

// deploymentBehind is a resource that depends on a gate.
func deploymentBehind(gate string) string {
	return Block(`resource "terraform_data" "deployment"`, []string{"depends_on = [" + gate + "]"})
}

// Gated gives the job of the gates these events, and returns the provider's block.
func (s *Service) Gated(events ...mockapi.Event) string {
	s.AddJob(GateJob, events)
	return s.Provider("max_retries = 0", "max_concurrent_requests = 1")
}

// Quiet returns n events of a job without errors.
func Quiet(n int) []mockapi.Event {
	events := mockapi.Generate(n)
	for i := range events {
		events[i].Level = "Info"
	}
	return events
}

// Failure is later than all events of Quiet.
func Failure(level string) mockapi.Event {
	return mockapi.Event{Message: "Training job failed.", Level: level, Time: "2030-01-01T00:00:00Z", Source: "Job"}
}
