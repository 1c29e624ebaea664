package provider_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestSettingsComeFromTheEnvironment(t *testing.T) {
	for name, test := range map[string]struct{ project, token, provider string }{
		"HW_ names":       {"HW_PROJECT_ID", "HW_AUTH_TOKEN", acctest.ProviderBlock()},
		"OS_ names":       {"OS_PROJECT_ID", "OS_AUTH_TOKEN", acctest.ProviderBlock()},
		"older OS_ names": {"OS_TENANT_ID", "OS_TOKEN", acctest.ProviderBlock()},
		"without a block": {"HW_PROJECT_ID", "HW_AUTH_TOKEN", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("MODELARTS_ENDPOINT", acctest.NewService(t).Endpoint)
			t.Setenv(test.project, mockapi.ProjectID)
			t.Setenv(test.token, mockapi.Token)
			acctest.ReadInProcess(t, test.provider+acctest.Sample(), acctest.HasText("project_id", mockapi.ProjectID), acctest.HasNumber("total", 27))
		})
	}
}

func TestProjectOfTheDataSourceBeatsTheEnvironment(t *testing.T) {
	service := acctest.NewService(t)
	t.Setenv("HW_PROJECT_ID", "another")
	config := acctest.ProviderBlock(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token)) +
		acctest.Sample(acctest.Argument("project_id", mockapi.ProjectID))
	acctest.ReadInProcess(t, config, acctest.HasText("project_id", mockapi.ProjectID), acctest.HasNumber("total", 27))
}

func TestRetriesComeFromTheEnvironment(t *testing.T) {
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle})
	t.Setenv("HW_MAX_RETRIES", "0")
	if got := acctest.FailsInProcess(t, service.Sample()); got.Summary != "ModelArts throttles the requests" {
		t.Errorf("got %+v", got)
	}
	if requests := service.Requests(); len(requests) != 1 {
		t.Errorf("%d requests, want 1", len(requests))
	}
}

func TestRegionOfTheEnvironmentStandsForAnEndpoint(t *testing.T) {
	t.Setenv("HW_REGION_NAME", "eu-de")
	t.Setenv("HW_AUTH_TOKEN", "t")
	acctest.ReadInProcess(t, acctest.ProviderBlock())
}

func TestVariableIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ value, reason string }{
		"MODELARTS_ENDPOINT": {
			"127.0.0.1",
			"it must begin with https:// (or http:// for a loopback address), got " + `"127.0.0.1"` + endpointExample,
		},
		"HW_PROJECT_ID":  {"my_project", acctest.ProjectIDRule + `, got "my_project"`},
		"HW_AUTH_TOKEN":  {"hunter2\n", "it ends with a line break; set the variable without it"},
		"HW_MAX_RETRIES": {"21", `it must be a number from 0 to 20, got "21"`},
		"HW_INSECURE":    {"perhaps", `it must be true or false, got "perhaps"`},
	} {
		t.Run(name, func(t *testing.T) {
			service := acctest.NewService(t)
			t.Setenv("MODELARTS_ENDPOINT", service.Endpoint)
			t.Setenv("HW_PROJECT_ID", mockapi.ProjectID)
			t.Setenv("HW_AUTH_TOKEN", mockapi.Token)
			t.Setenv(name, test.value)
			acctest.SameDiagnostic(t, acctest.FailsInProcess(t, acctest.ProviderBlock()+acctest.Sample()), acctest.Diagnostic{
				Address: "provider", Summary: "Invalid provider setting",
				Detail: "The environment variable " + name + " cannot be used: " + test.reason + ".",
			})
			service.WasNotAsked(t)
		})
	}
}
