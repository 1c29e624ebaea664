package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccUnknownProviderArgumentsAreNamedTogether(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.Fails(t, acctest.Later(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token))+
		acctest.ProviderBlock(acctest.FromLater("endpoint"), acctest.FromLater("token"), acctest.Argument("project_id", mockapi.ProjectID))+acctest.Sample())
	acctest.SameDiagnostic(t, got, notKnownYet("endpoint`, `token"))
	service.WasNotAsked(t)
}

func TestAccProviderArgumentIsKnownOnceItsSourceIsThere(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	later := acctest.Later(acctest.Argument("token", mockapi.Token))
	acctest.Steps(t,
		resource.TestStep{Config: later},
		resource.TestStep{
			Config: later + acctest.Sample() + acctest.ProviderBlock(
				acctest.Argument("endpoint", service.Endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.FromLater("token")),
			ConfigStateChecks: []statecheck.StateCheck{acctest.HasNumber("total", 27)},
		},
	)
}

func TestAccUnknownProviderArgumentsDoNotMatterWhereNothingIsRead(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	later := acctest.Later(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token))
	// Without an instance to read, Terraform configures the provider and that is all.
	acctest.Apply(t, later+acctest.ProviderBlock(acctest.FromLater("endpoint"), acctest.FromLater("token"))+acctest.Sample("count = 0"))
	service.WasNotAsked(t)
}

func TestAccUnknownProviderArgumentIsKnownToAReadAtApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	config := acctest.Later(acctest.Argument("token", mockapi.Token), acctest.Argument("training_job_id", mockapi.SampleJobID)) +
		acctest.ProviderBlock(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("project_id", mockapi.ProjectID), acctest.FromLater("token")) +
		acctest.Data(acctest.FromLater("training_job_id"))
	acctest.Steps(t, resource.TestStep{
		Config:            config,
		ConfigPlanChecks:  acctest.ReadAtApply,
		ConfigStateChecks: []statecheck.StateCheck{acctest.HasNumber("total", 27)},
	})
}
