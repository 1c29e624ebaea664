package acctest

import (
	"fmt"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Addresses of the data source, the ephemeral resource and the deployment in the configurations of this package. GateJob is the job that
// the gates read.
const (
	Address          = "data.modelarts_training_job_events.test"
	EphemeralAddress = "ephemeral.modelarts_training_job_events.test"
	Deployment       = "terraform_data.deployment"
	GateJob          = "job-of-the-gate"
)

// Provider is a block that leads to the service, with more settings.
func (s *Service) Provider(settings ...string) string {
	return fmt.Sprintf(`
provider "modelarts" {
  endpoint   = %q
  project_id = "0123456789abcdef0123456789abcdef"
  token      = "mock-token-7f3c"
  %s
}
`, s.Endpoint, strings.Join(settings, "\n  "))
}

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
	return fmt.Sprintf(`
data "modelarts_training_job_events" "test" {
  training_job_id = "job-of-the-gate"
  %s

  lifecycle {
    postcondition {
      condition     = self.error_count == 0
      error_message = "Errors: ${jsonencode(self.error_count)}, the latest: ${try(self.latest_error.message, "not known")}"
    }
  }
}

resource "terraform_data" "deployment" {
  depends_on = [data.modelarts_training_job_events.test]
}
`, strings.Join(arguments, "\n  "))
}

func postconditionSays(count int, latest mockapi.Event) []string {
	return []string{"Error: Resource postcondition failed", fmt.Sprintf("Errors: %d, the latest: %s", count, latest.Message)}
}

// Ephemeral is the gate of an ephemeral resource, with more arguments, and the deployment behind it.
func Ephemeral(arguments ...string) string {
	return fmt.Sprintf(`
ephemeral "modelarts_training_job_events" "test" {
  training_job_id = "job-of-the-gate"
  fail_on_levels  = ["Error"]
  %s
}

resource "terraform_data" "deployment" {
  depends_on = [ephemeral.modelarts_training_job_events.test]
}
`, strings.Join(arguments, "\n  "))
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
