package provider_test

import (
	"encoding/pem"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestReadSendsTheVersionOfTheProvider(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	_, diagnostics := configured(t, service).read(t.Context(), t, sampleJob(nil))
	noDiagnostics(t, diagnostics)
	if got, want := service.Requests()[0].Header.Get("User-Agent"), "terraform-provider-modelarts/test"; got != want {
		t.Errorf("the User-Agent is %q, want %q", got, want)
	}
}

func TestConfigureRequestsNothing(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	configured(t, service)
	if requests := service.Requests(); len(requests) > 0 {
		t.Errorf("asked for %s", requests[0].Path)
	}
}

func TestUnknownProviderArgumentFailsTheReadThatNeedsIt(t *testing.T) {
	for name, value := range map[string]tftypes.Value{
		"endpoint":        unknown(tftypes.String),
		"token":           unknown(tftypes.String),
		"max_retries":     unknown(tftypes.Number),
		"request_timeout": unknown(tftypes.String),
		"insecure":        unknown(tftypes.Bool),
		"project_id":      unknown(tftypes.String),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HW_PROJECT_ID", "somebody-elses")
			t.Setenv("HW_AUTH_TOKEN", "somebody-elses")
			p := newInProcess(t)
			config := object{"endpoint": text("http://127.0.0.1:1"), "token": text("t")}
			config[name] = value
			noDiagnostics(t, p.configure(t, config))
			state, diagnostics := p.read(t.Context(), t, sampleJob(nil))
			diagnostic := onlyDiagnostic(t, diagnostics)
			if diagnostic.Summary != "Provider argument not known yet" || !strings.Contains(diagnostic.Detail, "`"+name+"`") {
				t.Errorf("got %+v", diagnostic)
			}
			noResults(t, state)
		})
	}
}

func TestUnknownProjectOfTheProviderDoesNotMatterToADataSourceWithItsOwn(t *testing.T) {
	t.Parallel()
	p := configuredWith(t, mockapi.New(mockapi.Config{}), object{"project_id": unknown(tftypes.String)})
	_, diagnostics := p.read(t.Context(), t, sampleJob(object{"project_id": text(mockapi.ProjectID)}))
	noDiagnostics(t, diagnostics)
}

func TestReadWithoutAProjectSaysWhereToSetIt(t *testing.T) {
	for _, variable := range []string{"HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"} {
		t.Setenv(variable, "")
	}
	p := newInProcess(t)
	noDiagnostics(t, p.configure(t, object{"endpoint": text("http://127.0.0.1:1"), "token": text("t")}))
	_, diagnostics := p.read(t.Context(), t, sampleJob(nil))
	if diagnostic := onlyDiagnostic(t, diagnostics); diagnostic.Summary != "No project" ||
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
	accWrite(t, folder, "ca.pem", authority)
	for name, value := range map[string]string{"as PEM": authority, "as a path": filepath.Join(folder, "ca.pem")} {
		p := newInProcess(t)
		noDiagnostics(t, p.configure(t, object{
			"endpoint": text(server.URL), "project_id": text(mockapi.ProjectID), "token": text(mockapi.Token), "cacert_file": text(value),
		}))
		if state, diagnostics := p.read(t.Context(), t, sampleJob(nil)); len(diagnostics) > 0 || !state["total"].Equal(number(27)) {
			t.Errorf("%s: got %v", name, diagnostics)
		}
	}
}
