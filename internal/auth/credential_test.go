package auth_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

const cloudsYAML = `
clouds:
  with-token:
    region_name: eu-nl
    auth: {auth_url: "https://iam.example.com", token: file-token, project_id: file-project}
  with-key:
    region_name: eu-nl
    auth: {ak: file-ak, sk: file-sk, project_name: file-project}
  with-password:
    region_name: eu-nl
    auth: {auth_url: "https://iam.example.com/v3", username: file-user, password: file-password, domain_name: file-domain, project_name: p}
  without-password:
    region_name: eu-nl
    auth: {auth_url: "https://iam.example.com/v3", username: file-user, domain_name: file-domain, project_name: p}
  without-secret:
    auth: {ak: file-ak}
  without-region:
    auth: {auth_url: "https://iam.example.com/v3", token: file-token, project_id: p}
  no-project:
    auth: {token: file-token}
  wrong-region-key:
    region: eu-nl
    auth: {token: file-token, project_id: p}
  verified:
    region_name: eu-nl
    verify: true
    auth: {token: file-token, project_id: p}
  unverified:
    region_name: eu-nl
    verify: false
    auth: {token: file-token, project_id: p}
  line-break:
    region_name: eu-nl
    auth: {username: file-user, password: "hunter2\n", domain_name: file-domain, project_name: p}
  user_name:
    auth: {user_name: me, password: hunter2, domain_name: d}
  secret_key:
    auth: {ak: ak, secret_key: hunter2}
  both_keys:
    auth: {access_key: ak, secret_key: hunter2}
  with-nothing:
    region_name: eu-de
    auth: {project_id: p}
`

func cloudsFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clouds.yaml")
	if err := os.WriteFile(file, []byte(cloudsYAML), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

var (
	// block has all addresses.
	block          = variables{"region": "eu-de", "project_id": "p"}
	tokenOnly      = auth.Credential{Token: "t"}
	permanentKey   = auth.Credential{AccessKey: auth.AccessKey{Access: "ak", Secret: "sk"}}
	temporaryKey   = auth.Credential{AccessKey: auth.AccessKey{Access: "ak", Secret: "sk", SecurityToken: "st"}}
	userByName     = auth.Credential{User: auth.User{Name: "me", Password: "pw", DomainName: "d"}}
	userByID       = auth.Credential{User: auth.User{ID: "u", Password: "pw"}}
	userOfDomainID = auth.Credential{User: auth.User{Name: "me", Password: "pw", DomainID: "d"}}
	tokenOfFile    = auth.Credential{Token: "file-token"}
)

var firstCompleteCredentialIsUsedCases = []struct {
	name                   string
	arguments, environment variables
	want                   auth.Credential
	from                   string
}{
	{"token", variables{"token": "t"}, nil, tokenOnly, "token from the argument `token`"},
	{"access key", variables{"access_key": "ak", "secret_key": "sk"}, nil, permanentKey, "access key from the argument `access_key` and the argument `secret_key`"},
	{"temporary access key", variables{"access_key": "ak", "secret_key": "sk", "security_token": "st"}, nil, temporaryKey,
		"temporary access key from the argument `access_key`, the argument `secret_key` and the argument `security_token`"},
	{"user by name", variables{"user_name": "me", "password": "pw", "domain_name": "d"}, nil, userByName, ""},
	{"user by id needs no domain", variables{"user_id": "u", "password": "pw"}, nil, userByID, ""},
	{"domain by id", variables{"user_name": "me", "password": "pw", "domain_id": "d"}, nil, userOfDomainID, ""},

	{"token before access key", variables{"token": "t", "access_key": "ak", "secret_key": "sk"}, nil, tokenOnly, ""},
	{"access key before password", variables{"access_key": "ak", "secret_key": "sk", "user_id": "u", "password": "pw"}, nil, permanentKey, ""},
	{"password before clouds.yaml", variables{"user_name": "me", "password": "pw", "domain_name": "d", "os_cloud": "with-token"}, nil, userByName, ""},
	{"arguments before the environment", variables{"access_key": "ak", "secret_key": "sk"}, variables{"HW_AUTH_TOKEN": "other"}, permanentKey, ""},
	{"clouds.yaml as an argument before the environment", variables{"os_cloud": "with-token"},
		variables{"HW_AUTH_TOKEN": "other", "HW_ACCESS_KEY": "other", "HW_SECRET_KEY": "other"}, tokenOfFile, ""},
	{"the environment before OS_CLOUD", nil, variables{"OS_CLOUD": "with-token", "OS_TOKEN": "t"}, tokenOnly, ""},
	{"one family before the other, for every method", nil, variables{
		"HW_USER_NAME": "me", "HW_USER_PASSWORD": "pw", "HW_DOMAIN_NAME": "d", "OS_TOKEN": "other", "OS_ACCESS_KEY": "other", "OS_SECRET_KEY": "other",
	}, userByName, "password from HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME"},

	{"argument completes HW_ variables", variables{"access_key": "ak"}, variables{"HW_SECRET_KEY": "sk"}, permanentKey,
		"access key from the argument `access_key` and HW_SECRET_KEY"},
	{"argument completes OS_ variables", variables{"access_key": "ak"}, variables{"OS_SECRET_KEY": "sk"}, permanentKey, ""},
	{"argument completes clouds.yaml", variables{"os_cloud": "without-password", "password": "pw"}, nil,
		auth.Credential{User: auth.User{Name: "file-user", Password: "pw", DomainName: "file-domain"}}, ""},
	{"argument completes OS_CLOUD", variables{"password": "pw"}, variables{"OS_CLOUD": "without-password"},
		auth.Credential{User: auth.User{Name: "file-user", Password: "pw", DomainName: "file-domain"}}, ""},

	{"half a credential in the environment does no harm", variables{"token": "t"}, variables{"OS_USERNAME": "other", "HW_ACCESS_KEY": "other"}, tokenOnly, ""},
	{"security token of an earlier session", variables{"access_key": "ak", "secret_key": "sk"}, variables{"HW_SECURITY_TOKEN": "other"}, permanentKey, ""},
	{"security token beside a key that is an argument", variables{"access_key": "ak"}, variables{"HW_SECRET_KEY": "sk", "HW_SECURITY_TOKEN": "other"}, permanentKey, ""},
	{"half in the block beside a named entry", variables{"os_cloud": "with-token", "access_key": "other"}, nil, tokenOfFile, ""},
	{"named entry before variables that an argument completes", variables{"os_cloud": "with-token", "access_key": "other"}, variables{"HW_SECRET_KEY": "other"}, tokenOfFile, ""},
	{"half of the first family", nil, variables{"HW_ACCESS_KEY": "other", "OS_ACCESS_KEY": "ak", "OS_SECRET_KEY": "sk"}, permanentKey, ""},
	{"half of another method of the first family", nil, variables{"HW_ACCESS_KEY": "other", "OS_TOKEN": "t"}, tokenOnly, ""},
	{"security token of the other family", nil, variables{"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk", "OS_SECURITY_TOKEN": "other"}, permanentKey, ""},
	{"user of the other family", nil, variables{
		"HW_USER_NAME": "me", "HW_USER_PASSWORD": "pw", "HW_DOMAIN_NAME": "d", "OS_USER_ID": "other", "OS_DOMAIN_ID": "other",
	}, userByName, ""},

	{"all in OS_ variables", nil, variables{"OS_ACCESS_KEY": "ak", "OS_SECRET_KEY": "sk", "OS_SECURITY_TOKEN": "st"}, temporaryKey,
		"temporary access key from OS_ACCESS_KEY, OS_SECRET_KEY and OS_SECURITY_TOKEN"},
	{"user in OS_ variables", nil, variables{"OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_PROJECT_DOMAIN_NAME": "d"}, userByName, ""},
	{"user's id in HW_ variables", nil, variables{"HW_USER_ID": "u", "HW_USER_PASSWORD": "pw"}, userByID, ""},
	{"user's id in OS_ variables", nil, variables{"OS_USER_ID": "u", "OS_PASSWORD": "pw"}, userByID, ""},
	{"HW_DOMAIN_ID", nil, variables{"HW_USER_NAME": "me", "HW_USER_PASSWORD": "pw", "HW_DOMAIN_ID": "d"}, userOfDomainID, ""},
	{"OS_DOMAIN_ID", nil, variables{"OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_DOMAIN_ID": "d"}, userOfDomainID, ""},
	{"OS_USER_DOMAIN_ID", nil, variables{"OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_USER_DOMAIN_ID": "d"}, userOfDomainID, ""},
	{"OS_PROJECT_DOMAIN_ID", nil, variables{"OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_PROJECT_DOMAIN_ID": "d"}, userOfDomainID, ""},
	{"clouds.yaml with a token", nil, variables{"OS_CLOUD": "with-token"}, tokenOfFile, "token from `token` of the cloud \"with-token\" in FILE"},
	{"clouds.yaml with an access key", nil, variables{"OS_CLOUD": "with-key", "HW_SECURITY_TOKEN": "other"},
		auth.Credential{AccessKey: auth.AccessKey{Access: "file-ak", Secret: "file-sk"}}, "access key from `ak` and `sk` of the cloud \"with-key\" in FILE"},
	{"clouds.yaml with a password", nil, variables{"OS_CLOUD": "with-password"},
		auth.Credential{User: auth.User{Name: "file-user", Password: "file-password", DomainName: "file-domain"}}, ""},
}

func TestFirstCompleteCredentialIsUsed(t *testing.T) {
	t.Parallel()
	for _, test := range firstCompleteCredentialIsUsedCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := cloudsFile(t)
			got := mustResolve(t, block.with(test.arguments), test.environment.with(variables{"OS_CLIENT_CONFIG_FILE": file})).Credential
			if got.Token != test.want.Token || got.AccessKey != test.want.AccessKey || got.User != test.want.User {
				t.Errorf("got another credential: %s", got)
			}
			if from := strings.ReplaceAll(got.String(), file, "FILE"); test.from != "" && from != test.from {
				t.Errorf("got %q, want %q", from, test.from)
			}
		})
	}
}

func TestPrintedCredentialNamesItsOriginOnly(t *testing.T) {
	t.Parallel()
	got := mustResolve(t, block, variables{"OS_TOKEN": "hunter2"}).Credential
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, got); text != "token from OS_TOKEN" {
			t.Errorf("%s prints %s", verb, text)
		}
		if text := fmt.Sprintf(verb, auth.Credential{}); text != "no credential" {
			t.Errorf("%s prints %s without a credential", verb, text)
		}
	}
}

func TestUnusedCredentialsAreNamed(t *testing.T) {
	t.Parallel()
	got := mustResolve(t, block, variables{"OS_TOKEN": "stale", "OS_ACCESS_KEY": "ak", "OS_SECRET_KEY": "sk", "HW_ACCESS_KEY": "half"}).Credential
	if want := "access key from OS_ACCESS_KEY and OS_SECRET_KEY"; got.String() != "token from OS_TOKEN" || got.Unused != want {
		t.Errorf("got %s instead of %s", got, got.Unused)
	}
}

// Every credential of the environment is complete. Only the one that the argument belongs to is used, even if another one comes first.
func TestArgumentOfACredentialExcludesOthers(t *testing.T) {
	t.Parallel()
	environment := variables{
		"OS_CLOUD": "with-token", "OS_CLIENT_CONFIG_FILE": cloudsFile(t),
		"HW_AUTH_TOKEN": "t", "HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk",
		"HW_USER_NAME": "me", "HW_USER_PASSWORD": "pw", "HW_DOMAIN_NAME": "d",
	}
	for argument, want := range map[string]string{
		"token":          "token from the argument `token`",
		"access_key":     "access key from the argument `access_key` and HW_SECRET_KEY",
		"secret_key":     "access key from HW_ACCESS_KEY and the argument `secret_key`",
		"security_token": "temporary access key from HW_ACCESS_KEY, HW_SECRET_KEY and the argument `security_token`",
		"user_name":      "password from the argument `user_name`, HW_USER_PASSWORD and HW_DOMAIN_NAME",
		"user_id":        "password from the argument `user_id`, HW_USER_PASSWORD and HW_DOMAIN_NAME",
		"password":       "password from HW_USER_NAME, the argument `password` and HW_DOMAIN_NAME",
	} {
		got := mustResolve(t, block.with(variables{argument: "block"}), environment).Credential
		if got.String() != want || got.Unused != "" {
			t.Errorf("%s: got %s, over %q", argument, got, got.Unused)
		}
	}
}

// Tokens and access keys may need a domain as well.
func TestDomainAloneIsNotACredential(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"HW_DOMAIN_NAME", "HW_DOMAIN_ID"} {
		_, problems := auth.Resolve(known(block), variables{variable: "d"}.get)
		if len(problems) != 1 || problems[0].Summary != "No credential" {
			t.Errorf("%s: got %v", variable, problems)
		}
	}
}

var loginByID = block.with(variables{"user_id": "u", "password": "hunter2"})

var incompleteCredentialsNameWhatIsMissingCases = []struct {
	name                   string
	arguments, environment variables
	want                   string
}{
	{"access key alone", block.with(variables{"access_key": "ak"}), nil,
		"secret_key: Incomplete credential: The argument `access_key` is set, but the access key is incomplete. Set `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) too."},
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
		"secret_key: Incomplete credential: The argument `access_key` is set, but the access key is incomplete. Set `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) too."},
	{"half in the block, another whole in the block", block.with(variables{"access_key": "ak", "token": "hunter2"}), nil,
		"secret_key: Incomplete credential: The argument `access_key` is set, but the access key is incomplete. Set `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) too."},
	{"login without a project", variables{"endpoint": "https://modelarts.example.com", "auth_url": "https://iam.example.com", "user_id": "u", "password": "hunter2"},
		nil, "project_name: No project to log in to: A password needs a project. Set `project_id` or `project_name` in the provider block. " +
			"Or set `region` in the provider block, to use the region's default project."},
	{"login beside a project of a variable", variables{"endpoint": "https://modelarts.example.com", "auth_url": "https://iam.example.com", "user_id": "u", "password": "hunter2"},
		variables{"HW_PROJECT_ID": "other", "OS_PROJECT_NAME": "other"},
		"project_name: No project to log in to: A password needs a project. Set `project_id` or `project_name` in the provider block. " +
			"Or set `region` in the provider block, to use the region's default project. Ignored, because they do not belong to the origin of the credential: HW_PROJECT_ID, OS_PROJECT_NAME."},
	{"login by a project's name without a domain", variables{"region": "eu-de", "user_id": "u", "password": "hunter2"}, nil,
		"domain_name: No domain: To log in to a project by its name, set `domain_name` in the provider block. Or set `project_id` in the provider block."},
	{"IAM over plain http", loginByID.with(variables{"auth_url": "http://iam.example.com"}), nil,
		"auth_url: Plain http rejected: The argument `auth_url` is not used: plain http would send the credential in the clear to iam.example.com. " +
			"Use https, or set the argument `insecure = true` if nobody else can read that network."},
	{"clouds.yaml without the entry", variables{"os_cloud": "no-such"}, nil,
		"os_cloud: clouds.yaml cannot be used: The argument `os_cloud`: FILE: it has no cloud named \"no-such\", only: " +
			"both_keys, line-break, no-project, secret_key, unverified, user_name, verified, with-key, with-nothing, with-password, with-token, without-password, without-region, without-secret, wrong-region-key."},
	{"clouds.yaml of the environment, without the entry", nil, variables{"OS_CLOUD": "no-such", "HW_ACCESS_KEY": "half"},
		"os_cloud: clouds.yaml cannot be used: OS_CLOUD: FILE: it has no cloud named \"no-such\", only: " +
			"both_keys, line-break, no-project, secret_key, unverified, user_name, verified, with-key, with-nothing, with-password, with-token, without-password, without-region, without-secret, wrong-region-key."},
	{"clouds.yaml without a credential", variables{"os_cloud": "with-nothing"}, nil,
		"os_cloud: clouds.yaml cannot be used: The cloud \"with-nothing\" in FILE lacks a token (`token`), an access key (`ak` and `sk`) " +
			"or a user with a password (`username` and `password`)."},
	{"clouds.yaml with half a key", variables{"os_cloud": "without-secret"}, nil,
		"os_cloud: clouds.yaml cannot be used: The cloud \"without-secret\" in FILE lacks `sk`."},
	{"clouds.yaml without a credential beside half a key in the block", variables{"os_cloud": "with-nothing", "access_key": "ak"}, nil,
		"os_cloud: clouds.yaml cannot be used: The cloud \"with-nothing\" in FILE lacks a token (`token`), an access key (`ak` and `sk`) " +
			"or a user with a password (`username` and `password`)."},
	{"clouds.yaml of the environment, without the entry, beside half a key in the block", block.with(variables{"access_key": "ak"}), variables{"OS_CLOUD": "no-such"},
		"secret_key: Incomplete credential: The argument `access_key` is set, but the access key is incomplete. Set `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) too."},
	{"clouds.yaml with half a key beside a complete family", variables{"os_cloud": "without-secret"}, variables{"HW_AUTH_TOKEN": "hunter2", "HW_REGION_NAME": "eu-de"},
		"os_cloud: clouds.yaml cannot be used: The cloud \"without-secret\" in FILE lacks `sk`."},
	{"clouds.yaml with a misspelled user", variables{"os_cloud": "user_name"}, nil,
		"os_cloud: clouds.yaml cannot be used: The cloud \"user_name\" in FILE lacks `username`. The key `user_name` is not known there; use `username`."},
	{"clouds.yaml with a misspelled secret", variables{"os_cloud": "secret_key"}, nil,
		"os_cloud: clouds.yaml cannot be used: The cloud \"secret_key\" in FILE lacks `sk`. The key `secret_key` is not known there; use `sk`."},
	{"clouds.yaml with two misspelled keys", variables{"os_cloud": "both_keys"}, nil,
		"os_cloud: clouds.yaml cannot be used: The cloud \"both_keys\" in FILE lacks a token (`token`), an access key (`ak` and `sk`) " +
			"or a user with a password (`username` and `password`). The key `access_key` is not known there; use `ak`. The key `secret_key` is not known there; use `sk`."},
	{"missing file of authorities", complete.with(variables{"cacert_file": "/does/not/exist"}), nil,
		"cacert_file: Invalid provider setting: The argument `cacert_file` cannot be used: open /does/not/exist: no such file or directory."},
	{"authorities that are none", complete.with(variables{"cacert_file": "-----BEGIN NOTHING-----"}), nil,
		"cacert_file: Invalid provider setting: The argument `cacert_file` cannot be used: it holds no certificate in PEM."},
}

func TestIncompleteCredentialsNameWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, test := range incompleteCredentialsNameWhatIsMissingCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := cloudsFile(t)
			_, problems := auth.Resolve(known(test.arguments), test.environment.with(variables{"OS_CLIENT_CONFIG_FILE": file}).get)
			got := strings.ReplaceAll(strings.Join(texts(problems), "\n"), file, "FILE")
			if got != test.want || strings.Contains(got, "hunter2") {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestUnreadableCredentialIsOnlyProblem(t *testing.T) {
	t.Parallel()
	environment := variables{"OS_CLIENT_CONFIG_FILE": cloudsFile(t)}
	for name, test := range map[string]struct {
		arguments map[string]auth.Argument
		problems  int
	}{
		"entry missing": {known(variables{"os_cloud": "no-such"}), 1},
		"unknown entry": {map[string]auth.Argument{"os_cloud": {Unknown: true}}, 0},
		"unknown token": {map[string]auth.Argument{"token": {Unknown: true}}, 0},
	} {
		if _, problems := auth.Resolve(test.arguments, environment.get); len(problems) != test.problems {
			t.Errorf("%s: got %v", name, problems)
		}
	}
}

// Precedence is not the only reason: the family that comes first lacks what says where its credential goes.
func TestUnusedCredentialWithoutAnAddressIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	got := mustResolve(t, nil, variables{"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk", "OS_TOKEN": "stale", "OS_REGION_NAME": "eu-de"}).Credential
	if want := "access key from HW_ACCESS_KEY and HW_SECRET_KEY (without an address that belongs to it)"; got.Unused != want {
		t.Errorf("got %q, want %q", got.Unused, want)
	}
}
