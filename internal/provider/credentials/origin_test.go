package credentials_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

// Users of both clouds have the variables of both in their shells. Each row has stray variables that once led a credential to another
// cloud; want is which hosts receive the credential of which origin, and which error there is.
var originCases = map[string]struct {
	block       map[string]string
	environment []string
	clouds      map[string]string
	want        []string
	says        string
}{
	"password in the block, HW_CLOUD of another cloud": {
		block:       map[string]string{"region": "eu-de", "user_name": "blockcred-user", "password": "blockcred-password", "domain_name": "d"},
		environment: []string{"HW_CLOUD=myhuaweicloud.com"},
		want:        []string{"block to iam.eu-de.otc.t-systems.com", "block to modelarts.eu-de.otc.t-systems.com"},
	},
	"token in the block, MODELARTS_ENDPOINT": {
		block:       map[string]string{"region": "eu-de", "token": "blockcred-token", "project_id": "p"},
		environment: []string{"MODELARTS_ENDPOINT=https://modelarts.stray.test"},
		want:        []string{"block to modelarts.eu-de.otc.t-systems.com"},
	},
	"token and endpoint in the block, HW_AUTH_URL": {
		block: map[string]string{
			"endpoint": "https://modelarts.eu-de.otc.t-systems.com", "token": "blockcred-token", "project_name": "eu-de",
		},
		environment: []string{"HW_AUTH_URL=https://iam.stray.test"},
		says: "Set `region` or `auth_url` in the provider block, to determine the address of IAM. " +
			"Ignored, because they do not belong to this origin: HW_AUTH_URL.",
	},
	"password and endpoint in the block, HW_AUTH_URL": {
		block: map[string]string{
			"endpoint": "https://modelarts.eu-de.otc.t-systems.com", "user_name": "blockcred-user", "password": "blockcred-password",
			"domain_name": "d", "project_name": "eu-de",
		},
		environment: []string{"HW_AUTH_URL=https://iam.stray.test"},
		says:        "Ignored, because they do not belong to this origin: HW_AUTH_URL.",
	},
	"OS_ family with a password, HW_AUTH_URL": {
		environment: []string{"OS_REGION_NAME=eu-de", "OS_USERNAME=oscred-user", "OS_PASSWORD=oscred-password", "OS_USER_DOMAIN_NAME=d",
			"HW_AUTH_URL=https://iam.stray.test"},
		want: []string{"os to iam.eu-de.otc.t-systems.com", "os to modelarts.eu-de.otc.t-systems.com"},
	},
	"OS_ family with a token, HW_REGION_NAME": {
		environment: []string{"OS_REGION_NAME=eu-de", "OS_TOKEN=oscred-token", "OS_PROJECT_ID=p", "HW_REGION_NAME=ap-southeast-1"},
		want:        []string{"os to modelarts.eu-de.otc.t-systems.com"},
	},
	"HW_ family with an access key, OS_TOKEN": {
		environment: []string{"HW_REGION_NAME=ap-southeast-1", "HW_ACCESS_KEY=hwcred-access_key", "HW_SECRET_KEY=hwcred-secret_key",
			"HW_PROJECT_ID=p", "OS_TOKEN=oscred-token"},
		want: []string{"hw to modelarts.ap-southeast-1.myhuaweicloud.com"},
	},
	"HW_ family with a password, OS_ family with an access key": {
		environment: []string{"HW_REGION_NAME=ap-southeast-1", "HW_USER_NAME=hwcred-user", "HW_USER_PASSWORD=hwcred-password", "HW_DOMAIN_NAME=d",
			"OS_REGION_NAME=eu-de", "OS_ACCESS_KEY=oscred-access_key", "OS_SECRET_KEY=oscred-secret_key"},
		want: []string{"hw to iam.ap-southeast-1.myhuaweicloud.com", "hw to modelarts.ap-southeast-1.myhuaweicloud.com"},
	},
	"clouds.yaml with auth_url, variables of another cloud": {
		environment: []string{"OS_CLOUD=test", "HW_REGION_NAME=ap-southeast-1", "HW_CLOUD=myhuaweicloud.com",
			"MODELARTS_ENDPOINT=https://modelarts.stray.test"},
		clouds: map[string]string{"auth_url": "https://iam.eu-de.otc.t-systems.com/v3", "token": "entrycred-token", "project_id": "p"},
		says:   "Ignored, because they do not belong to this origin: MODELARTS_ENDPOINT, HW_REGION_NAME, HW_CLOUD.",
	},
	"clouds.yaml with auth_url and region_name, variables of another cloud": {
		environment: []string{"OS_CLOUD=test", "HW_REGION_NAME=ap-southeast-1", "HW_CLOUD=myhuaweicloud.com",
			"MODELARTS_ENDPOINT=https://modelarts.stray.test"},
		clouds: map[string]string{
			"auth_url": "https://iam.eu-de.otc.t-systems.com/v3", "region": "eu-de", "token": "entrycred-token", "project_id": "p",
		},
		want: []string{"entry to modelarts.eu-de.otc.t-systems.com"},
	},
	"plain http in the block, OS_INSECURE": {
		block:       map[string]string{"endpoint": "http://modelarts.stray.test", "token": "blockcred-token", "project_id": "p"},
		environment: []string{"OS_INSECURE=1"},
		says:        "Plain http rejected",
	},
}

func TestStrayVariablesLeadNoCredentialElsewhere(t *testing.T) {
	for name, test := range originCases {
		t.Run(name, func(t *testing.T) {
			record := newRecorder(t)
			for _, variable := range test.environment {
				name, value, _ := strings.Cut(variable, "=")
				t.Setenv(name, value)
			}
			if test.clouds != nil {
				clouds := filepath.Join(t.TempDir(), "clouds.yaml")
				if err := os.WriteFile(clouds, []byte(cloudsYAML(test.clouds)), 0o600); err != nil {
					t.Fatal(err)
				}
				t.Setenv("OS_CLIENT_CONFIG_FILE", clouds)
			}
			block := map[string]string{"cacert_file": record.caCertFile(t)}
			maps.Copy(block, test.block)
			if said := readOnce(t, record, block); (said == "") != (test.says == "") || !strings.Contains(said, test.says) {
				t.Errorf("got %q, want %q", said, test.says)
			}
			received := map[string]bool{}
			_, sent := record.take()
			for _, request := range sent {
				received[strings.Join(request.credentials, "+")+" to "+request.host] = true
			}
			if got := slices.Sorted(maps.Keys(received)); !slices.Equal(got, test.want) {
				t.Errorf("sent %q, want %q", got, test.want)
			}
		})
	}
}

func TestAccProxyOfTheEnvironmentIsUsed(t *testing.T) {
	t.Parallel()
	record := newRecorder(t)
	workspace := acctest.NewWorkspace(t, fmt.Sprintf(`
provider "modelarts" {
  region      = "eu-de"
  token       = "blockcred-token"
  project_id  = "p"
  cacert_file = %q
}

data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
`, record.caCertFile(t)))
	workspace.Environment = []string{
		"HTTPS_PROXY=" + record.proxy.URL, "HTTP_PROXY=" + record.proxy.URL, "NO_PROXY=", "CHECKPOINT_DISABLE=1",
		"MODELARTS_ENDPOINT=https://modelarts.stray.test",
	}
	workspace.Run(t, "plan").Must(t, 0)
	connects, _ := record.take()
	if got := slices.Compact(connects); !slices.Equal(got, []string{"modelarts.eu-de.otc.t-systems.com"}) {
		t.Errorf("connected to %q", got)
	}
}

func TestAccOriginOfTheCredentialIsLoggedWithoutValues(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, `
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
`)
	workspace.Environment = []string{
		"HW_AUTH_TOKEN=mock-iam-token", "HW_PROJECT_ID=hw-project", "MODELARTS_ENDPOINT=" + service.Endpoint, "TF_LOG_PROVIDER=DEBUG",
		"OS_REGION_NAME=strayregion-1", "OS_AUTH_URL=https://stray.test", "OS_TOKEN=straytoken", "OS_PROJECT_NAME=strayproject", "OS_INSECURE=1",
	}
	output := workspace.Run(t, "plan").Output // whether the token is good does not matter
	for line, count := range map[string]int{
		`Settings of another origin than the credential's are ignored: `:      1,
		`ignored="OS_REGION_NAME, OS_AUTH_URL, OS_INSECURE, OS_PROJECT_NAME"`: 1,
		`Reading with a credential: `:                                         1,
		`from=HW_AUTH_TOKEN`:                                                  1,
	} {
		if got := strings.Count(output, line); got != count {
			t.Errorf("%d lines with %q, want %d:\n%s", got, line, count, output)
		}
	}
	if found := regexp.MustCompile(`stray\w*`).FindString(output); found != "" {
		t.Errorf("the output holds a value: %s", found)
	}
}
