package provider

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// complete is a block that needs nothing from the environment.
func complete(change func(*providerModel)) providerModel {
	block := providerModel{
		Endpoint:  types.StringValue("https://modelarts.example.com"),
		ProjectID: types.StringValue("block-project"),
		Token:     types.StringValue("block-token"),
	}
	if change != nil {
		change(&block)
	}
	return block
}

func environmentOf(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestSettingsAreTakenFromTheArgumentThenTheEnvironment(t *testing.T) {
	t.Parallel()
	everything := map[string]string{
		"MODELARTS_ENDPOINT": "https://env.example.com/", "HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-nl",
		"HW_PROJECT_ID": "hw", "OS_PROJECT_ID": "os", "OS_TENANT_ID": "tenant",
		"HW_AUTH_TOKEN": "hw-token", "OS_AUTH_TOKEN": "os-token", "OS_TOKEN": "token",
		"HW_MAX_RETRIES": "7", "HW_INSECURE": "true", "OS_INSECURE": "false",
	}
	without := func(names ...string) map[string]string {
		rest := map[string]string{}
		for name, value := range everything {
			if !slices.Contains(names, name) {
				rest[name] = value
			}
		}
		return rest
	}
	for _, test := range []struct {
		name        string
		block       providerModel
		environment map[string]string
		endpoint    string
		project     string
		token       string
		retries     int
		timeout     time.Duration
		insecure    bool
	}{
		{"arguments alone", complete(nil), nil, "https://modelarts.example.com", "block-project", "block-token", 5, 30 * time.Second, false},
		{"arguments beat the environment", complete(func(b *providerModel) {
			b.MaxRetries, b.Insecure, b.RequestTimeout = types.Int64Value(0), types.BoolValue(false), types.StringValue("1m30s")
		}), everything, "https://modelarts.example.com", "block-project", "block-token", 0, 90 * time.Second, false},
		{"first name in the environment", providerModel{}, everything,
			"https://env.example.com", "hw", "hw-token", 7, 30 * time.Second, true},
		{"second name", providerModel{}, without("HW_PROJECT_ID", "HW_AUTH_TOKEN", "HW_INSECURE"),
			"https://env.example.com", "os", "os-token", 7, 30 * time.Second, false},
		{"third name", providerModel{}, without("HW_PROJECT_ID", "OS_PROJECT_ID", "HW_AUTH_TOKEN", "OS_AUTH_TOKEN"),
			"https://env.example.com", "tenant", "token", 7, 30 * time.Second, true},
		{"endpoint from the region", providerModel{Region: types.StringValue("ap-southeast-1")}, without("MODELARTS_ENDPOINT"),
			"https://modelarts.ap-southeast-1.myhuaweicloud.com", "hw", "hw-token", 7, 30 * time.Second, true},
		{"endpoint from the environment's region", providerModel{}, without("MODELARTS_ENDPOINT", "HW_REGION_NAME"),
			"https://modelarts.eu-nl.otc.t-systems.com", "hw", "hw-token", 7, 30 * time.Second, true},
		{"no project is no error: a data source may have one", complete(func(b *providerModel) { b.ProjectID = types.StringNull() }), nil,
			"https://modelarts.example.com", "", "block-token", 5, 30 * time.Second, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, diags := resolveSettings(test.block, environmentOf(test.environment))
			if diags.HasError() {
				t.Fatal(diags)
			}
			if got.endpoint.String() != test.endpoint || got.projectID != test.project || tokenOf(got) != test.token ||
				got.maxRetries != test.retries || got.requestTimeout != test.timeout || got.insecure != test.insecure {
				t.Errorf("got %+v with the endpoint %s", got, got.endpoint)
			}
			if len(got.unknown)+len(got.unknownForProject) > 0 {
				t.Errorf("unknown: %v, %v", got.unknown, got.unknownForProject)
			}
		})
	}
}

// tokenOf goes around the token's own refusal to print itself.
func tokenOf(s settings) string { return string(s.credential.token) }

// The environment holds something for each: it must not be used in place of what is not known yet.
func TestUnknownArgumentsAreNeverTakenAsUnset(t *testing.T) {
	t.Parallel()
	getenv := environmentOf(map[string]string{
		"MODELARTS_ENDPOINT": "https://env.example.com", "HW_PROJECT_ID": "env", "HW_AUTH_TOKEN": "env", "HW_REGION_NAME": "eu-de",
	})
	unknown := types.StringUnknown()
	for _, test := range []struct {
		name                 string
		set                  func(*providerModel)
		everyRead, byDefault []string
	}{
		{"endpoint", func(b *providerModel) { b.Endpoint = unknown }, []string{"endpoint"}, nil},
		{"max_concurrent_requests", func(b *providerModel) { b.MaxConcurrentRequests = types.Int64Unknown() }, []string{"max_concurrent_requests"}, nil},
		{"max_retries", func(b *providerModel) { b.MaxRetries = types.Int64Unknown() }, []string{"max_retries"}, nil},
		{"request_timeout", func(b *providerModel) { b.RequestTimeout = unknown }, []string{"request_timeout"}, nil},
		{"insecure", func(b *providerModel) { b.Insecure = types.BoolUnknown() }, []string{"insecure"}, nil},
		{"cacert_file", func(b *providerModel) { b.CACertFile = unknown }, []string{"cacert_file"}, nil},
		{"token", func(b *providerModel) { b.Token = unknown }, []string{"token"}, nil},
		{"access_key", func(b *providerModel) { b.AccessKey = unknown }, []string{"access_key"}, nil},
		{"secret_key", func(b *providerModel) { b.SecretKey = unknown }, []string{"secret_key"}, nil},
		{"security_token", func(b *providerModel) { b.SecurityToken = unknown }, []string{"security_token"}, nil},
		{"user_name", func(b *providerModel) { b.UserName = unknown }, []string{"user_name"}, nil},
		{"user_id", func(b *providerModel) { b.UserID = unknown }, []string{"user_id"}, nil},
		{"password", func(b *providerModel) { b.Password = unknown }, []string{"password"}, nil},
		{"domain_name", func(b *providerModel) { b.DomainName = unknown }, []string{"domain_name"}, nil},
		{"domain_id", func(b *providerModel) { b.DomainID = unknown }, []string{"domain_id"}, nil},
		{"os_cloud", func(b *providerModel) { b.OSCloud = unknown }, []string{"os_cloud"}, nil},
		{"project_id", func(b *providerModel) { b.ProjectID = unknown }, nil, []string{"project_id"}},
		{"project_name", func(b *providerModel) { b.ProjectID, b.ProjectName = types.StringNull(), unknown }, nil, []string{"project_name"}},
		{"region, with an endpoint and a project", func(b *providerModel) { b.Region = unknown }, nil, nil},
		{"cloud, with an endpoint and a project", func(b *providerModel) { b.Cloud = unknown }, nil, nil},
		{"auth_url, with a project", func(b *providerModel) { b.AuthURL = unknown }, nil, nil},
		{"auth_url, to find the project", func(b *providerModel) {
			b.ProjectID, b.ProjectName, b.AuthURL = types.StringNull(), types.StringValue("p"), unknown
		}, nil, []string{"auth_url"}},
		{"auth_url, to log in", func(b *providerModel) {
			b.Token, b.UserID, b.Password, b.AuthURL = types.StringNull(), types.StringValue("u"), types.StringValue("p"), unknown
		}, []string{"auth_url"}, nil},
		{"project, to log in", func(b *providerModel) {
			b.Token, b.UserID, b.Password, b.ProjectID = types.StringNull(), types.StringValue("u"), types.StringValue("p"), unknown
		}, []string{"project_id"}, []string{"project_id"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, diags := resolveSettings(complete(test.set), getenv)
			if diags.HasError() || !slices.Equal(got.unknown, test.everyRead) || !slices.Equal(got.unknownForProject, test.byDefault) {
				t.Errorf("got %v and %v, with %v", got.unknown, got.unknownForProject, diags)
			}
		})
	}
}

func TestUnknownRegionMattersWhereAnEndpointIsBuiltFromIt(t *testing.T) {
	t.Parallel()
	got, diags := resolveSettings(complete(func(b *providerModel) {
		b.Endpoint, b.Region = types.StringNull(), types.StringUnknown()
	}), environmentOf(nil))
	if diags.HasError() || !slices.Equal(got.unknown, []string{"region"}) || got.endpoint != nil {
		t.Errorf("got %v, %v", got.unknown, diags)
	}
}

func TestRequestsAtATimeAreBounded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 8, "1": 1, "32": 32, "0": 0, "33": 0, "many": 0} {
		got, diags := resolveSettings(complete(nil), environmentOf(map[string]string{"MODELARTS_MAX_CONCURRENT_REQUESTS": text}))
		if diags.HasError() != (want == 0) || want > 0 && got.maxConcurrentRequests != want {
			t.Errorf("%q: got %d, %v", text, got.maxConcurrentRequests, diags)
		}
	}
}

func TestUnknownInsecureDoesNotRefusePlainHTTPYet(t *testing.T) {
	t.Parallel()
	_, diags := resolveSettings(complete(func(b *providerModel) {
		b.Endpoint, b.Insecure = types.StringValue("http://192.0.2.1"), types.BoolUnknown()
	}), environmentOf(nil))
	if diags.HasError() {
		t.Error(diags)
	}
}

func TestInsecureAllowsPlainHTTP(t *testing.T) {
	t.Parallel()
	_, diags := resolveSettings(complete(func(b *providerModel) {
		b.Endpoint, b.Insecure = types.StringValue("http://192.0.2.1"), types.BoolValue(true)
	}), environmentOf(nil))
	if diags.HasError() {
		t.Error(diags)
	}
}

func TestWrongAndMissingSettingsAreReportedTogether(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		block       providerModel
		environment map[string]string
		want        []string
	}{
		{"nothing is set", providerModel{}, nil, []string{
			"endpoint: No endpoint: Set `endpoint` (or MODELARTS_ENDPOINT) to the base URL of ModelArts, " +
				"or `region` (or HW_REGION_NAME, OS_REGION_NAME) to have it built.",
			"token: No credential: One of these has to be complete; they are looked for in this order:\n\n" +
				"  - `token` (or HW_AUTH_TOKEN, OS_AUTH_TOKEN, OS_TOKEN)\n" +
				"  - `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY)\n" +
				"  - `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) " +
				"with `security_token` (or HW_SECURITY_TOKEN, OS_SECURITY_TOKEN)\n" +
				"  - `user_name` (or HW_USER_NAME, OS_USERNAME) with `domain_name` (or HW_DOMAIN_NAME, OS_DOMAIN_NAME, OS_USER_DOMAIN_NAME, " +
				"OS_PROJECT_DOMAIN_NAME) with `password` (or HW_USER_PASSWORD, OS_PASSWORD)\n" +
				"  - `os_cloud` (or OS_CLOUD)",
		}},
		{"everything is wrong", complete(func(b *providerModel) {
			b.Endpoint, b.ProjectID = types.StringValue("example.com"), types.StringValue("a b")
			b.Token = types.StringValue("secret\n")
		}), map[string]string{"HW_MAX_RETRIES": "many", "OS_INSECURE": "perhaps"}, []string{
			"endpoint: Invalid provider setting: The argument `endpoint` cannot be used: it must begin with https:// " +
				`(or http:// for a loopback address), got "example.com"; a valid address is "https://modelarts.eu-de.otc.t-systems.com".`,
			"insecure: Invalid provider setting: The environment variable OS_INSECURE cannot be used: it must be true or false, got \"perhaps\".",
			"max_retries: Invalid provider setting: The environment variable HW_MAX_RETRIES cannot be used: it must be a number from 0 to 20, got \"many\".",
			"project_id: Invalid provider setting: The argument `project_id` cannot be used: it must be 1 to 64 letters, digits and hyphens, got \"a b\".",
			"token: Invalid provider setting: The argument `token` cannot be used: it holds white space or a control character; " +
				"trimspace() removes a line break at the end.",
		}},
		{"an empty argument is not unset", complete(func(b *providerModel) { b.Token = types.StringValue("") }),
			map[string]string{"HW_AUTH_TOKEN": "other"}, []string{
				"token: Invalid provider setting: The argument `token` cannot be used: it is empty; leave it out to take it from the environment.",
			}},
		{"a password in the endpoint", providerModel{Token: types.StringValue("t")},
			map[string]string{"MODELARTS_ENDPOINT": "https://me:hunter2@example.com"}, []string{
				"endpoint: Invalid provider setting: The environment variable MODELARTS_ENDPOINT cannot be used: it must not hold " +
					`a user name or password; a valid address is "https://modelarts.eu-de.otc.t-systems.com".`,
			}},
		{"a region that would change the host", providerModel{Token: types.StringValue("t"), Region: types.StringValue("x.example.com/")},
			nil, []string{
				"region: Invalid provider setting: The argument `region` cannot be used: it must be the name of a region, " +
					`such as "eu-de" or "ap-southeast-1", got "x.example.com/".`,
			}},
		{"plain http", complete(func(b *providerModel) { b.Endpoint = types.StringValue("http://192.0.2.1") }), nil, []string{
			"endpoint: Plain http refused: `endpoint` is not used: plain http would send the credential in the clear to 192.0.2.1. " +
				"Use https, or set `insecure = true` if nobody else can read that network.",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, diags := resolveSettings(test.block, environmentOf(test.environment))
			var got []string
			for _, diagnostic := range diags {
				got = append(got, diagnosticText(t, diagnostic))
			}
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

func diagnosticText(t *testing.T, diagnostic diag.Diagnostic) string {
	t.Helper()
	text := diagnostic.Summary() + ": " + diagnostic.Detail()
	if at, ok := diagnostic.(diag.DiagnosticWithPath); ok {
		text = at.Path().String() + ": " + text
	}
	return text
}
