package auth_test

import (
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

func texts(problems []auth.Problem) []string {
	var result []string
	for _, problem := range problems {
		result = append(result, problem.Setting+": "+problem.Summary+": "+problem.Detail)
	}
	return result
}

// problemCase has settings that cannot be used, and all problems that are reported for them. FILE is the path of clouds.yaml.
type problemCase struct {
	name                   string
	arguments, environment variables
	want                   string
}

// testProblems also checks that no problem quotes the secret hunter2.
func testProblems(t *testing.T, cases []problemCase) {
	t.Helper()
	file := cloudsFile(t)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, problems := auth.Resolve(argumentsOf(test.arguments), variables{"OS_CLIENT_CONFIG_FILE": file}.with(test.environment).get)
			got := strings.ReplaceAll(strings.Join(texts(problems), "\n"), file, "FILE")
			if got != test.want || strings.Contains(got, "hunter2") {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// invalid is the problem of a setting that cannot be used.
func invalid(setting, name, rule string) string {
	return setting + ": Invalid provider setting: " + name + " cannot be used: " + rule + "."
}

func TestInvalidAndMissingSettingsAreReportedTogether(t *testing.T) {
	t.Parallel()
	const region = `it must be the name of a region, such as "eu-de" or "ap-southeast-1", got `
	const plainHTTP = " is not used: plain http would send the credential in the clear to 192.0.2.1. " +
		"Use https, or set the argument `insecure = true` if nobody else can read that network."
	testProblems(t, []problemCase{
		{"nothing is set", nil, nil,
			"token: No credential: Set one of these. They are listed in order of precedence:\n\n" +
				"  - `token` (or HW_AUTH_TOKEN, OS_AUTH_TOKEN, OS_TOKEN)\n" +
				"  - `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY)\n" +
				"  - `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) with `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) " +
				"and `security_token` (or HW_SECURITY_TOKEN, OS_SECURITY_TOKEN)\n" +
				"  - `user_name` (or HW_USER_NAME, OS_USERNAME) with `domain_name` (or HW_DOMAIN_NAME, OS_DOMAIN_NAME, OS_USER_DOMAIN_NAME, " +
				"OS_PROJECT_DOMAIN_NAME) and `password` (or HW_USER_PASSWORD, OS_PASSWORD)\n" +
				"  - `os_cloud` (or OS_CLOUD)\n" +
				"endpoint: No endpoint: Set `endpoint` (or MODELARTS_ENDPOINT) to the base URL of ModelArts, " +
				"or `region` (or HW_REGION_NAME, OS_REGION_NAME) to have it built."},
		{"everything is invalid", variables{"endpoint": "example.com", "project_id": "a b", "token": "hunter2 x", "insecure": "perhaps"},
			variables{"HW_MAX_RETRIES": "many"}, strings.Join([]string{
				invalid("token", "The argument `token`", "it contains white space or a control character"),
				invalid("max_retries", "The environment variable HW_MAX_RETRIES", `it must be a number from 0 to 20, got "many"`),
				invalid("insecure", "The argument `insecure`", `it must be true or false, got "perhaps"`),
				invalid("project_id", "The argument `project_id`", `it must be 1 to 64 letters, digits and hyphens, got "a b"`),
				invalid("endpoint", "The argument `endpoint`", "it must begin with https:// (or http:// for a loopback address), "+
					`got "example.com"; a valid address is "https://modelarts.eu-de.otc.t-systems.com"`),
			}, "\n")},
		{"a variable of the credential's family", variables{"endpoint": "https://modelarts.example.com"},
			variables{"OS_TOKEN": "t", "OS_PROJECT_ID": "p", "OS_INSECURE": "perhaps"},
			invalid("insecure", "The environment variable OS_INSECURE", `it must be true or false, got "perhaps"`)},
		{"an empty argument is not unset", complete.with(variables{"token": ""}), variables{"HW_AUTH_TOKEN": "other"},
			invalid("token", "The argument `token`", "it is empty; leave it out to take it from the environment")},
		{"a password in the endpoint", nil, variables{"HW_AUTH_TOKEN": "t", "MODELARTS_ENDPOINT": "https://me:hunter2@example.com"},
			invalid("endpoint", "The environment variable MODELARTS_ENDPOINT",
				`it must not hold a user name or password; a valid address is "https://modelarts.eu-de.otc.t-systems.com"`)},
		{"a region that would change the host", variables{"token": "t", "region": "x.example.com/"}, nil,
			invalid("region", "The argument `region`", region+`"x.example.com/"`)},
		{"a region that both services need", variables{"region": "Frankfurt", "user_id": "u", "password": "hunter2", "project_id": "p"}, nil,
			invalid("region", "The argument `region`", region+`"Frankfurt"`)},
		{"plain http", complete.with(variables{"endpoint": "http://192.0.2.1"}), nil,
			"endpoint: Plain http rejected: The argument `endpoint`" + plainHTTP},
		{"plain http in a variable", nil, variables{"HW_AUTH_TOKEN": "t", "MODELARTS_ENDPOINT": "http://192.0.2.1"},
			"endpoint: Plain http rejected: The environment variable MODELARTS_ENDPOINT" + plainHTTP},
		{"plain http to IAM", loginByID.with(variables{"auth_url": "http://192.0.2.1"}), nil,
			"auth_url: Plain http rejected: The argument `auth_url`" + plainHTTP},
		{"a missing file of authorities", complete.with(variables{"cacert_file": "/does/not/exist"}), nil,
			invalid("cacert_file", "The argument `cacert_file`", "open /does/not/exist: no such file or directory")},
		{"a missing file of authorities in clouds.yaml", nil, variables{"OS_CLOUD": "no-cacert"},
			invalid("cacert_file", "`cacert` of the cloud \"no-cacert\" in FILE", "open /does/not/exist: no such file or directory")},
		{"authorities that are none", complete.with(variables{"cacert_file": "-----BEGIN NOTHING-----"}), nil,
			invalid("cacert_file", "The argument `cacert_file`", "it holds no certificate in PEM")},
	})
}

func TestLineBreakAdviceDependsOnOrigin(t *testing.T) {
	t.Parallel()
	const argument = "it ends with a line break; remove it with trimspace()"
	const variable = "it ends with a line break; set the variable without it"
	address := variables{"endpoint": "https://modelarts.example.com"}
	testProblems(t, []problemCase{
		{"argument", complete.with(variables{"token": "hunter2\n"}), nil, invalid("token", "The argument `token`", argument)},
		{"name of a project", address.with(variables{"token": "t", "project_name": "p\n"}), nil,
			invalid("project_name", "The argument `project_name`", argument)},
		{"variable", address, variables{"HW_AUTH_TOKEN": "hunter2\r\n"}, invalid("token", "The environment variable HW_AUTH_TOKEN", variable)},
		{"region", nil, variables{"HW_AUTH_TOKEN": "t", "HW_REGION_NAME": "eu-de\n"},
			invalid("region", "The environment variable HW_REGION_NAME", variable)},
		{"endpoint", nil, variables{"HW_AUTH_TOKEN": "t", "MODELARTS_ENDPOINT": "https://modelarts.example.com\n"},
			invalid("endpoint", "The environment variable MODELARTS_ENDPOINT", variable)},
		{"password", block.with(variables{"user_id": "u"}), variables{"OS_PASSWORD": "hunter2\n"},
			invalid("password", "The environment variable OS_PASSWORD", variable)},
		{"password in clouds.yaml", variables{"os_cloud": "line-break"}, nil,
			invalid("password", "`password` of the cloud \"line-break\" in FILE", "it ends with a line break; remove it from the file")},
	})
}

func TestIncompleteCredentialsNameWhatIsMissing(t *testing.T) {
	t.Parallel()
	const noSecretKey = "secret_key: Incomplete credential: The argument `access_key` is set, but the access key is incomplete. " +
		"Set `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) too."
	testProblems(t, []problemCase{
		{"access key alone", block.with(variables{"access_key": "ak"}), nil,
			noSecretKey},
		{"secret key alone", block, variables{"HW_SECRET_KEY": "hunter2"},
			"access_key: Incomplete credential: HW_SECRET_KEY is set, but the access key is incomplete. Set HW_ACCESS_KEY, or the argument `access_key`."},
		{"halves of two families", block, variables{"HW_ACCESS_KEY": "ak", "OS_SECRET_KEY": "hunter2"},
			"secret_key: Incomplete credential: HW_ACCESS_KEY is set, but the access key is incomplete. Set HW_SECRET_KEY, or the argument `secret_key`. " +
				"All parts must have the prefix HW_: OS_SECRET_KEY cannot be combined with them."},
		{"halves of two families, the other way round", block, variables{"OS_ACCESS_KEY": "ak", "HW_SECRET_KEY": "hunter2"},
			"access_key: Incomplete credential: HW_SECRET_KEY is set, but the access key is incomplete. Set HW_ACCESS_KEY, or the argument `access_key`. " +
				"All parts must have the prefix HW_: OS_ACCESS_KEY cannot be combined with them."},
		{"security token alone", block.with(variables{"security_token": "hunter2"}), nil,
			"access_key: Incomplete credential: The argument `security_token` is set, but the access key is incomplete. Set `access_key` (or HW_ACCESS_KEY, OS_ACCESS_KEY) too."},
		{"security token alone, in a variable", block, variables{"HW_SECURITY_TOKEN": "hunter2"},
			"access_key: Incomplete credential: HW_SECURITY_TOKEN is set, but the access key is incomplete. Set HW_ACCESS_KEY, or the argument `access_key`."},
		{"user without a password", block.with(variables{"user_id": "u"}), nil,
			"password: Incomplete credential: The argument `user_id` is set, but the password is incomplete. Set `password` (or HW_USER_PASSWORD, OS_PASSWORD) too."},
		{"password without a user", block, variables{"OS_PASSWORD": "hunter2"},
			"user_name: Incomplete credential: OS_PASSWORD is set, but the password is incomplete. Set OS_USERNAME, or the argument `user_name`."},
		{"user's name without a domain", block.with(variables{"user_name": "me", "password": "hunter2"}), variables{"HW_DOMAIN_NAME": "other"},
			"domain_name: Incomplete credential: The argument `user_name` and the argument `password` are set, but the password is incomplete. Set `domain_name` " +
				"(or HW_DOMAIN_NAME, OS_DOMAIN_NAME, OS_USER_DOMAIN_NAME, OS_PROJECT_DOMAIN_NAME) too."},
		{"user's name without a domain, in variables", block, variables{"OS_USERNAME": "me", "OS_PASSWORD": "hunter2"},
			"domain_name: Incomplete credential: OS_USERNAME and OS_PASSWORD are set, but the password is incomplete. " +
				"Set OS_DOMAIN_NAME or OS_USER_DOMAIN_NAME or OS_PROJECT_DOMAIN_NAME, or the argument `domain_name`."},
		{"half a family, which has an invalid project, too", variables{"region": "eu-de"}, variables{"HW_ACCESS_KEY": "ak", "HW_PROJECT_ID": "a b"},
			"secret_key: Incomplete credential: HW_ACCESS_KEY is set, but the access key is incomplete. Set HW_SECRET_KEY, or the argument `secret_key`.\n" +
				"project_id: Invalid provider setting: The environment variable HW_PROJECT_ID cannot be used: it must be 1 to 64 letters, digits and hyphens, got \"a b\"."},
		{"half in the block, another whole in the environment", block.with(variables{"access_key": "ak"}), variables{"HW_AUTH_TOKEN": "hunter2"},
			noSecretKey},
		{"half in the block, another whole in the block", block.with(variables{"access_key": "ak", "token": "hunter2"}), nil,
			noSecretKey},
		{"login without a project", variables{"endpoint": "https://modelarts.example.com", "auth_url": "https://iam.example.com", "user_id": "u", "password": "hunter2"},
			nil, "project_name: No project to log in to: A password needs a project. Set `project_id` or `project_name` in the provider block. " +
				"Or set `region` in the provider block, to use the region's default project."},
		{"login beside a project of a variable", variables{"endpoint": "https://modelarts.example.com", "auth_url": "https://iam.example.com", "user_id": "u", "password": "hunter2"},
			variables{"HW_PROJECT_ID": "other", "OS_PROJECT_NAME": "other"},
			"project_name: No project to log in to: A password needs a project. Set `project_id` or `project_name` in the provider block. " +
				"Or set `region` in the provider block, to use the region's default project. Ignored, because they do not belong to the origin of the credential: HW_PROJECT_ID, OS_PROJECT_NAME."},
		{"login by a project's name without a domain", variables{"region": "eu-de", "user_id": "u", "password": "hunter2"}, nil,
			"domain_name: No domain: To log in to a project by its name, set `domain_name` in the provider block. Or set `project_id` in the provider block."},
		{"half in the block beside an entry of OS_CLOUD that does not exist", block.with(variables{"access_key": "ak"}), variables{"OS_CLOUD": "no-such"},
			noSecretKey},
	})
}

func TestUnusableCloudsYAMLIsReported(t *testing.T) {
	t.Parallel()
	const clouds = "both_keys, line-break, no-cacert, no-project, secret_key, unverified, user_name, with-key, with-nothing, with-password, with-token, " +
		"without-password, without-region, without-secret, wrong-region-key."
	const anyCredential = "a token (`token`), an access key (`ak` and `sk`) or a user with a password (`username` and `password`)"
	testProblems(t, []problemCase{
		{"clouds.yaml without the entry", variables{"os_cloud": "no-such"}, nil,
			"os_cloud: clouds.yaml cannot be used: The argument `os_cloud`: FILE: it has no cloud named \"no-such\", only: " + clouds},
		{"clouds.yaml of the environment, without the entry", nil, variables{"OS_CLOUD": "no-such", "HW_ACCESS_KEY": "half"},
			"os_cloud: clouds.yaml cannot be used: OS_CLOUD: FILE: it has no cloud named \"no-such\", only: " + clouds},
		{"clouds.yaml without a credential", variables{"os_cloud": "with-nothing"}, nil,
			"os_cloud: clouds.yaml cannot be used: The cloud \"with-nothing\" in FILE lacks " + anyCredential + "."},
		{"clouds.yaml with half a key", variables{"os_cloud": "without-secret"}, nil,
			"os_cloud: clouds.yaml cannot be used: The cloud \"without-secret\" in FILE lacks `sk`."},
		{"clouds.yaml without a credential beside half a key in the block", variables{"os_cloud": "with-nothing", "access_key": "ak"}, nil,
			"os_cloud: clouds.yaml cannot be used: The cloud \"with-nothing\" in FILE lacks " + anyCredential + "."},
		{"clouds.yaml with half a key beside a complete family", variables{"os_cloud": "without-secret"}, variables{"HW_AUTH_TOKEN": "hunter2", "HW_REGION_NAME": "eu-de"},
			"os_cloud: clouds.yaml cannot be used: The cloud \"without-secret\" in FILE lacks `sk`."},
		{"clouds.yaml with a misspelled user", variables{"os_cloud": "user_name"}, nil,
			"os_cloud: clouds.yaml cannot be used: The cloud \"user_name\" in FILE lacks `username`. The key `user_name` is not known there; use `username`."},
		{"clouds.yaml with a misspelled secret", variables{"os_cloud": "secret_key"}, nil,
			"os_cloud: clouds.yaml cannot be used: The cloud \"secret_key\" in FILE lacks `sk`. The key `secret_key` is not known there; use `sk`."},
		{"clouds.yaml with two misspelled keys", variables{"os_cloud": "both_keys"}, nil,
			"os_cloud: clouds.yaml cannot be used: The cloud \"both_keys\" in FILE lacks " + anyCredential + ". The key `access_key` is not known there; use `ak`. The key `secret_key` is not known there; use `sk`."},
		{"no clouds.yaml", variables{"os_cloud": "otc"}, variables{"OS_CLIENT_CONFIG_FILE": "/does/not/exist"},
			"os_cloud: clouds.yaml cannot be used: The argument `os_cloud`: there is no such file: /does/not/exist. " +
				"Create the file, set OS_CLIENT_CONFIG_FILE to its path, or remove `os_cloud`."},
		{"no clouds.yaml for OS_CLOUD", nil, variables{"OS_CLOUD": "otc", "OS_CLIENT_CONFIG_FILE": "/does/not/exist"},
			"os_cloud: clouds.yaml cannot be used: OS_CLOUD: there is no such file: /does/not/exist. " +
				"Create the file, set OS_CLIENT_CONFIG_FILE to its path, or unset OS_CLOUD."},
	})
}

func TestMissingAddressNamesIgnoredSettings(t *testing.T) {
	t.Parallel()
	const setArgument = "Set `region` or `endpoint` in the provider block, to determine the address of ModelArts."
	const ignored = " Ignored, because they do not belong to this origin: "
	testProblems(t, []problemCase{
		{"token in the block", variables{"token": "t"}, variables{"HW_AUTH_TOKEN": "other", "HW_REGION_NAME": "eu-de", "MODELARTS_ENDPOINT": "https://other.example.com"},
			"endpoint: No endpoint: The provider uses the token from the argument `token`" + byBlock + setArgument + ignored + "MODELARTS_ENDPOINT, HW_REGION_NAME."},
		{"access key in the block beside a complete family", variables{"access_key": "ak", "secret_key": "sk"},
			variables{"HW_REGION_NAME": "eu-de", "HW_ACCESS_KEY": "other", "HW_SECRET_KEY": "other"},
			"endpoint: No endpoint: The provider uses the access key from the argument `access_key` and the argument `secret_key`" + byBlock + setArgument + ignored + "HW_REGION_NAME."},
		{"password in the block", variables{"endpoint": "https://modelarts.example.com", "user_id": "u", "password": "pw", "project_id": "p"},
			variables{"HW_AUTH_URL": "https://other.example.com"},
			"auth_url: No IAM endpoint: The provider uses the password from the argument `user_id` and the argument `password`" + byBlock +
				"Set `region` or `auth_url` in the provider block, to determine the address of IAM." + ignored + "HW_AUTH_URL."},
		{"token in the block beside another problem", variables{"token": "t", "project_id": "a b"}, nil,
			"project_id: Invalid provider setting: The argument `project_id` cannot be used: it must be 1 to 64 letters, digits and hyphens, got \"a b\".\n" +
				"endpoint: No endpoint: The provider uses the token from the argument `token`" + byBlock + setArgument},
		{"OS_ family", nil, variables{"OS_TOKEN": "t", "HW_REGION_NAME": "eu-de", "HW_CLOUD": "otc.t-systems.com"},
			"endpoint: No endpoint: The provider uses the token from OS_TOKEN" + byOS +
				"Set OS_REGION_NAME or MODELARTS_ENDPOINT, or `region` or `endpoint` in the provider block, to determine the address of ModelArts." + ignored + "HW_REGION_NAME, HW_CLOUD."},
		{"clouds.yaml", variables{"os_cloud": "without-region"}, variables{"HW_AUTH_TOKEN": "other", "HW_REGION_NAME": "eu-de", "MODELARTS_ENDPOINT": "https://other.example.com"},
			"endpoint: No endpoint: The provider uses the token from `token` of the cloud \"without-region\" in FILE" + byEntry +
				"Set `region_name` of the cloud \"without-region\" in FILE, or `region` or `endpoint` in the provider block, to determine the address of ModelArts." + ignored + "MODELARTS_ENDPOINT, HW_REGION_NAME."},
		{"token in the block beside a named entry", variables{"os_cloud": "with-key", "token": "t"}, nil,
			"endpoint: No endpoint: The provider uses the token from the argument `token`" + byBlock + setArgument + ignored + "`region_name` of the cloud \"with-key\" in FILE."},
		{"clouds.yaml with a misspelled region", variables{"os_cloud": "wrong-region-key"}, nil,
			"endpoint: No endpoint: The provider uses the token from `token` of the cloud \"wrong-region-key\" in FILE" + byEntry +
				"Set `region_name` of the cloud \"wrong-region-key\" in FILE, or `region` or `endpoint` in the provider block, to determine the address of ModelArts. " +
				"The key `region` is not known there; use `region_name`."},
	})
}
