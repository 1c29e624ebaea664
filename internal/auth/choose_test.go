package auth_test

import (
	"fmt"
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
  no-cacert:
    region_name: eu-nl
    cacert: /does/not/exist
    auth: {token: file-token, project_id: p}
  wrong-region-key:
    region: eu-nl
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
	return writeFile(t, "clouds.yaml", cloudsYAML)
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
	{"user by id needs no domain, and a password keeps its spaces", variables{"user_id": "u", "password": " p w "}, nil,
		auth.Credential{User: auth.User{ID: "u", Password: " p w "}}, ""},
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

// Precedence is not the only reason for not using a credential: its origin may lack the address where it may be sent.
func TestUnusedCredentialsAreNamed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		environment  variables
		used, unused string
	}{
		{variables{"OS_REGION_NAME": "eu-de", "OS_TOKEN": "t", "OS_ACCESS_KEY": "ak", "OS_SECRET_KEY": "sk", "HW_ACCESS_KEY": "half"},
			"token from OS_TOKEN", "access key from OS_ACCESS_KEY and OS_SECRET_KEY"},
		{variables{"OS_REGION_NAME": "eu-de", "OS_TOKEN": "t", "HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk"},
			"token from OS_TOKEN", "access key from HW_ACCESS_KEY and HW_SECRET_KEY (without an address that belongs to it)"},
	} {
		if got := mustResolve(t, nil, test.environment).Credential; got.String() != test.used || got.Unused != test.unused {
			t.Errorf("got %s instead of %s, want %s instead of %s", got, got.Unused, test.used, test.unused)
		}
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
		_, problems := auth.Resolve(argumentsOf(block), variables{variable: "d"}.get)
		if len(problems) != 1 || problems[0].Summary != "No credential" {
			t.Errorf("%s: got %v", variable, problems)
		}
	}
}

var loginByID = block.with(variables{"user_id": "u", "password": "hunter2"})

// Other settings may come with the credential.
func TestNothingIsMissingBesideAnUnknownCredential(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"token", "os_cloud"} {
		mustResolve(t, variables{argument: unknown}, nil)
	}
}
