package provider_test

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const accAddress = "data.modelarts_training_job_events.test"

func accProvider(settings ...string) string { return accBlock(`provider "modelarts"`, settings) }

func accData(arguments ...string) string {
	return accBlock(`data "modelarts_training_job_events" "test"`, arguments)
}

func accSample(arguments ...string) string {
	return accData(append(arguments, accArgument("training_job_id", mockapi.SampleJobID))...)
}

func accBlock(header string, lines []string) string {
	return header + " {\n  " + strings.Join(lines, "\n  ") + "\n}\n\n"
}

func accArgument(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// accLater is a resource whose output, an object with these members, Terraform does not know before it has applied it.
func accLater(members ...string) string {
	return accBlock(`resource "terraform_data" "later"`, []string{"input = { " + strings.Join(members, ", ") + " }"})
}

// accFromLater takes an argument from [accLater].
func accFromLater(name string) string { return name + " = terraform_data.later.output." + name }

// accReadAtApply holds for a plan that leaves the read to the apply.
var accReadAtApply = resource.ConfigPlanChecks{
	PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(accAddress, plancheck.ResourceActionRead),
		plancheck.ExpectUnknownValue(accAddress, tfjsonpath.New("events")),
	},
}

// accCompleteProvider has one setting that the test is about; nothing listens at its endpoint.
func accCompleteProvider(attribute, value string) string {
	settings := map[string]string{"endpoint": "http://127.0.0.1:1", "project_id": mockapi.ProjectID, "token": mockapi.Token}
	settings[attribute] = value
	var lines []string
	for name, value := range settings {
		lines = append(lines, accArgument(name, value))
	}
	return accProvider(lines...)
}
