package provider_test

import (
	"fmt"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// usableEnvironment has the settings that the provider would use if it treated an unknown argument as not set.
func usableEnvironment(t *testing.T, service *acctest.Service) {
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

func TestUnknownProviderArgumentIsNotTakenFromTheEnvironment(t *testing.T) {
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
			usableEnvironment(t, service)
			got := acctest.FailsInProcess(t, acctest.Later(argument+" = "+value)+acctest.ProviderBlock(acctest.FromLater(argument))+acctest.Sample())
			acctest.SameDiagnostic(t, got, notKnownYet(argument))
			service.WasNotAsked(t)
		})
	}
}

func notKnownYet(arguments string) acctest.Diagnostic {
	return acctest.Diagnostic{
		Address: acctest.Address, Summary: "Provider argument not known yet",
		Detail: fmt.Sprintf("The events cannot be read yet, because these provider arguments are not known until apply: `%s`. "+
			"Apply the resources they come from first (terraform apply -target=...), or set them from variables.", arguments),
	}
}

func TestUnknownRegionIsNotKnownYetWhereNoEndpointIsSet(t *testing.T) {
	t.Parallel()
	got := acctest.FailsInProcess(t, acctest.Later(acctest.Argument("region", "eu-de"))+
		acctest.ProviderBlock(acctest.FromLater("region"), acctest.Argument("token", mockapi.Token), acctest.Argument("project_id", mockapi.ProjectID))+acctest.Sample())
	acctest.SameDiagnostic(t, got, notKnownYet("region"))
}

func TestUnknownRegionIsIgnoredIfAnEndpointIsSet(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.Later(acctest.Argument("region", "eu-de"))+acctest.NewService(t).Provider(acctest.FromLater("region"))+acctest.Sample(), acctest.HasNumber("total", 27))
}

func TestUnknownProjectIsIgnoredIfTheDataSourceHasOne(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	config := acctest.Later(acctest.Argument("project_id", "another")) +
		acctest.ProviderBlock(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token), acctest.FromLater("project_id")) +
		acctest.Sample(acctest.Argument("project_id", mockapi.ProjectID))
	acctest.ReadInProcess(t, config, acctest.HasText("project_id", mockapi.ProjectID), acctest.HasNumber("total", 27))
}
