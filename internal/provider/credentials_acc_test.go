package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accMethods are the arguments of each authentication method, given the URL of the service.
func accMethods(t *testing.T, url string) map[string][]string {
	t.Helper()
	clouds := filepath.Join(t.TempDir(), "clouds.yaml")
	t.Setenv("OS_CLIENT_CONFIG_FILE", clouds)
	auth := fmt.Sprintf("auth_url: %q, project_name: %s", url, mockapi.ProjectName)
	content := "clouds:\n" +
		fmt.Sprintf("  key: {auth: {%s, ak: %s, sk: %s}}\n", auth, mockapi.AccessKeyID, mockapi.SecretKey) +
		fmt.Sprintf("  user: {auth: {%s, username: %s, password: %s, domain_name: %s}}\n", auth, mockapi.UserName, mockapi.Password, mockapi.DomainName)
	if err := os.WriteFile(clouds, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	byName := []string{accArgument("auth_url", url), accArgument("project_name", mockapi.ProjectName)}
	return map[string][]string{
		"token":                     {accArgument("project_id", mockapi.ProjectID), accArgument("token", mockapi.Token)},
		"token, project by name":    slices.Concat(byName, []string{accArgument("token", mockapi.Token)}),
		"access key":                slices.Concat(byName, []string{accArgument("access_key", mockapi.AccessKeyID), accArgument("secret_key", mockapi.SecretKey)}),
		"temporary access key":      slices.Concat(byName, []string{accArgument("access_key", mockapi.TemporaryAccessKeyID), accArgument("secret_key", mockapi.TemporarySecretKey), accArgument("security_token", mockapi.SecurityToken)}),
		"user by name":              slices.Concat(byName, []string{accArgument("user_name", mockapi.UserName), accArgument("domain_name", mockapi.DomainName), accArgument("password", mockapi.Password)}),
		"user by id":                slices.Concat(byName, []string{accArgument("user_id", mockapi.UserID), accArgument("domain_id", mockapi.DomainID), accArgument("password", mockapi.Password)}),
		"clouds.yaml with a key":    {accArgument("os_cloud", "key")},
		"clouds.yaml with password": {accArgument("os_cloud", "user")},
	}
}

func TestAccEveryMethodReadsTheEvents(t *testing.T) {
	url := mockapitest.Serve(t, mockapi.New(mockapi.Config{})).String()
	for name, settings := range accMethods(t, url) {
		t.Run(name, func(t *testing.T) {
			accApply(t, accProvider(append(settings, accArgument("endpoint", url))...)+accSample(),
				accNumber("total", 27), accText("project_id", mockapi.ProjectID))
		})
	}
}

func TestAccTokenThatRunsOutIsRenewedInTheMiddleOfARead(t *testing.T) {
	service := mockapi.New(mockapi.Config{TokenUses: 2})
	url := mockapitest.Serve(t, service).String()
	settings := append(accMethods(t, url)["user by name"], accArgument("endpoint", url))
	accApply(t, accProvider(settings...)+accSample("limit = 10"), accNumber("total", 27), accEvents(mockapi.Sample()))
}

func TestAccTwoDataSourcesLogInOnce(t *testing.T) {
	service := mockapi.New(mockapi.Config{})
	url := mockapitest.Serve(t, service).String()
	settings := append(accMethods(t, url)["user by name"], accArgument("endpoint", url))
	second := strings.Replace(accSample(), `"test"`, `"second"`, 1)
	got := accTerraform(t, accProvider(settings...)+accSample()+second)
	if !strings.Contains(got.output, "Apply complete!") {
		t.Fatal(got.output)
	}
	logins := 0
	for _, request := range service.Requests() {
		if request.Method == http.MethodPost {
			logins++
		}
	}
	// One for the process that plans, and one for that which applies.
	if logins > 2 {
		t.Errorf("logged in %d times", logins)
	}
}

func TestAccRedirectingServiceGetsNoCredential(t *testing.T) {
	elsewhere := mockapi.New(mockapi.Config{})
	address := mockapitest.Serve(t, elsewhere)
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{
		Kind: mockapi.FaultRespond, Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {address.String() + "/login"}},
	})
	url := mockapitest.Serve(t, service)
	for name, settings := range accMethods(t, url.String()) {
		t.Run(name, func(t *testing.T) {
			got := accFails(t, accProvider(append(settings, accArgument("endpoint", url.String()))...)+accSample())
			if got.summary != "Redirect refused" || !strings.Contains(got.detail, address.Host) || !strings.Contains(got.detail, url.Host) {
				t.Errorf("got %+v, want both hosts", got)
			}
		})
	}
	if requests := elsewhere.Requests(); len(requests) > 0 {
		t.Errorf("%s was asked for", requests[0].Path)
	}
}
