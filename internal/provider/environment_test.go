package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestSettingsComeFromTheEnvironment(t *testing.T) {
	for name, test := range map[string]struct{ project, token string }{
		"HW_ names":       {"HW_PROJECT_ID", "HW_AUTH_TOKEN"},
		"OS_ names":       {"OS_PROJECT_ID", "OS_AUTH_TOKEN"},
		"older OS_ names": {"OS_TENANT_ID", "OS_TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("MODELARTS_ENDPOINT", acctest.NewService(t).Endpoint)
			t.Setenv(test.project, mockapi.ProjectID)
			t.Setenv(test.token, mockapi.Token)
			acctest.Expect(t, acctest.New(t).MustConfigure(t, nil).MustRead(t, acctest.SampleJob(nil)), acctest.Object{
				"project_id": acctest.Text(mockapi.ProjectID), "total": acctest.Number(27),
			})
		})
	}
}

func TestAccProviderNeedsNoBlock(t *testing.T) {
	t.Parallel()
	workspace := acctest.NewWorkspace(t, `
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

output "total" {
  value = data.modelarts_training_job_events.test.total
}
`)
	workspace.Environment = []string{
		"MODELARTS_ENDPOINT=" + acctest.NewService(t).Endpoint, "HW_PROJECT_ID=" + mockapi.ProjectID, "HW_AUTH_TOKEN=" + mockapi.Token,
	}
	workspace.Apply(t).Must(t, 0, "total = 27")
}

func TestProjectOfTheDataSourceReplacesTheEnvironments(t *testing.T) {
	t.Setenv("HW_PROJECT_ID", "another")
	p := acctest.NewService(t).Configured(t, acctest.Object{"project_id": acctest.Null(tftypes.String)})
	p.MustRead(t, acctest.SampleJob(acctest.Object{"project_id": acctest.Text(mockapi.ProjectID)}))
}

func TestRetriesComeFromTheEnvironment(t *testing.T) {
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle})
	t.Setenv("HW_MAX_RETRIES", "0")
	if got := service.Configured(t, nil).FailsToRead(t, acctest.SampleJob(nil)); got.Summary != "ModelArts throttles the requests" {
		t.Errorf("got %+v", got)
	}
	service.GotRequests(t, 1)
}

func TestRegionOfTheEnvironmentStandsForAnEndpoint(t *testing.T) {
	t.Setenv("HW_REGION_NAME", "eu-de")
	t.Setenv("HW_AUTH_TOKEN", "t")
	acctest.New(t).MustConfigure(t, nil)
}

func TestVariableIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ argument, value, reason string }{
		"MODELARTS_ENDPOINT": {
			"endpoint", "127.0.0.1",
			"it must begin with https:// (or http:// for a loopback address), got " + `"127.0.0.1"` + endpointExample,
		},
		"HW_PROJECT_ID":  {"project_id", "my_project", acctest.ProjectIDRule + `, got "my_project"`},
		"HW_AUTH_TOKEN":  {"token", "hunter2\n", "it ends with a line break; set the variable without it"},
		"HW_MAX_RETRIES": {"max_retries", "21", `it must be a number from 0 to 20, got "21"`},
		"HW_INSECURE":    {"insecure", "perhaps", `it must be true or false, got "perhaps"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("MODELARTS_ENDPOINT", "http://127.0.0.1:1")
			t.Setenv("HW_PROJECT_ID", mockapi.ProjectID)
			t.Setenv("HW_AUTH_TOKEN", mockapi.Token)
			t.Setenv(name, test.value)
			acctest.SameDiagnostic(t, acctest.New(t).FailsToConfigure(t, nil), acctest.Diagnostic{
				Attribute: test.argument, Summary: "Invalid provider setting",
				Detail: "The environment variable " + name + " cannot be used: " + test.reason + ".",
			})
		})
	}
}
