package provider_test

import (
	"encoding/pem"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestReadSendsTheVersionOfTheProvider(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	_, diagnostics := inprocess.Configured(t, service).Read(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
	if got, want := service.Requests()[0].Header.Get("User-Agent"), "terraform-provider-modelarts/test"; got != want {
		t.Errorf("the User-Agent is %q, want %q", got, want)
	}
}

func TestConfigureRequestsNothing(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	inprocess.Configured(t, service)
	if requests := service.Requests(); len(requests) > 0 {
		t.Errorf("asked for %s", requests[0].Path)
	}
}

func TestUnknownProviderArgumentFailsTheReadThatNeedsIt(t *testing.T) {
	for name, value := range map[string]tftypes.Value{
		"endpoint":        inprocess.Unknown(tftypes.String),
		"token":           inprocess.Unknown(tftypes.String),
		"max_retries":     inprocess.Unknown(tftypes.Number),
		"request_timeout": inprocess.Unknown(tftypes.String),
		"insecure":        inprocess.Unknown(tftypes.Bool),
		"project_id":      inprocess.Unknown(tftypes.String),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HW_PROJECT_ID", "somebody-elses")
			t.Setenv("HW_AUTH_TOKEN", "somebody-elses")
			p := inprocess.New(t)
			config := inprocess.Object{"endpoint": inprocess.Text("http://127.0.0.1:1"), "token": inprocess.Text("t")}
			config[name] = value
			inprocess.NoDiagnostics(t, p.Configure(t, config))
			state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
			diagnostic := inprocess.OnlyDiagnostic(t, diagnostics)
			if diagnostic.Summary != "Provider argument not known yet" || !strings.Contains(diagnostic.Detail, "`"+name+"`") {
				t.Errorf("got %+v", diagnostic)
			}
			inprocess.NoResults(t, state)
		})
	}
}

func TestUnknownProjectIsIgnoredByADataSourceWithItsOwn(t *testing.T) {
	t.Parallel()
	p := inprocess.ConfiguredWith(t, mockapi.New(mockapi.Config{}), inprocess.Object{"project_id": inprocess.Unknown(tftypes.String)})
	_, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(inprocess.Object{"project_id": inprocess.Text(mockapi.ProjectID)}))
	inprocess.NoDiagnostics(t, diagnostics)
}

func TestReadWithoutAProjectSaysWhereToSetIt(t *testing.T) {
	for _, variable := range []string{"HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"} {
		t.Setenv(variable, "")
	}
	p := inprocess.New(t)
	inprocess.NoDiagnostics(t, p.Configure(t, inprocess.Object{"endpoint": inprocess.Text("http://127.0.0.1:1"), "token": inprocess.Text("t")}))
	_, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
	if diagnostic := inprocess.OnlyDiagnostic(t, diagnostics); diagnostic.Summary != "No project" ||
		!diagnostic.Attribute.Equal(tftypes.NewAttributePath().WithAttributeName("project_id")) {
		t.Errorf("got %+v", diagnostic)
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
		p := inprocess.New(t)
		inprocess.NoDiagnostics(t, p.Configure(t, inprocess.Object{
			"endpoint": inprocess.Text(server.URL), "project_id": inprocess.Text(mockapi.ProjectID), "token": inprocess.Text(mockapi.Token), "cacert_file": inprocess.Text(value),
		}))
		if state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil)); len(diagnostics) > 0 || !state["total"].Equal(inprocess.Number(27)) {
			t.Errorf("%s: got %v", name, diagnostics)
		}
	}
}
