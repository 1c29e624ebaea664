package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

// nowhere are settings that are complete; nothing listens at the endpoint.
func nowhere(more acctest.Object) acctest.Object {
	service := acctest.Service{Endpoint: "http://127.0.0.1:1"}
	return service.Settings(more)
}

const endpointExample = `; a valid address is "https://modelarts.eu-de.otc.t-systems.com"`

func TestProviderSettingIsRefused(t *testing.T) {
	t.Parallel()
	const durationRule = `it must be a duration above zero, such as "30s" or "2m"`
	for name, test := range map[string]struct{ attribute, value, reason string }{
		"endpoint without a scheme": {
			"endpoint", "modelarts.example.com",
			"it must begin with https:// (or http:// for a loopback address), got " + `"modelarts.example.com"` + endpointExample,
		},
		"endpoint without a host": {
			"endpoint", "https:///v2",
			"it names no host, got " + `"https:///v2"` + endpointExample,
		},
		"endpoint with a query": {
			"endpoint", "https://127.0.0.1/?a=b",
			"it must end with the host or a path, without a query or fragment, got " + `"https://127.0.0.1/?a=b"` + endpointExample,
		},
		"empty endpoint": {
			"endpoint", "",
			"it must begin with https:// (or http:// for a loopback address), got " + `""` + endpointExample,
		},
		"region": {
			"region", "Frankfurt",
			`it must be the name of a region, such as "eu-de" or "ap-southeast-1", got "Frankfurt"`,
		},
		"project_id": {"project_id", "my_project", acctest.ProjectIDRule + `, got "my_project"`},
		"empty token": {
			"token", "",
			"it is empty; leave it out to take it from the environment",
		},
		"token with a line break": {
			"token", "hunter2\n",
			"it ends with a line break; remove it with trimspace()",
		},
		"password with a line break": {
			"password", "hunter2\nx",
			"it contains a line break or another control character",
		},
		"request_timeout without a unit": {"request_timeout", "30", durationRule + `, got "30"`},
		"request_timeout of no time":     {"request_timeout", "0s", durationRule + `, got "0s"`},
		"request_timeout below zero":     {"request_timeout", "-1s", durationRule + `, got "-1s"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := acctest.New(t).FailsToConfigure(t, nowhere(acctest.Object{test.attribute: acctest.Text(test.value)}))
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{
				Attribute: test.attribute, Summary: "Invalid value",
				Detail: "The argument `" + test.attribute + "` cannot be used: " + test.reason + ".",
			})
		})
	}
}

func TestProviderNumberIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		attribute string
		value     float64
		rule      string
	}{
		{"max_retries", -1, "from 0 to 20, got -1."},
		{"max_retries", 21, "from 0 to 20, got 21."},
		{"max_retries", 1.5, "from 0 to 20, got 1.5."},
		{"max_concurrent_requests", 0, "from 1 to 64, got 0."},
	} {
		got := acctest.New(t).FailsToConfigure(t, nowhere(acctest.Object{test.attribute: tftypes.NewValue(tftypes.Number, test.value)}))
		acctest.SameDiagnostic(t, got, acctest.Diagnostic{
			Attribute: test.attribute, Summary: "Invalid value",
			Detail: "The argument `" + test.attribute + "` cannot be used: it must be a whole number " + test.rule,
		})
	}
}

func TestPasswordInTheEndpointIsRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"https://user:hunter2@127.0.0.1", "https://user:hunter2%zz@127.0.0.1", "user:hunter2@127.0.0.1",
	} {
		got := acctest.New(t).FailsToConfigure(t, nowhere(acctest.Object{"endpoint": acctest.Text(endpoint)}))
		if got.Attribute != "endpoint" || !strings.HasPrefix(got.Detail, "The argument `endpoint` cannot be used: it ") ||
			!strings.HasSuffix(got.Detail, endpointExample+".") {
			t.Errorf("got %+v", got)
		}
		if strings.Contains(fmt.Sprint(got), "hunter2") {
			t.Errorf("the password is in %+v", got)
		}
	}
}

// 192.0.2.1 is for documentation: nothing responds there.
var plainHTTP = acctest.Object{"endpoint": acctest.Text("http://192.0.2.1")}

func TestPlainHTTPIsRefused(t *testing.T) {
	t.Parallel()
	for _, insecure := range []tftypes.Value{acctest.Null(tftypes.Bool), acctest.Boolean(false)} {
		got := acctest.New(t).FailsToConfigure(t, nowhere(plainHTTP).With(acctest.Object{"insecure": insecure}))
		acctest.SameDiagnostic(t, got, acctest.Diagnostic{
			Attribute: "endpoint", Summary: "Plain http rejected",
			Detail: "The argument `endpoint` is not used: plain http would send the credential in the clear to 192.0.2.1. " +
				"Use https, or set the argument `insecure = true` if nobody else can read that network.",
		})
	}
}

func TestInsecureIsAWarningExceptOnThisMachine(t *testing.T) {
	t.Parallel()
	insecure := acctest.Object{"insecure": acctest.Boolean(true)}
	acctest.NewService(t).Configured(t, insecure).MustRead(t, acctest.SampleJob(nil))

	got := acctest.New(t).Configure(t, nowhere(plainHTTP).With(insecure))
	if len(got) != 1 || got[0].Severity != tfprotov6.DiagnosticSeverityWarning || got[0].Summary != "Connection is not protected" ||
		!strings.Contains(got[0].Detail, "does not check who answers as 192.0.2.1. Anybody who controls the network in between can read the "+
			"credential, and can change or hide events, so that a gate passes.") {
		t.Errorf("got %+v", got)
	}
}

func TestProviderWithoutATokenSaysWhereToSetIt(t *testing.T) {
	t.Parallel()
	got := acctest.New(t).FailsToConfigure(t, nowhere(acctest.Object{"token": acctest.Null(tftypes.String)}))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Attribute: "token", Summary: "No credential",
		Detail: "Set one of these. They are listed in order of precedence: " +
			"- `token` (or HW_AUTH_TOKEN, OS_AUTH_TOKEN, OS_TOKEN) " +
			"- `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) " +
			"- `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) " +
			"and `security_token` (or HW_SECURITY_TOKEN, OS_SECURITY_TOKEN) " +
			"- `user_name` (or HW_USER_NAME, OS_USERNAME) with `domain_name` (or HW_DOMAIN_NAME, OS_DOMAIN_NAME, OS_USER_DOMAIN_NAME, " +
			"OS_PROJECT_DOMAIN_NAME) and `password` (or HW_USER_PASSWORD, OS_PASSWORD) " +
			"- `os_cloud` (or OS_CLOUD)",
	})
}

func TestProviderWithoutAnEndpointSaysWhereToSetIt(t *testing.T) {
	t.Parallel()
	got := acctest.New(t).FailsToConfigure(t, nowhere(acctest.Object{"endpoint": acctest.Null(tftypes.String)}))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Attribute: "endpoint", Summary: "No endpoint",
		Detail: "The provider uses the token from the argument `token`. It is sent only to a host that the provider block determines. " +
			"Set `region` or `endpoint` in the provider block, to determine the address of ModelArts.",
	})
}

func TestReadWithoutAProjectSaysWhereToSetIt(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	p := service.Configured(t, acctest.Object{"project_id": acctest.Null(tftypes.String)})
	acctest.SameDiagnostic(t, p.FailsToRead(t, acctest.SampleJob(nil)), acctest.Diagnostic{
		Attribute: "project_id", Summary: "No project",
		Detail: "No `project_id` is set here, and the provider has no project. Set `project_id` here, or " +
			"`project_id` or `project_name` in the provider block. Or set `region` in the provider block, to use the region's default project.",
	})
	service.WasNotAsked(t)
}

// The path in a diagnostic decides which line Terraform quotes. The other tests check the errors without Terraform.
func TestAccRefusedProviderSettingIsQuoted(t *testing.T) {
	t.Parallel()
	got := acctest.Fails(t, `
provider "modelarts" {
  endpoint   = "http://127.0.0.1:1"
  project_id = "my_project"
  token      = "mock-token-7f3c"
}

data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
`)
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: "provider", Attribute: "project_id", Summary: "Invalid value",
		Detail: "The argument `project_id` cannot be used: " + acctest.ProjectIDRule + `, got "my_project".`,
	})
}
