package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// accUsableEnvironment is what the provider would read with if it took an unknown argument for one that is not set.
func accUsableEnvironment(t *testing.T, service *accService) {
	t.Helper()
	for name, value := range map[string]string{
		"MODELARTS_ENDPOINT": service.endpoint,
		"HW_REGION_NAME":     "eu-de",
		"HW_PROJECT_ID":      mockapi.ProjectID,
		"HW_AUTH_TOKEN":      mockapi.Token,
		"HW_MAX_RETRIES":     "0",
		"HW_INSECURE":        "false",
	} {
		t.Setenv(name, value)
	}
}

func TestAccUnknownProviderArgumentIsNotTakenFromTheEnvironment(t *testing.T) {
	for argument, value := range map[string]string{
		"endpoint":        `"https://127.0.0.1"`,
		"project_id":      `"another"`,
		"token":           `"another"`,
		"max_retries":     `1`,
		"request_timeout": `"1s"`,
		"insecure":        `true`,
	} {
		t.Run(argument, func(t *testing.T) {
			service := accNewService(t)
			accUsableEnvironment(t, service)
			got := accFails(t, accLater(argument+" = "+value)+accProvider(accFromLater(argument))+accSample())
			accSame(t, got, accNotKnownYet(argument))
			service.wasNotAsked(t)
		})
	}
}

func accNotKnownYet(arguments string) accDiagnostic {
	return accDiagnostic{
		address: accAddress, summary: "Provider argument not known yet",
		detail: fmt.Sprintf("The events cannot be read in this step, because arguments of the provider come from something that Terraform "+
			"has yet to create: `%s`. Create that first (terraform apply -target=...), or set them from variables.", arguments),
	}
}

func TestAccUnknownProviderArgumentsAreNamedTogether(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	got := accFails(t, accLater(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token))+
		accProvider(accFromLater("endpoint"), accFromLater("token"), accArgument("project_id", mockapi.ProjectID))+accSample())
	accSame(t, got, accNotKnownYet("endpoint`, `token"))
	service.wasNotAsked(t)
}

func TestAccUnknownRegionIsNotKnownYetWhereNoEndpointIsSet(t *testing.T) {
	t.Parallel()
	got := accFails(t, accLater(accArgument("region", "eu-de"))+
		accProvider(accFromLater("region"), accArgument("token", mockapi.Token), accArgument("project_id", mockapi.ProjectID))+accSample())
	accSame(t, got, accNotKnownYet("region"))
}

func TestAccUnknownRegionDoesNotMatterWhereAnEndpointIsSet(t *testing.T) {
	t.Parallel()
	accApply(t, accLater(accArgument("region", "eu-de"))+accNewService(t).provider(accFromLater("region"))+accSample(), accNumber("total", 27))
}

func TestAccUnknownProjectOfTheProviderDoesNotMatterWhereTheDataSourceHasOne(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	config := accLater(accArgument("project_id", "another")) +
		accProvider(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token), accFromLater("project_id")) +
		accSample(accArgument("project_id", mockapi.ProjectID))
	accApply(t, config, accText("project_id", mockapi.ProjectID), accNumber("total", 27))
}

func TestAccProviderArgumentIsKnownOnceItsSourceIsThere(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	later := accLater(accArgument("token", mockapi.Token))
	accSteps(t,
		resource.TestStep{Config: later},
		resource.TestStep{
			Config: later + accSample() + accProvider(
				accArgument("endpoint", service.endpoint), accArgument("project_id", mockapi.ProjectID), accFromLater("token")),
			ConfigStateChecks: []statecheck.StateCheck{accNumber("total", 27)},
		},
	)
}

func TestAccUnknownProviderArgumentsDoNotMatterWhereNothingIsRead(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	later := accLater(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token))
	// Without an instance to read, Terraform configures the provider and that is all.
	accApply(t, later+accProvider(accFromLater("endpoint"), accFromLater("token"))+accSample("count = 0"))
	service.wasNotAsked(t)
}

func TestAccUnknownProviderArgumentIsKnownToAReadAtApply(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	config := accLater(accArgument("token", mockapi.Token), accArgument("training_job_id", mockapi.SampleJobID)) +
		accProvider(accArgument("endpoint", service.endpoint), accArgument("project_id", mockapi.ProjectID), accFromLater("token")) +
		accData(accFromLater("training_job_id"))
	accSteps(t, resource.TestStep{
		Config:            config,
		ConfigPlanChecks:  accReadAtApply,
		ConfigStateChecks: []statecheck.StateCheck{accNumber("total", 27)},
	})
}
