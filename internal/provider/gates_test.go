package provider_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const (
	accGateJob    = "job-of-the-gate"
	accDeployment = "terraform_data.deployment"
)

// accGate is what holds terraform_data.deployment back while the job has errors.
type accGate struct {
	kind string
	// config is the gate with more arguments, and the deployment behind it.
	config func(arguments ...string) string
	// says is what Terraform prints of a closed gate.
	says func(count int, latest mockapi.Event) []string
}

// accGates are those that block; a check only warns.
var accGates = []accGate{
	{"postcondition", accPostcondition, accPostconditionSays},
	{"ephemeral resource", accEphemeral, accEphemeralSays},
}

func accPostcondition(arguments ...string) string {
	return accData(append(arguments, accArgument("training_job_id", accGateJob), `lifecycle {
    postcondition {
      condition     = self.error_count == 0
      error_message = "Errors: ${jsonencode(self.error_count)}, the latest: ${try(self.latest_error.message, "not known")}"
    }
  }`)...) + accDeploymentBehind(accAddress)
}

func accPostconditionSays(count int, latest mockapi.Event) []string {
	return []string{"Error: Resource postcondition failed", fmt.Sprintf("Errors: %d, the latest: %s", count, latest.Message)}
}

const accEphemeralAddress = "ephemeral.modelarts_training_job_events.test"

func accEphemeral(arguments ...string) string {
	return accBlock(`ephemeral "modelarts_training_job_events" "test"`, append(arguments,
		accArgument("training_job_id", accGateJob), `fail_on_levels = ["Error"]`)) + accDeploymentBehind(accEphemeralAddress)
}

func accEphemeralSays(count int, latest mockapi.Event) []string {
	events := map[bool]string{true: "1 event", false: fmt.Sprint(count, " events")}[count == 1]
	return []string{
		"Error: Training job has events that close this gate",
		fmt.Sprintf("Training job %s in project %s has %s of the levels that close this gate: Error. The latest: %s %s %s %s",
			accGateJob, mockapi.ProjectID, events, latest.Time, strings.TrimSpace(latest.Level), latest.Source, latest.Message),
	}
}

func accDeploymentBehind(gate string) string {
	return accBlock(`resource "terraform_data" "deployment"`, []string{"depends_on = [" + gate + "]"})
}

// gated gives the job of the gates these events, and returns the provider's block.
func (s *accService) gated(events ...mockapi.Event) string {
	s.AddJob(accGateJob, events)
	return s.provider("max_retries = 0", "max_concurrent_requests = 1")
}

// accQuiet are so many events of a job in which nothing went wrong.
func accQuiet(n int) []mockapi.Event {
	events := mockapi.Generate(n)
	for i := range events {
		events[i].Level = "Info"
	}
	return events
}

// accFailure is later than all events of accQuiet.
func accFailure(level string) mockapi.Event {
	return mockapi.Event{Message: "Training job failed.", Level: level, Time: "2030-01-01T00:00:00Z", Source: "Job"}
}

// accSecrets are all that the mock knows, as they are and escaped for a URL, and how what it issues and what is computed begins.
var accSecrets = func() *regexp.Regexp {
	patterns := []string{"mock-iam-token-", "(?i:signature)(=|%3[Dd]|&#61;)[0-9a-f]{8}"}
	for _, secret := range []string{mockapi.Token, mockapi.Password, mockapi.SecretKey, mockapi.TemporarySecretKey, mockapi.SecurityToken} {
		patterns = append(patterns, regexp.QuoteMeta(secret), regexp.QuoteMeta(url.QueryEscape(secret)))
	}
	return regexp.MustCompile(strings.Join(patterns, "|"))
}()
