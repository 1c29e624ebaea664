package provider_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccProviderNeedsNoBlock(t *testing.T) {
	t.Setenv("MODELARTS_ENDPOINT", acctest.NewService(t).Endpoint)
	t.Setenv("HW_PROJECT_ID", mockapi.ProjectID)
	t.Setenv("HW_AUTH_TOKEN", mockapi.Token)
	acctest.Apply(t, acctest.Sample(), acctest.HasText("project_id", mockapi.ProjectID), acctest.HasNumber("total", 27))
}

// The path in a diagnostic decides which line Terraform quotes. TestProviderSettingIsRefused and others check the refusals without
// Terraform.
func TestAccRefusedProviderSettingIsQuoted(t *testing.T) {
	t.Parallel()
	got := acctest.Fails(t, acctest.CompleteProvider("project_id", "my_project")+acctest.Sample())
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: "provider", Attribute: "project_id", Summary: "Invalid value",
		Detail: "The argument `project_id` cannot be used: " + acctest.ProjectIDRule + `, got "my_project".`,
	})
}

func TestAccInsecureAllowsPlainHTTPWithAWarning(t *testing.T) {
	t.Parallel()
	// Without an instance to read, Terraform configures the provider and that is all.
	workspace := acctest.NewWorkspace(t, acctest.ProviderBlock(plainHTTP, acctest.Argument("project_id", "p"), acctest.Argument("token", "t"), "insecure = true")+
		acctest.Sample("count = 0"))
	workspace.Run(t, "plan").Must(t, 0, "Warning: Connection is not protected", "`insecure` is on, so the provider does not check who "+
		"answers as 192.0.2.1. Anybody who controls the network in between can read the credential, and can change or hide events, so that "+
		"a gate passes.")
}
