package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

const examples = "../../examples"

// Users copy the examples, so each file has to work as it stands. What it does not say comes from the environment, as it would there.
func TestAccEveryExampleRuns(t *testing.T) {
	const accessKey, secretKey, password = "EXAMPLEACCESSKEY0001", "example-secret-key", "replace-this"
	url := mockapitest.Serve(t, mockapi.New(mockapi.Config{
		Users: []mockapi.User{{Name: "events-reader", Password: password, DomainName: "example-account"}},
		AccessKeys: []mockapi.AccessKey{
			{Access: accessKey, Secret: secretKey},
			{Access: mockapi.TemporaryAccessKeyID, Secret: mockapi.TemporarySecretKey, SecurityToken: mockapi.SecurityToken},
		},
	})).String()
	withToken := map[string]string{"HW_AUTH_TOKEN": mockapi.Token, "HW_PROJECT_ID": mockapi.ProjectID}
	environments := map[string]map[string]string{
		"authentication/token.tf":      {"HW_AUTH_TOKEN": mockapi.Token},
		"authentication/access-key.tf": {"HW_SECRET_KEY": secretKey},
		"authentication/temporary-access-key.tf": {
			"HW_ACCESS_KEY": mockapi.TemporaryAccessKeyID, "HW_SECRET_KEY": mockapi.TemporarySecretKey, "HW_SECURITY_TOKEN": mockapi.SecurityToken,
		},
		"authentication/password.tf":    {"HW_USER_PASSWORD": password},
		"authentication/clouds-yaml.tf": {"OS_CLIENT_CONFIG_FILE": atService(t, "authentication/clouds.yaml", url)},
	}
	// The examples' regions would lead to IAM in the cloud.
	atTest := `provider "modelarts" {` + "\n" + accArgument("auth_url", url) + "\n"
	files := 0
	err := filepath.WalkDir(examples, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".tf" {
			return err
		}
		files++
		name, err := filepath.Rel(examples, path)
		if err != nil {
			return err
		}
		environment, special := environments[filepath.ToSlash(name)]
		if !special {
			environment = withToken
		}
		t.Run(name, func(t *testing.T) {
			t.Setenv("MODELARTS_ENDPOINT", url)
			for variable, value := range environment {
				t.Setenv(variable, value)
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: accFactories,
				Steps:                    []resource.TestStep{{Config: strings.Replace(exampleFile(t, name), `provider "modelarts" {`, atTest, 1)}},
			})
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < len(environments) {
		t.Errorf("found only %d examples", files)
	}
}

// atService is a copy of an example's clouds.yaml that leads to the test's service.
func atService(t *testing.T, name, url string) string {
	t.Helper()
	content := strings.Replace(exampleFile(t, name), "https://iam.eu-de.otc.t-systems.com/v3", url, 1)
	folder := t.TempDir()
	accWrite(t, folder, "clouds.yaml", content)
	return filepath.Join(folder, "clouds.yaml")
}

func exampleFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
