package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// methods are the arguments of each authentication method, given the URL of the service.
func methods(t *testing.T, url string) map[string][]string {
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
	byName := []string{acctest.Argument("auth_url", url), acctest.Argument("project_name", mockapi.ProjectName)}
	return map[string][]string{
		"token":                     {acctest.Argument("project_id", mockapi.ProjectID), acctest.Argument("token", mockapi.Token)},
		"token, project by name":    slices.Concat(byName, []string{acctest.Argument("token", mockapi.Token)}),
		"access key":                slices.Concat(byName, []string{acctest.Argument("access_key", mockapi.AccessKeyID), acctest.Argument("secret_key", mockapi.SecretKey)}),
		"temporary access key":      slices.Concat(byName, []string{acctest.Argument("access_key", mockapi.TemporaryAccessKeyID), acctest.Argument("secret_key", mockapi.TemporarySecretKey), acctest.Argument("security_token", mockapi.SecurityToken)}),
		"user by name":              slices.Concat(byName, []string{acctest.Argument("user_name", mockapi.UserName), acctest.Argument("domain_name", mockapi.DomainName), acctest.Argument("password", mockapi.Password)}),
		"user by id":                slices.Concat(byName, []string{acctest.Argument("user_id", mockapi.UserID), acctest.Argument("domain_id", mockapi.DomainID), acctest.Argument("password", mockapi.Password)}),
		"clouds.yaml with a key":    {acctest.Argument("os_cloud", "key")},
		"clouds.yaml with password": {acctest.Argument("os_cloud", "user")},
	}
}

func TestEveryMethodReadsTheEvents(t *testing.T) {
	url := mockapitest.Serve(t, mockapi.New(mockapi.Config{})).String()
	for name, settings := range methods(t, url) {
		t.Run(name, func(t *testing.T) {
			acctest.ReadInProcess(t, acctest.ProviderBlock(append(settings, acctest.Argument("endpoint", url))...)+acctest.Sample(),
				acctest.HasNumber("total", 27), acctest.HasText("project_id", mockapi.ProjectID))
		})
	}
}

func TestTokenThatRunsOutIsRenewedInTheMiddleOfARead(t *testing.T) {
	service := mockapi.New(mockapi.Config{TokenUses: 2})
	url := mockapitest.Serve(t, service).String()
	settings := append(methods(t, url)["user by name"], acctest.Argument("endpoint", url))
	acctest.ReadInProcess(t, acctest.ProviderBlock(settings...)+acctest.Sample("limit = 10"), acctest.HasNumber("total", 27), acctest.Events(mockapi.Sample()))
}

func TestTwoDataSourcesLogInOnce(t *testing.T) {
	service := mockapi.New(mockapi.Config{})
	url := mockapitest.Serve(t, service).String()
	settings := append(methods(t, url)["user by name"], acctest.Argument("endpoint", url))
	second := strings.Replace(acctest.Sample(), `"test"`, `"second"`, 1)
	acctest.ReadInProcess(t, acctest.ProviderBlock(settings...)+acctest.Sample()+second, acctest.HasNumber("total", 27))
	logins := 0
	for _, request := range service.Requests() {
		if request.Method == http.MethodPost {
			logins++
		}
	}
	if logins != 1 {
		t.Errorf("logged in %d times", logins)
	}
}

func TestRedirectingServiceGetsNoCredential(t *testing.T) {
	elsewhere := mockapi.New(mockapi.Config{})
	address := mockapitest.Serve(t, elsewhere)
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{
		Kind: mockapi.FaultRespond, Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {address.String() + "/login"}},
	})
	url := mockapitest.Serve(t, service)
	for name, settings := range methods(t, url.String()) {
		t.Run(name, func(t *testing.T) {
			got := acctest.FailsInProcess(t, acctest.ProviderBlock(append(settings, acctest.Argument("endpoint", url.String()))...)+acctest.Sample())
			if got.Summary != "Redirect refused" || !strings.Contains(got.Detail, address.Host) || !strings.Contains(got.Detail, url.Host) {
				t.Errorf("got %+v, want both hosts", got)
			}
		})
	}
	if requests := elsewhere.Requests(); len(requests) > 0 {
		t.Errorf("%s was asked for", requests[0].Path)
	}
}
