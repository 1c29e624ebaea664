package provider_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccSettingsComeFromTheEnvironment(t *testing.T) {
	for name, test := range map[string]struct{ project, token, provider string }{
		"HW_ names":       {"HW_PROJECT_ID", "HW_AUTH_TOKEN", accProvider()},
		"OS_ names":       {"OS_PROJECT_ID", "OS_AUTH_TOKEN", accProvider()},
		"older OS_ names": {"OS_TENANT_ID", "OS_TOKEN", accProvider()},
		"without a block": {"HW_PROJECT_ID", "HW_AUTH_TOKEN", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("MODELARTS_ENDPOINT", accNewService(t).endpoint)
			t.Setenv(test.project, mockapi.ProjectID)
			t.Setenv(test.token, mockapi.Token)
			accApply(t, test.provider+accSample(), accText("project_id", mockapi.ProjectID), accNumber("total", 27))
		})
	}
}

func TestAccHWNamesBeatOSNames(t *testing.T) {
	t.Setenv("MODELARTS_ENDPOINT", accNewService(t).endpoint)
	t.Setenv("HW_PROJECT_ID", mockapi.ProjectID)
	t.Setenv("HW_AUTH_TOKEN", mockapi.Token)
	for _, name := range []string{"OS_PROJECT_ID", "OS_TENANT_ID", "OS_AUTH_TOKEN", "OS_TOKEN"} {
		t.Setenv(name, "another")
	}
	accApply(t, accProvider()+accSample(), accText("project_id", mockapi.ProjectID), accNumber("total", 27))
}

func TestAccArgumentsBeatTheEnvironment(t *testing.T) {
	other := accNewService(t)
	for name, value := range map[string]string{
		"MODELARTS_ENDPOINT": other.endpoint,
		"HW_REGION_NAME":     "no region",
		"HW_PROJECT_ID":      "another",
		"HW_AUTH_TOKEN":      "another",
		"HW_MAX_RETRIES":     "many",
		"HW_INSECURE":        "perhaps",
	} {
		t.Setenv(name, value)
	}
	service := accNewService(t)
	accApply(t, service.provider("max_retries = 0", "insecure = false")+accSample(),
		accText("project_id", mockapi.ProjectID), accNumber("total", 27))
	service.sawRequests(t)
	other.wasNotAsked(t)
}

func TestAccProjectOfTheDataSourceBeatsTheEnvironment(t *testing.T) {
	service := accNewService(t)
	t.Setenv("HW_PROJECT_ID", "another")
	config := accProvider(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token)) +
		accSample(accArgument("project_id", mockapi.ProjectID))
	accApply(t, config, accText("project_id", mockapi.ProjectID), accNumber("total", 27))
}

func TestAccEmptyVariableIsNotSet(t *testing.T) {
	t.Setenv("MODELARTS_ENDPOINT", accNewService(t).endpoint)
	t.Setenv("HW_PROJECT_ID", "")
	t.Setenv("OS_PROJECT_ID", mockapi.ProjectID)
	t.Setenv("HW_AUTH_TOKEN", "")
	t.Setenv("OS_AUTH_TOKEN", mockapi.Token)
	t.Setenv("HW_MAX_RETRIES", "")
	t.Setenv("HW_INSECURE", "")
	accApply(t, accProvider()+accSample(), accNumber("total", 27))
}

func TestAccRetriesComeFromTheEnvironment(t *testing.T) {
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultThrottle})
	t.Setenv("HW_MAX_RETRIES", "0")
	if got := accFails(t, service.sample()); got.summary != "ModelArts throttles the requests" {
		t.Errorf("got %+v", got)
	}
	if requests := service.Requests(); len(requests) != 1 {
		t.Errorf("%d requests, want 1", len(requests))
	}
}

func TestAccRegionOfTheEnvironmentStandsForAnEndpoint(t *testing.T) {
	t.Setenv("HW_REGION_NAME", "eu-de")
	t.Setenv("HW_AUTH_TOKEN", "t")
	// Without an instance to read, Terraform configures the provider and that is all.
	accApply(t, accProvider()+accSample("count = 0"))
}

func TestAccVariableIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ value, reason string }{
		"MODELARTS_ENDPOINT": {
			"127.0.0.1",
			"it must begin with https:// (or http:// for a loopback address), got " + `"127.0.0.1"` + accEndpointExample,
		},
		"HW_PROJECT_ID":  {"my_project", accProjectRule + `, got "my_project"`},
		"HW_AUTH_TOKEN":  {"hunter2\n", "it ends with a line break; set the variable without it"},
		"HW_MAX_RETRIES": {"21", `it must be a number from 0 to 20, got "21"`},
		"HW_INSECURE":    {"perhaps", `it must be true or false, got "perhaps"`},
	} {
		t.Run(name, func(t *testing.T) {
			service := accNewService(t)
			t.Setenv("MODELARTS_ENDPOINT", service.endpoint)
			t.Setenv("HW_PROJECT_ID", mockapi.ProjectID)
			t.Setenv("HW_AUTH_TOKEN", mockapi.Token)
			t.Setenv(name, test.value)
			accSame(t, accFails(t, accProvider()+accSample()), accDiagnostic{
				address: "provider", summary: "Invalid provider setting",
				detail: "The environment variable " + name + " cannot be used: " + test.reason + ".",
			})
			service.wasNotAsked(t)
		})
	}
}
