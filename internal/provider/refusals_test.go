package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

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
		"request_timeout before it":      {"request_timeout", "-1s", durationRule + `, got "-1s"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := acctest.FailsInProcess(t, acctest.CompleteProvider(test.attribute, test.value)+acctest.Sample())
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{
				Address: "provider", Attribute: test.attribute, Summary: "Invalid value",
				Detail: "The argument `" + test.attribute + "` cannot be used: " + test.reason + ".",
			})
		})
	}
}

func TestMaxRetriesIsRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []int{-1, 21} {
		t.Run(fmt.Sprint(value), func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Provider(fmt.Sprintf("max_retries = %d", value))+acctest.Sample())
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{
				Address: "provider", Attribute: "max_retries", Summary: "Invalid value",
				Detail: fmt.Sprintf("The argument `max_retries` cannot be used: it must be a whole number from 0 to 20, got %d.", value),
			})
			service.WasNotAsked(t)
		})
	}
}

func TestProviderNumberThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	for _, attribute := range []string{"max_retries", "max_concurrent_requests"} {
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Provider(attribute+" = 1.5")+acctest.Sample())
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{
				Address: "provider", Attribute: attribute, Summary: "Invalid value",
				Detail: "The argument `" + attribute + "` cannot be used: it must be a whole number from " + map[string]string{"max_retries": "0 to 20", "max_concurrent_requests": "1 to 64"}[attribute] + ", got 1.5.",
			})
			service.WasNotAsked(t)
		})
	}
}

func TestPasswordInTheEndpointIsRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	for name, endpoint := range map[string]string{
		"in a good address":      "https://user:hunter2@127.0.0.1",
		"in an address with a %": "https://user:hunter2%zz@127.0.0.1",
		"without a scheme":       "user:hunter2@127.0.0.1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := acctest.FailsInProcess(t, acctest.ProviderBlock(
				acctest.Argument("endpoint", endpoint), acctest.Argument("project_id", "p"), acctest.Argument("token", "t"))+acctest.Sample())
			if got.Attribute != "endpoint" || !strings.HasPrefix(got.Detail, "The argument `endpoint` cannot be used: it ") ||
				!strings.HasSuffix(got.Detail, endpointExample+".") {
				t.Errorf("got %+v", got)
			}
			if strings.Contains(fmt.Sprint(got), "hunter2") {
				t.Errorf("the password is in %+v", got)
			}
		})
	}
}

// 192.0.2.1 is for documentation: nothing answers there.
const plainHTTP = `endpoint = "http://192.0.2.1"`

func TestPlainHTTPIsRefused(t *testing.T) {
	t.Parallel()
	for name, insecure := range map[string]string{"by default": "", "where insecure is false": "insecure = false"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := acctest.FailsInProcess(t, acctest.ProviderBlock(plainHTTP, acctest.Argument("project_id", "p"), acctest.Argument("token", "t"), insecure)+acctest.Sample())
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{
				Address: "provider", Attribute: "endpoint", Summary: "Plain http rejected",
				Detail: "The argument `endpoint` is not used: plain http would send the credential in the clear to 192.0.2.1. " +
					"Use https, or set the argument `insecure = true` if nobody else can read that network.",
			})
		})
	}
}

func TestInsecureOnThisMachineIsNoWarning(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.NewService(t).Provider("insecure = true")+acctest.Sample(), acctest.HasNumber("total", 27))
}

func TestProviderWithoutATokenSaysWhereToSetIt(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.FailsInProcess(t, acctest.ProviderBlock(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("project_id", mockapi.ProjectID))+acctest.Sample())
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: "provider", Summary: "No credential",
		Detail: "Set one of these. They are listed in order of precedence: " +
			"- `token` (or HW_AUTH_TOKEN, OS_AUTH_TOKEN, OS_TOKEN) " +
			"- `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) " +
			"- `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) " +
			"and `security_token` (or HW_SECURITY_TOKEN, OS_SECURITY_TOKEN) " +
			"- `user_name` (or HW_USER_NAME, OS_USERNAME) with `domain_name` (or HW_DOMAIN_NAME, OS_DOMAIN_NAME, OS_USER_DOMAIN_NAME, " +
			"OS_PROJECT_DOMAIN_NAME) and `password` (or HW_USER_PASSWORD, OS_PASSWORD) " +
			"- `os_cloud` (or OS_CLOUD)",
	})
	service.WasNotAsked(t)
}

func TestProviderWithoutAnEndpointSaysWhereToSetIt(t *testing.T) {
	t.Parallel()
	got := acctest.FailsInProcess(t, acctest.ProviderBlock(acctest.Argument("project_id", mockapi.ProjectID), acctest.Argument("token", mockapi.Token))+acctest.Sample())
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: "provider", Summary: "No endpoint",
		Detail: "The provider uses the token from the argument `token`. It is sent only to a host that the provider block determines. " +
			"Set `region` or `endpoint` in the provider block, to determine the address of ModelArts.",
	})
}

const endpointExample = `; a valid address is "https://modelarts.eu-de.otc.t-systems.com"`
