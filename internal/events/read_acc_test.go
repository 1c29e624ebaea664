package events_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const accOutputs = `
output "errors" {
  value = [for event in data.modelarts_training_job_events.test.events : event.message if event.level == "Error"]
}

output "error_count" {
  value = data.modelarts_training_job_events.test.error_count
}

output "latest_error" {
  value = data.modelarts_training_job_events.test.latest_error.message
}

output "count" {
  value = length(data.modelarts_training_job_events.test.events)
}
`

func TestAccJobIsReadInEveryApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	config := service.Sample() + accOutputs
	restarted := mockapi.Event{Message: "Training job restarted.", Level: "Warning", Time: "2022-11-26T16:10:00+08:00", Source: "Job"}
	acctest.Steps(t,
		resource.TestStep{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				accAttributes{
					"end_time", "error_count", "events", "info_count", "language", "latest_error", "latest_event", "level", "limit",
					"max_events", "offset", "order", "other_count", "pattern", "project_id", "source", "start_time", "timeouts", "total",
					"training_job_id", "truncated", "warning_count",
				},
				acctest.HasText("training_job_id", mockapi.SampleJobID),
				acctest.HasNumber("limit", 100),
				acctest.Attribute("level", knownvalue.Null()),
				acctest.HasNumber("total", 27),
				truncated(false),
				acctest.Events(mockapi.Sample()),
				statecheck.ExpectKnownOutputValue("errors", knownvalue.TupleExact([]knownvalue.Check{knownvalue.StringExact("Training job failed.")})),
				statecheck.ExpectKnownOutputValue("error_count", knownvalue.Int64Exact(1)),
				statecheck.ExpectKnownOutputValue("latest_error", knownvalue.StringExact("Training job failed.")),
				statecheck.ExpectKnownOutputValue("count", knownvalue.Int64Exact(27)),
			},
			// A second apply changes nothing.
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
		resource.TestStep{
			PreConfig: func() { service.Append(mockapi.SampleJobID, restarted) },
			Config:    config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectKnownOutputValue("count", knownvalue.Int64Exact(28))},
			},
			ConfigStateChecks: []statecheck.StateCheck{acctest.HasNumber("total", 28), acctest.Events(append(mockapi.Sample(), restarted))},
		},
	)
}

// accAttributes wants exactly these attributes, among them no id.
type accAttributes []string

func (want accAttributes) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	for _, resource := range req.State.Values.RootModule.Resources {
		if got := slices.Sorted(maps.Keys(resource.AttributeValues)); !slices.Equal(got, want) {
			resp.Error = fmt.Errorf("%s has the attributes %q, want %q", resource.Address, got, want)
		}
	}
}

// In Terraform 1.5, plantimestamp() is another time in the validation than in the plan.
func TestAccWindowAroundThePlanPassesValidation(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	var config strings.Builder
	config.WriteString(service.Provider())
	for name, window := range map[string][]string{"day": {"-24h", "24h"}, "years": {"-17520h", "8760h"}} {
		config.WriteString(acctest.Block(fmt.Sprintf("data %q %q", "modelarts_training_job_events", name), []string{
			acctest.Argument("training_job_id", mockapi.SampleJobID),
			fmt.Sprintf("start_time = timeadd(plantimestamp(), %q)", window[0]),
			fmt.Sprintf("end_time = timeadd(plantimestamp(), %q)", window[1]),
		}))
	}
	acctest.NewWorkspace(t, config.String()).Apply(t).Must(t, 0)
	service.SawRequests(t)
}

func TestAccTrainingJobIDIsRequired(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.Fails(t, service.Provider()+acctest.Data(acctest.Argument("project_id", mockapi.ProjectID)))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Summary: "Missing required argument",
		Detail:  `The argument "training_job_id" is required, but no definition was found.`,
	})
	service.WasNotAsked(t)
}

// The path in a diagnostic decides which line Terraform quotes. TestArgumentIsRefused and others check the refusals without Terraform.
func TestAccRefusedArgumentIsQuoted(t *testing.T) {
	t.Parallel()
	t.Run("an argument", func(t *testing.T) {
		t.Parallel()
		service := acctest.NewService(t)
		got := acctest.Fails(t, service.Sample(acctest.Argument("project_id", "pro_ject")))
		acctest.SameDiagnostic(t, got, invalid("project_id", acctest.ProjectIDRule, "pro_ject"))
		service.WasNotAsked(t)
	})
	t.Run("an argument in an object", func(t *testing.T) {
		t.Parallel()
		service := acctest.NewService(t)
		got := acctest.Fails(t, service.Sample(`timeouts = { read = "soon" }`))
		want := invalid("timeouts.read", durationRule, "soon")
		// Newer CLIs quote the argument, older ones the block.
		if want.Attribute = "timeouts"; got.Attribute == "" {
			want.Attribute = ""
		}
		acctest.SameDiagnostic(t, got, want)
		service.WasNotAsked(t)
	})
}
