package acctest

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Address is that of the data source of [Data] and [Sample].
const Address = "data.modelarts_training_job_events.test"

// ProviderBlock is a provider block with these lines.
func ProviderBlock(settings ...string) string { return Block(`provider "modelarts"`, settings) }

// Data is a data source with these lines.
func Data(arguments ...string) string {
	return Block(`data "modelarts_training_job_events" "test"`, arguments)
}

// Sample is a data source that reads the mock's sample job, with more lines.
func Sample(arguments ...string) string {
	return Data(append(arguments, Argument("training_job_id", mockapi.SampleJobID))...)
}

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

// ReadAtApply holds for a plan that leaves the read to the apply.
var ReadAtApply = resource.ConfigPlanChecks{
	PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(Address, plancheck.ResourceActionRead),
		plancheck.ExpectUnknownValue(Address, tfjsonpath.New("events")),
	},
}

// CompleteProvider has one setting that the test is about; nothing listens at its endpoint.
func CompleteProvider(attribute, value string) string {
	settings := map[string]string{"endpoint": "http://127.0.0.1:1", "project_id": mockapi.ProjectID, "token": mockapi.Token}
	settings[attribute] = value
	var lines []string
	for name, value := range settings {
		lines = append(lines, Argument(name, value))
	}
	return ProviderBlock(lines...)
}
