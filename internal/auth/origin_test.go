package auth_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// Hosts of the regions.
const (
	otc, otcIAM       = "modelarts.eu-de.otc.t-systems.com", "iam.eu-de.otc.t-systems.com"
	huawei, huaweiIAM = "modelarts.ap-southeast-1.myhuaweicloud.com", "iam.ap-southeast-1.myhuaweicloud.com"
)

func hostOf(address *url.URL) string {
	if address == nil {
		return ""
	}
	return address.Host
}

var (
	osPassword        = variables{"OS_REGION_NAME": "eu-de", "OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_USER_DOMAIN_NAME": "d"}
	osToken           = variables{"OS_REGION_NAME": "eu-de", "OS_TOKEN": "os-token", "OS_PROJECT_NAME": "p"}
	hwKey             = variables{"HW_REGION_NAME": "ap-southeast-1", "HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk"}
	passwordArguments = variables{"user_name": "me", "password": "pw", "domain_name": "d"}
)

var credentialIsSentOnlyWhereItsOriginSaysCases = []struct {
	name                   string
	arguments, environment variables
	method                 auth.Method
	modelArts, iam         string
	ignored                []string
}{
	{"block: variables", passwordArguments.with(variables{"region": "eu-de"}), variables{
		"MODELARTS_ENDPOINT": "https://other.example.com", "HW_CLOUD": "myhuaweicloud.com", "HW_AUTH_URL": "https://other.example.com",
		"HW_INSECURE": "1", "OS_INSECURE": "1", "HW_PROJECT_ID": "other", "OS_PROJECT_NAME": "other",
	}, auth.MethodPassword, otc, otcIAM,
		[]string{"MODELARTS_ENDPOINT", "HW_CLOUD", "HW_AUTH_URL", "HW_INSECURE", "OS_INSECURE", "HW_PROJECT_ID", "OS_PROJECT_NAME"}},

	{"OS_: HW_ variables", nil, osPassword.with(variables{
		"HW_REGION_NAME": "ap-southeast-1", "HW_CLOUD": "myhuaweicloud.com", "HW_AUTH_URL": "https://other.example.com", "HW_INSECURE": "1",
	}), auth.MethodPassword, otc, otcIAM, []string{"HW_REGION_NAME", "HW_CLOUD", "HW_AUTH_URL", "HW_INSECURE"}},
	{"OS_: argument region", variables{"region": "eu-nl"}, osToken.with(variables{"OS_AUTH_URL": "https://iam.example.com", "MODELARTS_ENDPOINT": "https://other.example.com"}),
		auth.MethodToken, "modelarts.eu-nl.otc.t-systems.com", "iam.eu-nl.otc.t-systems.com", []string{"MODELARTS_ENDPOINT", "OS_REGION_NAME", "OS_AUTH_URL"}},
	{"OS_: argument endpoint", variables{"endpoint": "https://block.example.com"}, osToken.with(variables{"MODELARTS_ENDPOINT": "https://other.example.com"}),
		auth.MethodToken, "block.example.com", otcIAM, []string{"MODELARTS_ENDPOINT"}},
	{"OS_: its own auth_url and MODELARTS_ENDPOINT", nil, osToken.with(variables{"OS_AUTH_URL": "https://iam.example.com", "MODELARTS_ENDPOINT": "https://env.example.com"}),
		auth.MethodToken, "env.example.com", "iam.example.com", nil},

	{"HW_: OS_ complete, too", nil, hwKey.with(osPassword).with(variables{"OS_TOKEN": "os-token"}), auth.MethodAccessKey, huawei, huaweiIAM, []string{"OS_REGION_NAME"}},
	{"HW_: its own cloud", nil, hwKey.with(variables{"HW_REGION_NAME": "eu-ch2", "HW_CLOUD": "sc.otc.t-systems.com"}),
		auth.MethodAccessKey, "modelarts.eu-ch2.sc.otc.t-systems.com", "iam-pub.eu-ch2.sc.otc.t-systems.com", nil},
	{"HW_: argument cloud", variables{"cloud": "block.example.com"}, hwKey.with(variables{"HW_CLOUD": "other.example.com", "HW_AUTH_URL": "https://other.example.com", "MODELARTS_ENDPOINT": "https://other.example.com"}),
		auth.MethodAccessKey, "modelarts.ap-southeast-1.block.example.com", "iam.ap-southeast-1.block.example.com",
		[]string{"MODELARTS_ENDPOINT", "HW_CLOUD", "HW_AUTH_URL"}},
	{"HW_: argument region", variables{"region": "eu-de"}, hwKey.with(variables{"HW_CLOUD": "myhuaweicloud.com"}),
		auth.MethodAccessKey, otc, otcIAM, []string{"HW_REGION_NAME", "HW_CLOUD"}},
	{"HW_: argument auth_url", variables{"auth_url": "https://iam.example.com"}, hwKey.with(variables{"HW_AUTH_URL": "https://other.example.com"}),
		auth.MethodAccessKey, huawei, "iam.example.com", []string{"HW_AUTH_URL"}},
	{"HW_: MODELARTS_ENDPOINT before the region of OS_", nil, osToken.with(variables{"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk", "MODELARTS_ENDPOINT": "https://env.example.com"}),
		auth.MethodAccessKey, "env.example.com", "", []string{"OS_REGION_NAME", "OS_PROJECT_NAME"}},
	{"HW_: MODELARTS_ENDPOINT and HW_AUTH_URL before the region of OS_", nil, osToken.with(variables{
		"HW_USER_ID": "u", "HW_USER_PASSWORD": "pw", "HW_PROJECT_ID": "p", "HW_AUTH_URL": "https://iam.example.com", "MODELARTS_ENDPOINT": "https://env.example.com",
	}), auth.MethodPassword, "env.example.com", "iam.example.com", []string{"OS_REGION_NAME", "OS_PROJECT_NAME"}},
	{"HW_ says not where: OS_ is used", nil, osToken.with(variables{"HW_AUTH_TOKEN": "hw-token"}), auth.MethodToken, otc, otcIAM, nil},
	{"HW_ says not where IAM is: OS_ is used", nil, osToken.with(variables{"HW_USER_ID": "u", "HW_USER_PASSWORD": "pw", "HW_PROJECT_ID": "p", "MODELARTS_ENDPOINT": "https://env.example.com"}),
		auth.MethodToken, "env.example.com", otcIAM, []string{"HW_PROJECT_ID"}},

	{"clouds.yaml: variables", variables{"os_cloud": "with-password"}, variables{
		"HW_REGION_NAME": "ap-southeast-1", "HW_CLOUD": "myhuaweicloud.com", "HW_AUTH_URL": "https://other.example.com",
		"MODELARTS_ENDPOINT": "https://other.example.com", "OS_INSECURE": "1", "HW_PROJECT_ID": "other",
	}, auth.MethodPassword, "modelarts.eu-nl.otc.t-systems.com", "iam.example.com",
		[]string{"MODELARTS_ENDPOINT", "HW_REGION_NAME", "HW_CLOUD", "HW_AUTH_URL", "OS_INSECURE", "HW_PROJECT_ID"}},
	{"clouds.yaml: arguments", variables{"os_cloud": "with-password", "region": "eu-de"}, nil,
		auth.MethodPassword, otc, "iam.example.com", []string{"`region_name` of the cloud \"with-password\" in FILE"}},
	{"clouds.yaml beside a token in the block", variables{"os_cloud": "with-key", "region": "eu-de", "token": "t"}, nil,
		auth.MethodToken, otc, otcIAM, []string{"`region_name` of the cloud \"with-key\" in FILE", "`project_name` of the cloud \"with-key\" in FILE"}},
}

func TestCredentialIsSentOnlyWhereItsOriginSays(t *testing.T) {
	t.Parallel()
	file := cloudsFile(t)
	for _, test := range credentialIsSentOnlyWhereItsOriginSaysCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := mustResolve(t, test.arguments, test.environment.with(variables{"OS_CLIENT_CONFIG_FILE": file}))
			if got.Credential.Method != test.method || hostOf(got.Endpoint) != test.modelArts || hostOf(got.IAM) != test.iam || got.Insecure {
				t.Errorf("%s goes to %s and %s, insecure is %t", got.Credential, hostOf(got.Endpoint), hostOf(got.IAM), got.Insecure)
			}
			for i, name := range got.Ignored {
				got.Ignored[i] = strings.ReplaceAll(name, file, "FILE")
			}
			if !slices.Equal(got.Ignored, test.ignored) {
				t.Errorf("ignored %q, want %q", got.Ignored, test.ignored)
			}
		})
	}
}

// hosts is the part of a message that says which settings decide where the credential is sent.
func hosts(determinedBy string) string {
	return ". It is sent only to a host that " + determinedBy + ". "
}

var (
	byBlock = hosts("the provider block determines")
	byEntry = hosts("its entry of clouds.yaml or the provider block determines")
	byOS    = hosts("the OS_ variables, MODELARTS_ENDPOINT or the provider block determine")
)

// A read that names its own project needs neither of them.
func TestMissingProjectIsAdviceNotAProblem(t *testing.T) {
	t.Parallel()
	got := mustResolve(t, variables{"endpoint": "https://modelarts.example.com", "token": "t"}, variables{"HW_PROJECT_ID": "other"})
	const project = "`project_id` or `project_name` in the provider block. " +
		"Or set `region` in the provider block, to use the region's default project. Ignored, because they do not belong to the origin of the credential: HW_PROJECT_ID."
	if got.ProjectID != "" || got.ProjectName != "" || got.ProjectAdvice != project {
		t.Errorf("got %q, %q, %q", got.ProjectID, got.ProjectName, got.ProjectAdvice)
	}
	iam := "The provider uses the token from the argument `token`" + byBlock +
		"Set `region` or `auth_url` in the provider block, to determine the address of IAM."
	if got.IAM != nil || got.IAMAdvice != iam {
		t.Errorf("got %s, %q", got.IAM, got.IAMAdvice)
	}
}

func TestAdviceOnAMissingProjectNamesTheOwnOrigin(t *testing.T) {
	t.Parallel()
	file := cloudsFile(t)
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		want                   string
	}{
		{"variables", nil, variables{"HW_AUTH_TOKEN": "t", "MODELARTS_ENDPOINT": "https://env.example.com", "OS_REGION_NAME": "eu-de"},
			"HW_PROJECT_ID or HW_PROJECT_NAME, or `project_id` or `project_name` in the provider block. " +
				"Or set HW_REGION_NAME, to use the region's default project. " +
				"Ignored, because they do not belong to the origin of the credential: OS_REGION_NAME."},
		{"clouds.yaml", variables{"endpoint": "https://block.example.com", "os_cloud": "no-project"}, nil,
			"`project_id` of the cloud \"no-project\" in FILE or `project_name` of the cloud \"no-project\" in FILE, " +
				"or `project_id` or `project_name` in the provider block. " +
				"Or set `region_name` of the cloud \"no-project\" in FILE, to use the region's default project."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := mustResolve(t, test.arguments, test.environment.with(variables{"OS_CLIENT_CONFIG_FILE": file})).ProjectAdvice
			if got = strings.ReplaceAll(got, file, "FILE"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// A pipeline sets a variable to an empty text if it has no value for it.
func TestEmptyVariablesAreNamedWhereTheyAreMissing(t *testing.T) {
	t.Parallel()
	empty := variables{}
	for _, setting := range []string{"endpoint", "region", "project_id", "project_name", "token", "access_key", "secret_key", "domain_name"} {
		for _, variable := range auth.Variables(setting) {
			empty[variable] = ""
		}
	}
	const osRegion = "MODELARTS_ENDPOINT, OS_REGION_NAME."
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		setting, want          string
	}{
		{"no credential", block, variables{"HW_AUTH_TOKEN": ""}, "token", "  - `os_cloud` (or OS_CLOUD)\n\nSet, but empty: HW_AUTH_TOKEN."},
		{"no endpoint and no credential", nil, empty, "endpoint", " to have it built. Set, but empty: HW_REGION_NAME, " + osRegion},
		{"no endpoint", nil, empty.with(variables{"OS_TOKEN": "t"}), "endpoint", ", to determine the address of ModelArts. Set, but empty: " + osRegion},
		{"half an access key", block, empty.with(variables{"HW_ACCESS_KEY": "ak"}), "secret_key", ", or the argument `secret_key`. Set, but empty: HW_SECRET_KEY."},
		{"half an access key in the block", block.with(variables{"access_key": "ak"}), empty, "secret_key",
			"OS_SECRET_KEY) too. Set, but empty: HW_SECRET_KEY, OS_SECRET_KEY."},
		{"no project to log in to", variables{"endpoint": "https://modelarts.example.com", "auth_url": "https://iam.example.com"},
			empty.with(variables{"HW_USER_ID": "u", "HW_USER_PASSWORD": "pw"}), "project_name",
			" default project. Set, but empty: HW_PROJECT_ID, HW_PROJECT_NAME, HW_REGION_NAME."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, problems := auth.Resolve(argumentsOf(test.arguments), test.environment.get)
			i := slices.IndexFunc(problems, func(problem auth.Problem) bool { return problem.Setting == test.setting })
			if i < 0 || !strings.HasSuffix(problems[i].Detail, test.want) {
				t.Errorf("got  %v\nwant the end %s", problems, test.want)
			}
		})
	}
}

// The credential that is missing decides which addresses apply.
func TestWithoutACredentialAnAddressIsNotMissing(t *testing.T) {
	t.Parallel()
	for variable, text := range map[string]string{
		"HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-de", "MODELARTS_ENDPOINT": "https://modelarts.example.com",
	} {
		_, problems := auth.Resolve(nil, variables{variable: text}.get)
		if len(problems) != 1 || problems[0].Summary != "No credential" {
			t.Errorf("%s: got %v", variable, problems)
		}
	}
}

func TestProjectComesFromCredentialOrigin(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		id, project            string
	}{
		{"id before name", variables{"token": "t", "project_id": "i", "project_name": "n"}, nil, "i", ""},
		{"name", variables{"token": "t", "project_name": "n"}, nil, "", "n"},
		{"named after the region", variables{"token": "t"}, variables{"HW_PROJECT_ID": "other"}, "", "eu-de"},
		{"argument before the variable of the token's family", variables{"project_name": "n"}, variables{"HW_AUTH_TOKEN": "t", "HW_PROJECT_ID": "other"}, "", "n"},
		{"variable of the token's family", nil, variables{"HW_AUTH_TOKEN": "t", "HW_PROJECT_ID": "i"}, "i", ""},
		{"variable of the other family", nil, variables{"HW_AUTH_TOKEN": "t", "OS_PROJECT_ID": "other"}, "", "eu-de"},
		{"HW_PROJECT_NAME", nil, variables{"HW_AUTH_TOKEN": "t", "HW_PROJECT_NAME": "n"}, "", "n"},
		{"OS_TENANT_NAME", nil, variables{"OS_TOKEN": "t", "OS_TENANT_NAME": "n"}, "", "n"},
		{"name, to log in with a domain's id", variables{"user_id": "u", "password": "pw", "domain_id": "d", "project_name": "n"}, nil, "", "n"},
	} {
		got := mustResolve(t, variables{"region": "eu-de"}.with(test.arguments), test.environment)
		if got.ProjectID != test.id || got.ProjectName != test.project {
			t.Errorf("%s: got id %q, name %q", test.name, got.ProjectID, got.ProjectName)
		}
	}
}
