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

// The rest joins strings to blocks. Write new configurations as blocks that can be pasted.

// ProviderBlock is a provider block with these lines.
func ProviderBlock(settings ...string) string { return Block(`provider "modelarts"`, settings) }

// CompleteProvider has one setting that the test is about; nothing listens at its endpoint.
func CompleteProvider(attribute, value string) string {
	nowhere := Service{Endpoint: "http://127.0.0.1:1"}
	return nowhere.Provider(Argument(attribute, value))
}

// Data is a data source with these lines.
func Data(arguments ...string) string {
	return Block(`data "modelarts_training_job_events" "test"`, arguments)
}

// Sample is a data source that reads the mock's sample job, with more lines.
func Sample(arguments ...string) string {
	return Data(append(arguments, Argument("training_job_id", mockapi.SampleJobID))...)
}

// Sample is a configuration that reads the sample job.
func (s *Service) Sample(arguments ...string) string { return s.Provider() + Sample(arguments...) }

// Block is a block of HCL with these lines.
func Block(header string, lines []string) string {
	return header + " {\n  " + strings.Join(lines, "\n  ") + "\n}\n\n"
}

// Argument is an argument with a string.
func Argument(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// Later is a resource whose output, an object with these members, Terraform does not know before it has applied it.
func Later(members ...string) string {
	return Block(`resource "terraform_data" "later"`, []string{"input = { " + strings.Join(members, ", ") + " }"})
}

// FromLater takes an argument from [Later].
func FromLater(name string) string { return name + " = terraform_data.later.output." + name }
