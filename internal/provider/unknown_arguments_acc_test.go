package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// accUsableEnvironment is what the provider would read with if it took an unknown argument for one that is not set.
func accUsableEnvironment(t *testing.T, service *acctest.Service) {
	t.Helper()
	for name, value := range map[string]string{
		"MODELARTS_ENDPOINT": service.Endpoint,
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
			service := acctest.NewService(t)
			accUsableEnvironment(t, service)
			got := acctest.Fails(t, acctest.Later(argument+" = "+value)+acctest.Provider(acctest.FromLater(argument))+acctest.Sample())
			acctest.SameDiagnostic(t, got, accNotKnownYet(argument))
			service.WasNotAsked(t)
		})
	}
}

func accNotKnownYet(arguments string) acctest.Diagnostic {
	return acctest.Diagnostic{
		Address: acctest.Address, Summary: "Provider argument not known yet",
		Detail: fmt.Sprintf("The events cannot be read in this step, because arguments of the provider come from something that Terraform "+
			"has yet to create: `%s`. Create that first (terraform apply -target=...), or set them from variables.", arguments),
	}
}

func TestAccUnknownProviderArgumentsAreNamedTogether(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.Fails(t, acctest.Later(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token))+
		acctest.Provider(acctest.FromLater("endpoint"), acctest.FromLater("token"), acctest.Argument("project_id", mockapi.ProjectID))+acctest.Sample())
	acctest.SameDiagnostic(t, got, accNotKnownYet("endpoint`, `token"))
	service.WasNotAsked(t)
}

func TestAccUnknownRegionIsNotKnownYetWhereNoEndpointIsSet(t *testing.T) {
	t.Parallel()
	got := acctest.Fails(t, acctest.Later(acctest.Argument("region", "eu-de"))+
		acctest.Provider(acctest.FromLater("region"), acctest.Argument("token", mockapi.Token), acctest.Argument("project_id", mockapi.ProjectID))+acctest.Sample())
	acctest.SameDiagnostic(t, got, accNotKnownYet("region"))
}

func TestAccUnknownRegionDoesNotMatterWhereAnEndpointIsSet(t *testing.T) {
	t.Parallel()
	acctest.Apply(t, acctest.Later(acctest.Argument("region", "eu-de"))+acctest.NewService(t).Provider(acctest.FromLater("region"))+acctest.Sample(), acctest.Number("total", 27))
}

func TestAccUnknownProjectIsIgnoredIfTheDataSourceHasOne(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	config := acctest.Later(acctest.Argument("project_id", "another")) +
		acctest.Provider(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token), acctest.FromLater("project_id")) +
		acctest.Sample(acctest.Argument("project_id", mockapi.ProjectID))
	acctest.Apply(t, config, acctest.Text("project_id", mockapi.ProjectID), acctest.Number("total", 27))
}

func TestAccProviderArgumentIsKnownOnceItsSourceIsThere(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	later := acctest.Later(acctest.Argument("token", mockapi.Token))
	acctest.Steps(t,
		resource.TestStep{Config: later},
		resource.TestStep{
			Config: later + acctest.Sample() + acctest.Provider(
				acctest.Argument("endpoint", service.Endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.FromLater("token")),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Number("total", 27)},
		},
	)
}

func TestAccUnknownProviderArgumentsDoNotMatterWhereNothingIsRead(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	later := acctest.Later(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token))
	// Without an instance to read, Terraform configures the provider and that is all.
	acctest.Apply(t, later+acctest.Provider(acctest.FromLater("endpoint"), acctest.FromLater("token"))+acctest.Sample("count = 0"))
	service.WasNotAsked(t)
}

func TestAccUnknownProviderArgumentIsKnownToAReadAtApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	config := acctest.Later(acctest.Argument("token", mockapi.Token), acctest.Argument("training_job_id", mockapi.SampleJobID)) +
		acctest.Provider(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.FromLater("token")) +
		acctest.Data(acctest.FromLater("training_job_id"))
	acctest.Steps(t, resource.TestStep{
		Config:            config,
		ConfigPlanChecks:  acctest.ReadAtApply,
		ConfigStateChecks: []statecheck.StateCheck{acctest.Number("total", 27)},
	})
}
