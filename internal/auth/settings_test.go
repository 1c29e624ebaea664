package auth_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

type variables map[string]string

func (v variables) get(name string) (text string, isSet bool) {
	text, isSet = v[name]
	return text, isSet
}

// unknown stands for the value of an argument that is not known yet.
const unknown = "(unknown)"

// argumentsOf returns arguments with these values.
func argumentsOf(texts variables) map[string]auth.Argument {
	arguments := map[string]auth.Argument{}
	for name, text := range texts {
		arguments[name] = auth.Argument{Text: text}
		if text == unknown {
			arguments[name] = auth.Argument{Unknown: true}
		}
	}
	return arguments
}

// with returns a copy with more entries.
func (v variables) with(more variables) variables {
	result := variables{}
	maps.Copy(result, v)
	maps.Copy(result, more)
	return result
}

// complete has all required arguments.
var complete = variables{"endpoint": "https://modelarts.example.com", "project_id": "block-project", "token": "block-token"}

func mustResolve(t *testing.T, arguments, environment variables) auth.Settings {
	t.Helper()
	found, problems := auth.Resolve(argumentsOf(arguments), environment.get)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return found
}

func TestArgumentsTakePrecedenceOverVariables(t *testing.T) {
	t.Parallel()
	hw := variables{
		"HW_REGION_NAME": "ap-southeast-1", "HW_PROJECT_ID": "hw", "HW_AUTH_TOKEN": "hw-token", "HW_INSECURE": "true",
		"HW_MAX_RETRIES": "7", "MODELARTS_MAX_CONCURRENT_REQUESTS": "3",
	}
	os := variables{
		"OS_REGION_NAME": "eu-nl", "OS_PROJECT_ID": "os", "OS_TENANT_ID": "tenant", "OS_AUTH_TOKEN": "os-token", "OS_TOKEN": "token",
	}
	const fromHW, fromOS = "https://modelarts.ap-southeast-1.myhuaweicloud.com", "https://modelarts.eu-nl.otc.t-systems.com"
	for _, test := range []struct {
		name                     string
		arguments, environment   variables
		endpoint, project, token string
		retries, concurrent      int
		timeout                  time.Duration
		insecure                 bool
	}{
		{"arguments alone", complete, nil, "https://modelarts.example.com", "block-project", "block-token", 5, 32, 30 * time.Second, false},
		{"arguments take precedence", complete.with(variables{"max_retries": "0", "insecure": "false", "request_timeout": "1m30s", "max_concurrent_requests": "1"}),
			hw.with(os), "https://modelarts.example.com", "block-project", "block-token", 0, 1, 90 * time.Second, false},
		{"HW_ variables come before OS_ variables", nil, hw.with(os), fromHW, "hw", "hw-token", 7, 3, 30 * time.Second, true},
		{"OS_ variables", nil, os, fromOS, "os", "os-token", 5, 32, 30 * time.Second, false},
		{"older names of OS_ variables", nil, os.with(variables{"OS_PROJECT_ID": "", "OS_AUTH_TOKEN": ""}), fromOS, "tenant", "token", 5, 32, 30 * time.Second, false},
		{"region as an argument", variables{"region": "eu-de"}, hw, "https://modelarts.eu-de.otc.t-systems.com", "hw", "hw-token", 7, 3, 30 * time.Second, true},
		{"endpoint from the environment", nil, os.with(variables{"MODELARTS_ENDPOINT": "https://env.example.com/"}), "https://env.example.com", "os", "os-token", 5, 32, 30 * time.Second, false},
		{"no project: a data source may have one", variables{"endpoint": "https://modelarts.example.com", "token": "t"}, nil,
			"https://modelarts.example.com", "", "t", 5, 32, 30 * time.Second, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := mustResolve(t, test.arguments, test.environment)
			if got.Endpoint.String() != test.endpoint || got.ProjectID != test.project || string(got.Credential.Token) != test.token ||
				got.MaxRetries != test.retries || got.MaxConcurrentRequests != test.concurrent || got.RequestTimeout != test.timeout || got.Insecure != test.insecure {
				t.Errorf("got %+v with the endpoint %s", got, got.Endpoint)
			}
			if len(got.Unknown)+len(got.UnknownForProject) > 0 {
				t.Errorf("unknown: %v, %v", got.Unknown, got.UnknownForProject)
			}
		})
	}
}

var (
	loginArguments = variables{"endpoint": "https://modelarts.example.com", "user_id": "u", "password": "p", "project_id": "p", "auth_url": "https://iam.example.com"}
	projectByName  = variables{"endpoint": "https://modelarts.example.com", "token": "t", "project_name": "p", "auth_url": "https://iam.example.com"}
)

type unknownArgumentCase struct {
	name                  string
	arguments             variables
	unknown               string
	everyRead, forProject []string
}

// unknownArgumentCases are the arguments for which the need of a read depends on other settings.
var unknownArgumentCases = []unknownArgumentCase{
	{"endpoint", complete, "endpoint", []string{"endpoint"}, nil},
	{"endpoint with the token in the environment", nil, "endpoint", []string{"endpoint"}, nil},
	{"token with all else in the environment", nil, "token", []string{"token"}, nil},
	{"project_id", complete, "project_id", nil, []string{"project_id"}},
	{"project_name", projectByName, "project_name", nil, []string{"project_name"}},
	{"region of the endpoint", variables{"token": "t", "project_id": "p"}, "region", []string{"region"}, nil},
	{"cloud of the endpoint", variables{"token": "t", "project_id": "p", "region": "eu-de"}, "cloud", []string{"cloud"}, nil},
	{"region, with an endpoint and a project", complete, "region", nil, nil},
	{"cloud, with an endpoint and a project", complete, "cloud", nil, nil},
	{"auth_url, with a project", complete, "auth_url", nil, nil},
	{"auth_url, to find the project", projectByName, "auth_url", nil, []string{"auth_url"}},
	{"auth_url, to log in", loginArguments, "auth_url", []string{"auth_url"}, nil},
	{"project, to log in", loginArguments, "project_id", []string{"project_id"}, []string{"project_id"}},
}

// The environment has a value for each setting. It must not be used instead of an unknown argument.
func TestUnknownArgumentIsNotTreatedAsUnset(t *testing.T) {
	t.Parallel()
	environment := variables{
		"MODELARTS_ENDPOINT": "https://env.example.com", "HW_PROJECT_ID": "env", "HW_AUTH_TOKEN": "env", "HW_REGION_NAME": "eu-de",
	}
	cases := unknownArgumentCases
	for _, setting := range []string{
		"token", "access_key", "secret_key", "security_token", "user_name", "user_id", "password", "domain_name", "domain_id", "os_cloud",
		"max_concurrent_requests", "max_retries", "request_timeout", "insecure", "cacert_file",
	} {
		cases = append(cases, unknownArgumentCase{setting, complete, setting, []string{setting}, nil})
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := mustResolve(t, test.arguments.with(variables{test.unknown: unknown}), environment)
			if !slices.Equal(got.Unknown, test.everyRead) || !slices.Equal(got.UnknownForProject, test.forProject) {
				t.Errorf("got %v and %v", got.Unknown, got.UnknownForProject)
			}
		})
	}
}

// The default cloud of the region may be the wrong one.
func TestUnknownCloudGivesNoAddress(t *testing.T) {
	t.Parallel()
	got := mustResolve(t, variables{"token": "t", "project_name": "p", "region": "eu-de", "cloud": unknown}, nil)
	if got.Endpoint != nil || got.IAM != nil {
		t.Errorf("got %s and %s", got.Endpoint, got.IAM)
	}
}

func TestMaxConcurrentRequestsIsBounded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 32, "1": 1, "64": 64, "0": 0, "65": 0, "many": 0} {
		got, problems := auth.Resolve(argumentsOf(complete), variables{"MODELARTS_MAX_CONCURRENT_REQUESTS": text}.get)
		if len(problems) > 0 != (want == 0) || want > 0 && got.MaxConcurrentRequests != want {
			t.Errorf("%q: got %d, %v", text, got.MaxConcurrentRequests, problems)
		}
	}
}

func TestOnlyTheArgumentInsecureAllowsPlainHTTP(t *testing.T) {
	t.Parallel()
	clouds := variables{"OS_CLIENT_CONFIG_FILE": cloudsFile(t)}
	plain := variables{"endpoint": "http://192.0.2.1", "project_id": "p"}
	for _, test := range []struct {
		name                   string
		arguments, environment variables
		rejected               bool
	}{
		{"argument that is unknown", variables{"token": "t", "insecure": unknown}, nil, false},
		{"argument", variables{"token": "t", "insecure": "true"}, nil, false},
		{"argument with a variable's token", variables{"insecure": "true"}, variables{"HW_AUTH_TOKEN": "t"}, false},
		{"nothing", variables{"token": "t"}, nil, true},
		{"argument that says false", variables{"token": "t", "insecure": "false"}, nil, true},
		{"variable with an argument's token", variables{"token": "t"}, variables{"OS_INSECURE": "1", "HW_INSECURE": "1"}, true},
		{"variable of the token's family", nil, variables{"HW_AUTH_TOKEN": "t", "HW_INSECURE": "1"}, true},
		{"variable of the other family", nil, variables{"OS_TOKEN": "t", "OS_INSECURE": "1"}, true},
		{"clouds.yaml", variables{"os_cloud": "unverified"}, clouds, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, problems := auth.Resolve(argumentsOf(plain.with(test.arguments)), test.environment.get)
			if rejected := len(problems) == 1 && problems[0].Summary == "Plain http rejected"; rejected != test.rejected || !rejected && len(problems) > 0 {
				t.Errorf("got %v", problems)
			}
		})
	}
}
