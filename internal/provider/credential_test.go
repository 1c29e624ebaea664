package provider

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
)

// block is a provider block that says only where the service is and which project is meant.
func block(arguments map[string]string) providerModel {
	value := func(name string) types.String {
		if text, set := arguments[name]; set {
			return types.StringValue(text)
		}
		return types.StringNull()
	}
	return providerModel{
		Endpoint: types.StringValue("https://modelarts.example.com"), AuthURL: value("auth_url"), Region: value("region"),
		ProjectID: value("project_id"), ProjectName: value("project_name"),
		Token: value("token"), AccessKey: value("access_key"), SecretKey: value("secret_key"), SecurityToken: value("security_token"),
		UserName: value("user_name"), UserID: value("user_id"), Password: value("password"),
		DomainName: value("domain_name"), DomainID: value("domain_id"), OSCloud: value("os_cloud"), CACertFile: value("cacert_file"),
	}
}

const cloudsYAML = `
clouds:
  with-token:
    region_name: eu-nl
    auth: {auth_url: "https://iam.example.com", token: file-token, project_id: file-project}
  with-key:
    auth: {ak: file-ak, sk: file-sk, project_name: file-project}
  with-password:
    auth: {auth_url: "https://iam.example.com/v3", username: file-user, password: file-password, domain_name: file-domain, project_name: p}
  without-password:
    auth: {auth_url: "https://iam.example.com/v3", username: file-user, domain_name: file-domain, project_name: p}
  without-secret:
    auth: {ak: file-ak}
  verified:
    verify: true
    auth: {token: file-token, project_id: p}
  unverified:
    verify: false
    auth: {token: file-token, project_id: p}
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

type variables map[string]string

// The order of the ways in is that of the users' own tools; what is in the block comes before what is in the environment alone.
func TestCredentialIsTheFirstCompleteWayIn(t *testing.T) {
	t.Parallel()
	token := credential{token: "t"}
	key := credential{accessKey: iam.AccessKey{Access: "ak", Secret: "sk"}}
	temporary := credential{accessKey: iam.AccessKey{Access: "ak", Secret: "sk", SecurityToken: "st"}}
	user := credential{user: iam.User{Name: "me", Password: "pw", DomainName: "d"}}
	for _, test := range []struct {
		name        string
		arguments   variables
		environment variables
		want        credential
	}{
		{"token", variables{"token": "t"}, nil, token},
		{"access key", variables{"access_key": "ak", "secret_key": "sk"}, nil, key},
		{"temporary access key", variables{"access_key": "ak", "secret_key": "sk", "security_token": "st"}, nil, temporary},
		{"user by name", variables{"user_name": "me", "password": "pw", "domain_name": "d"}, nil, user},
		{"user by id needs no domain", variables{"user_id": "u", "password": "pw"}, nil, credential{user: iam.User{ID: "u", Password: "pw"}}},
		{"domain by id", variables{"user_name": "me", "password": "pw", "domain_id": "d"}, nil,
			credential{user: iam.User{Name: "me", Password: "pw", DomainID: "d"}}},
		{"token before access key", variables{"token": "t", "access_key": "ak", "secret_key": "sk"}, nil, token},
		{"access key before password", variables{"access_key": "ak", "secret_key": "sk", "user_id": "u", "password": "pw"}, nil, key},
		{"password before clouds.yaml", variables{"user_name": "me", "password": "pw", "domain_name": "d", "os_cloud": "with-token"}, nil, user},
		{"argument before environment, whatever the way", variables{"access_key": "ak", "secret_key": "sk"},
			variables{"HW_AUTH_TOKEN": "other"}, key},
		{"clouds.yaml as an argument before environment", variables{"os_cloud": "with-token"},
			variables{"HW_AUTH_TOKEN": "other", "HW_ACCESS_KEY": "other", "HW_SECRET_KEY": "other"}, credential{token: "file-token"}},
		{"secret half in the environment", variables{"access_key": "ak"}, variables{"HW_SECRET_KEY": "sk"}, key},
		{"half a way in the environment does no harm", variables{"token": "t"}, variables{"OS_USERNAME": "other", "HW_ACCESS_KEY": "other"}, token},
		{"another's security token does not belong to an argument", variables{"access_key": "ak", "secret_key": "sk"},
			variables{"HW_SECURITY_TOKEN": "other"}, key},
		{"variables of one family", nil, variables{"HW_ACCESS_KEY": "other", "OS_ACCESS_KEY": "ak", "OS_SECRET_KEY": "sk"}, key},
		{"another family's security token", nil, variables{"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk", "OS_SECURITY_TOKEN": "other"}, key},
		{"another family's user", nil, variables{
			"HW_USER_NAME": "me", "HW_USER_PASSWORD": "pw", "HW_DOMAIN_NAME": "d", "OS_USER_ID": "other", "OS_DOMAIN_ID": "other",
		}, user},
		{"key in the block, its secret in the second family", variables{"access_key": "ak"}, variables{"OS_SECRET_KEY": "sk"}, key},
		{"password in the block, the rest in clouds.yaml", variables{"os_cloud": "without-password", "password": "pw"}, nil,
			credential{user: iam.User{Name: "file-user", Password: "pw", DomainName: "file-domain"}}},
		{"all in the environment", nil, variables{"OS_ACCESS_KEY": "ak", "OS_SECRET_KEY": "sk", "OS_SECURITY_TOKEN": "st"}, temporary},
		{"user in the environment", nil, variables{"OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_PROJECT_DOMAIN_NAME": "d"}, user},
		{"clouds.yaml with a token", nil, variables{"OS_CLOUD": "with-token"}, credential{token: "file-token"}},
		{"clouds.yaml with an access key", nil, variables{"OS_CLOUD": "with-key", "HW_SECURITY_TOKEN": "other"},
			credential{accessKey: iam.AccessKey{Access: "file-ak", Secret: "file-sk"}}},
		{"clouds.yaml with a password", nil, variables{"OS_CLOUD": "with-password"},
			credential{user: iam.User{Name: "file-user", Password: "file-password", DomainName: "file-domain"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.environment == nil {
				test.environment = variables{}
			}
			test.environment["OS_CLIENT_CONFIG_FILE"] = cloudsFile(t)
			test.environment["HW_AUTH_URL"] = "https://iam.example.com"
			if _, set := test.environment["OS_CLOUD"]; !set {
				test.environment["HW_PROJECT_ID"] = "p"
			}
			got, diags := resolveSettings(block(test.arguments), environmentOf(test.environment))
			if diags.HasError() {
				t.Fatal(diags)
			}
			if got.credential != test.want {
				t.Errorf("got another credential: token %t, key %v with %t, user %v",
					got.credential.token != "", got.credential.accessKey, got.credential.accessKey.SecurityToken != "", got.credential.user)
			}
		})
	}
}

func TestCloudsYAMLComesAfterArgumentsAndBeforeTheEnvironment(t *testing.T) {
	t.Parallel()
	environment := environmentOf(variables{
		"OS_CLIENT_CONFIG_FILE": cloudsFile(t), "OS_CLOUD": "with-token",
		"HW_PROJECT_ID": "other", "HW_REGION_NAME": "ap-southeast-1", "HW_AUTH_URL": "https://other.example.com",
	})
	got, diags := resolveSettings(providerModel{}, environment)
	if diags.HasError() || got.projectID != "file-project" || got.endpoint.Host != "modelarts.eu-nl.otc.t-systems.com" {
		t.Errorf("got project %q at %s, %v", got.projectID, got.endpoint, diags)
	}
	got, diags = resolveSettings(providerModel{Region: types.StringValue("eu-de"), ProjectID: types.StringValue("mine")}, environment)
	if diags.HasError() || got.projectID != "mine" || got.endpoint.Host != "modelarts.eu-de.otc.t-systems.com" {
		t.Errorf("with arguments: got project %q at %s, %v", got.projectID, got.endpoint, diags)
	}
}

func TestVerifyOfCloudsYAMLComesBeforeTheEnvironmentAndAllowsNoPlainHTTP(t *testing.T) {
	t.Parallel()
	file := cloudsFile(t)
	for entry, want := range map[string]bool{"verified": false, "unverified": true} {
		environment := environmentOf(variables{"OS_CLIENT_CONFIG_FILE": file, "OS_CLOUD": entry, "OS_INSECURE": "true"})
		got, diags := resolveSettings(block(nil), environment)
		if diags.HasError() || got.insecure != want {
			t.Errorf("%s: got %t, %v", entry, got.insecure, diags)
		}
		plain := block(nil)
		plain.Endpoint = types.StringValue("http://192.0.2.1")
		if _, diags := resolveSettings(plain, environment); !diags.HasError() {
			t.Errorf("%s: plain http was allowed", entry)
		}
	}
}

func TestIAMIsWhereTheCredentialBelongs(t *testing.T) {
	t.Parallel()
	login := variables{"user_id": "u", "password": "pw", "project_id": "p"}
	with := func(name, value string) variables {
		arguments := maps.Clone(login)
		arguments[name] = value
		return arguments
	}
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		want                   string
	}{
		{"auth_url", with("auth_url", "https://iam.example.com"), variables{"OS_AUTH_URL": "https://other.example.com"}, "https://iam.example.com/v3"},
		{"auth_url of the environment", login, variables{"OS_AUTH_URL": "https://iam.example.com"}, "https://iam.example.com/v3"},
		{"region in the block, auth_url left in the environment", with("region", "eu-de"),
			variables{"OS_AUTH_URL": "https://other.example.com"}, "https://iam.eu-de.otc.t-systems.com/v3"},
		{"both in the environment", login, variables{"OS_AUTH_URL": "https://iam.example.com", "OS_REGION_NAME": "eu-de"}, "https://iam.example.com/v3"},
	} {
		got, diags := resolveSettings(block(test.arguments), environmentOf(test.environment))
		if diags.HasError() || got.iam.String() != test.want {
			t.Errorf("%s: got %s, %v, want %s", test.name, got.iam, diags, test.want)
		}
	}
}

func TestUnreadCredentialIsTheOnlyError(t *testing.T) {
	t.Parallel()
	file := cloudsFile(t)
	for name, block := range map[string]providerModel{
		"entry missing": {OSCloud: types.StringValue("no-such")},
		"unknown entry": {OSCloud: types.StringUnknown()},
		"unknown token": {Token: types.StringUnknown()},
	} {
		_, diags := resolveSettings(block, environmentOf(variables{"OS_CLIENT_CONFIG_FILE": file}))
		if want := block.OSCloud.ValueString() != ""; diags.HasError() != want || len(diags) > 1 {
			t.Errorf("%s: got %v", name, diags)
		}
	}
}

func TestProjectIsTheOneThatIsMeant(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		id, project            string
	}{
		{"id", variables{"project_id": "i", "project_name": "n"}, nil, "i", ""},
		{"name", variables{"project_name": "n"}, nil, "", "n"},
		{"name as an argument, id in the environment", variables{"project_name": "n"}, variables{"HW_PROJECT_ID": "other"}, "", "n"},
		{"the region's own", variables{"region": "eu-de"}, nil, "", "eu-de"},
		{"none", nil, nil, "", ""},
	} {
		arguments := variables{"token": "t"}
		maps.Copy(arguments, test.arguments)
		got, diags := resolveSettings(block(arguments), environmentOf(test.environment))
		if diags.HasError() || got.projectID != test.id || got.projectName != test.project {
			t.Errorf("%s: got id %q, name %q, %v", test.name, got.projectID, got.projectName, diags)
		}
	}
}

func TestIncompleteCredentialsNameWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		attribute, want        string
	}{
		{"access key alone", variables{"access_key": "ak"}, nil, "secret_key", "Set `secret_key` (or HW_SECRET_KEY, OS_SECRET_KEY) too"},
		{"secret key alone", nil, variables{"HW_SECRET_KEY": "hunter2"}, "access_key", "Set `access_key`"},
		{"security token alone", variables{"security_token": "hunter2"}, nil, "access_key", "Set `access_key`"},
		{"user without a password", variables{"user_id": "u"}, nil, "password", "Set `password`"},
		{"password without a user", nil, variables{"OS_PASSWORD": "hunter2"}, "user_name", "Set `user_name`"},
		{"user's name without a domain", variables{"user_name": "me", "password": "hunter2"}, nil, "domain_name", "Set `domain_name`"},
		{"half in the block, whole in the environment", variables{"access_key": "ak"}, variables{"HW_AUTH_TOKEN": "hunter2"},
			"secret_key", "Set `secret_key`"},
		{"login without a project", variables{"user_id": "u", "password": "hunter2", "auth_url": "https://iam.example.com"}, nil,
			"project_name", "A password needs a project"},
		{"login by a project's name without a domain",
			variables{"user_id": "u", "password": "hunter2", "auth_url": "https://iam.example.com", "project_name": "p"}, nil,
			"domain_name", "To log in to a project by its name"},
		{"login without IAM", variables{"user_id": "u", "password": "hunter2", "project_id": "p"}, nil, "auth_url", "To log in with a password"},
		{"IAM over plain http", variables{"user_id": "u", "password": "hunter2", "project_id": "p", "auth_url": "http://iam.example.com"}, nil,
			"auth_url", "plain http would send the credential in the clear to iam.example.com"},
		{"clouds.yaml without the entry", variables{"os_cloud": "no-such"}, nil, "os_cloud",
			`The argument ` + "`os_cloud`" + `: `},
		{"clouds.yaml without a credential", variables{"os_cloud": "with-nothing"}, nil, "os_cloud", "lacks a token, an access key (ak and sk) or a user with a password"},
		{"clouds.yaml with half a key", variables{"os_cloud": "without-secret"}, nil, "os_cloud", "lacks `secret_key`"},
		{"missing file of authorities", variables{"token": "t", "cacert_file": "/does/not/exist"}, nil, "cacert_file", "no such file"},
		{"authorities that are none", variables{"token": "t", "cacert_file": "-----BEGIN NOTHING-----"}, nil, "cacert_file", "no certificate in PEM"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			environment := variables{"OS_CLIENT_CONFIG_FILE": cloudsFile(t)}
			maps.Copy(environment, test.environment)
			_, diags := resolveSettings(block(test.arguments), environmentOf(environment))
			if len(diags) != 1 {
				t.Fatalf("got %v, want one error", diags)
			}
			text := diagnosticText(t, diags[0])
			if !strings.HasPrefix(text, test.attribute+": ") || !strings.Contains(text, test.want) || strings.Contains(text, "hunter2") {
				t.Errorf("got %s, want %q on %s", text, test.want, test.attribute)
			}
		})
	}
}
