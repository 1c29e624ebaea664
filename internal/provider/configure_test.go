package provider_test

import (
	"encoding/pem"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

func TestReadSendsTheVersionOfTheProvider(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	_, diagnostics := acctest.Configured(t, service).Read(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	if got, want := service.Requests()[0].Header.Get("User-Agent"), "terraform-provider-modelarts/test"; got != want {
		t.Errorf("the User-Agent is %q, want %q", got, want)
	}
}

func TestConfigureRequestsNothing(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	acctest.Configured(t, service)
	if requests := service.Requests(); len(requests) > 0 {
		t.Errorf("asked for %s", requests[0].Path)
	}
}

func TestReadWithoutAProjectSaysWhereToSetIt(t *testing.T) {
	for _, variable := range []string{"HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"} {
		t.Setenv(variable, "")
	}
	service := mockapi.New(mockapi.Config{})
	endpoint := acctest.Text(mockapitest.Serve(t, service).String())
	p := acctest.New(t)
	acctest.NoDiagnostics(t, p.Configure(t, acctest.Object{"endpoint": endpoint, "token": acctest.Text(mockapi.Token)}))
	_, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
	diagnostic := acctest.OnlyDiagnostic(t, diagnostics)
	const detail = "No `project_id` is set here, and the provider has no project. Set `project_id` here, or " +
		"`project_id` or `project_name` in the provider block. Or set `region` in the provider block, to use the region's default project."
	if diagnostic.Summary != "No project" || diagnostic.Detail != detail ||
		!diagnostic.Attribute.Equal(tftypes.NewAttributePath().WithAttributeName("project_id")) {
		t.Errorf("got %+v", diagnostic)
	}
	if requests := service.Requests(); len(requests) > 0 {
		t.Errorf("asked for %s", requests[0].Path)
	}
}

func TestCertificateOfAnAuthorityOfTheUsersIsTrusted(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(mockapi.New(mockapi.Config{}))
	t.Cleanup(server.Close)
	authority := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	folder := t.TempDir()
	acctest.WriteFile(t, folder, "ca.pem", authority)
	for name, value := range map[string]string{"as PEM": authority, "as a path": filepath.Join(folder, "ca.pem")} {
		p := acctest.New(t)
		acctest.NoDiagnostics(t, p.Configure(t, acctest.Object{
			"endpoint": acctest.Text(server.URL), "project_id": acctest.Text(mockapi.ProjectID), "token": acctest.Text(mockapi.Token), "cacert_file": acctest.Text(value),
		}))
		if state, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil)); len(diagnostics) > 0 || !state["total"].Equal(acctest.Number(27)) {
			t.Errorf("%s: got %v", name, diagnostics)
		}
	}
}
