package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// methods are the settings of each authentication method.
func methods(t *testing.T, service *acctest.Service) map[string]acctest.Object {
	t.Helper()
	folder := t.TempDir()
	acctest.WriteFile(t, folder, "clouds.yaml", fmt.Sprintf(`
clouds:
  key: {auth: {auth_url: %q, project_name: %s, ak: %s, sk: %s}}
  user: {auth: {auth_url: %[1]q, project_name: %[2]s, username: %[5]s, password: %s, domain_name: %s}}
`, service.Endpoint, mockapi.ProjectName, mockapi.AccessKeyID, mockapi.SecretKey, mockapi.UserName, mockapi.Password, mockapi.DomainName))
	t.Setenv("OS_CLIENT_CONFIG_FILE", folder+"/clouds.yaml")
	endpoint := acctest.Object{"endpoint": acctest.Text(service.Endpoint)}
	named := endpoint.With(acctest.Object{"auth_url": acctest.Text(service.Endpoint), "project_name": acctest.Text(mockapi.ProjectName)})
	return map[string]acctest.Object{
		"token":                  service.Settings(nil),
		"token, project by name": named.With(acctest.Object{"token": acctest.Text(mockapi.Token)}),
		"access key": named.With(acctest.Object{
			"access_key": acctest.Text(mockapi.AccessKeyID), "secret_key": acctest.Text(mockapi.SecretKey),
		}),
		"temporary access key": named.With(acctest.Object{
			"access_key": acctest.Text(mockapi.TemporaryAccessKeyID), "secret_key": acctest.Text(mockapi.TemporarySecretKey),
			"security_token": acctest.Text(mockapi.SecurityToken),
		}),
		"user by name": named.With(acctest.Object{
			"user_name": acctest.Text(mockapi.UserName), "domain_name": acctest.Text(mockapi.DomainName), "password": acctest.Text(mockapi.Password),
		}),
		"user by id": named.With(acctest.Object{
			"user_id": acctest.Text(mockapi.UserID), "domain_id": acctest.Text(mockapi.DomainID), "password": acctest.Text(mockapi.Password),
		}),
		"clouds.yaml with a key":    endpoint.With(acctest.Object{"os_cloud": acctest.Text("key")}),
		"clouds.yaml with password": endpoint.With(acctest.Object{"os_cloud": acctest.Text("user")}),
	}
}

func TestEveryMethodReadsTheEvents(t *testing.T) {
	for name, settings := range methods(t, acctest.NewService(t)) {
		t.Run(name, func(t *testing.T) {
			state := acctest.New(t).MustConfigure(t, settings).MustRead(t, acctest.SampleJob(nil))
			acctest.Expect(t, state, acctest.Object{"total": acctest.Number(27), "project_id": acctest.Text(mockapi.ProjectID)})
		})
	}
}

func TestTokenThatExpiresDuringAReadIsRenewed(t *testing.T) {
	service := acctest.NewServiceWith(t, mockapi.Config{TokenUses: 2})
	p := acctest.New(t).MustConfigure(t, methods(t, service)["user by name"])
	config := acctest.SampleJob(acctest.Object{"limit": acctest.Number(10)})
	acctest.Expect(t, p.MustRead(t, config), acctest.Object{"total": acctest.Number(27), "events": acctest.Events(mockapi.Sample())})
	got := p.FailsToOpen(t, config.With(acctest.Object{"fail_on_levels": acctest.Texts("Error")}))
	if got.Summary != "Training job has events of a level that this gate does not accept" {
		t.Errorf("got %+v", got)
	}
}

func TestReadFailsIfALoginCannotBeRenewed(t *testing.T) {
	for _, read := range []func(acctest.Provider, *testing.T, acctest.Object) acctest.Diagnostic{
		acctest.Provider.FailsToRead, acctest.Provider.FailsToOpen,
	} {
		service := acctest.NewServiceWith(t, mockapi.Config{TokenUses: 2})
		service.Inject(mockapi.Fault{Kind: mockapi.FaultUnauthorized, On: mockapi.OnTokens, Skip: 1})
		settings := methods(t, service)["user by name"].With(acctest.Object{
			"project_name": acctest.Null(tftypes.String), "project_id": acctest.Text(mockapi.ProjectID), "max_retries": acctest.Number(0),
		})
		p := acctest.New(t).MustConfigure(t, settings)
		if got := read(p, t, acctest.SampleJob(acctest.Object{"limit": acctest.Number(10)})); got.Summary != "Credential refused by IAM" {
			t.Errorf("got %+v", got)
		}
	}
}

func TestTwoDataSourcesLogInOnce(t *testing.T) {
	service := acctest.NewService(t)
	p := acctest.New(t).MustConfigure(t, methods(t, service)["user by name"])
	p.MustRead(t, acctest.SampleJob(nil))
	p.MustRead(t, acctest.SampleJob(nil))
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
	elsewhere := acctest.NewService(t)
	service := acctest.NewService(t, mockapi.Fault{
		Kind: mockapi.FaultRespond, Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {elsewhere.Endpoint + "/login"}},
	})
	for name, settings := range methods(t, service) {
		t.Run(name, func(t *testing.T) {
			got := acctest.New(t).MustConfigure(t, settings).FailsToRead(t, acctest.SampleJob(nil))
			if got.Summary != "Redirect refused" || !strings.Contains(got.Detail, elsewhere.Endpoint) ||
				!strings.Contains(got.Detail, service.Endpoint) {
				t.Errorf("got %+v, want both hosts", got)
			}
		})
	}
	elsewhere.WasNotAsked(t)
}
