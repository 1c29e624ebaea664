package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestUnknownProviderArgumentIsNotTakenFromTheEnvironment(t *testing.T) {
	for argument, unknown := range map[string]tftypes.Type{
		"endpoint": tftypes.String, "project_id": tftypes.String, "token": tftypes.String, "max_retries": tftypes.Number,
		"request_timeout": tftypes.String, "insecure": tftypes.Bool,
	} {
		t.Run(argument, func(t *testing.T) {
			service := acctest.NewService(t)
			// The provider would use these if it treated an unknown argument as not set.
			for name, value := range map[string]string{
				"MODELARTS_ENDPOINT": service.Endpoint, "HW_REGION_NAME": "eu-de", "HW_PROJECT_ID": mockapi.ProjectID,
				"HW_AUTH_TOKEN": mockapi.Token, "HW_MAX_RETRIES": "0", "HW_INSECURE": "false",
			} {
				t.Setenv(name, value)
			}
			p := acctest.New(t).MustConfigure(t, acctest.Object{argument: acctest.Unknown(unknown)})
			acctest.SameDiagnostic(t, p.FailsToRead(t, acctest.SampleJob(nil)), notKnownYet(argument))
			service.WasNotAsked(t)
		})
	}
}

func notKnownYet(arguments string) acctest.Diagnostic {
	return acctest.Diagnostic{
		Summary: "Provider argument not known yet",
		Detail: fmt.Sprintf("The events cannot be read yet, because these provider arguments are not known until apply: `%s`. "+
			"Apply the resources they come from first (terraform apply -target=...), or set them from variables.", arguments),
	}
}

func TestUnknownRegionMattersOnlyWithoutAnEndpoint(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	region := acctest.Object{"region": acctest.Unknown(tftypes.String)}
	service.Configured(t, region).MustRead(t, acctest.SampleJob(nil))
	region["endpoint"] = acctest.Null(tftypes.String)
	acctest.SameDiagnostic(t, service.Configured(t, region).FailsToRead(t, acctest.SampleJob(nil)), notKnownYet("region"))
}

func TestUnknownProviderArgumentsAreNamedTogether(t *testing.T) {
	t.Parallel()
	p := acctest.NewService(t).Configured(t, acctest.Object{
		"endpoint": acctest.Unknown(tftypes.String), "token": acctest.Unknown(tftypes.String),
	})
	acctest.SameDiagnostic(t, p.FailsToRead(t, acctest.SampleJob(nil)), notKnownYet("endpoint`, `token"))
}

const laterToken = `
resource "terraform_data" "later" {
  input = {
    endpoint        = "ENDPOINT"
    token           = "mock-token-7f3c"
    training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  }
}
`

const readWithLaterToken = `
provider "modelarts" {
  endpoint   = terraform_data.later.output.endpoint
  project_id = "0123456789abcdef0123456789abcdef"
  token      = terraform_data.later.output.token
}

output "total" {
  value = one(data.modelarts_training_job_events.test[*].total)
}
`

// Which values are unknown together, and when the provider learns them, is decided by Terraform.
func TestAccProviderArgumentsFromAResource(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		data string
		// exitCode and says are of an apply without the resource, later of another one with it.
		exitCode    int
		says, later string
	}{
		"fail a read in the plan": {`
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
`, 1, "not known until apply: `endpoint`, `token`.", "total = 27"},
		"are known to a read in the apply": {`
data "modelarts_training_job_events" "test" {
  training_job_id = terraform_data.later.output.training_job_id
}
`, 0, "total = 27", "total = 27"},
		"do not matter if nothing is read": {`
data "modelarts_training_job_events" "test" {
  count           = 0
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
`, 0, "Apply complete! Resources: 1 added", "No changes."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			later := strings.Replace(laterToken, "ENDPOINT", acctest.NewService(t).Endpoint, 1)
			workspace := acctest.NewWorkspace(t, later+readWithLaterToken+test.data)
			workspace.Apply(t).Must(t, test.exitCode, test.says)
			if test.exitCode != 0 { // as the error advises
				workspace.Run(t, "apply", "-auto-approve", "-target=terraform_data.later").Must(t, 0)
			}
			workspace.Apply(t).Must(t, 0, test.later)
		})
	}
}
