package provider_test

import (
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestReadSendsTheVersionOfTheProvider(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	acctest.Configured(t, service).MustRead(t, acctest.SampleJob(nil))
	if got, want := service.Requests()[0].Header.Get("User-Agent"), "terraform-provider-modelarts/test"; got != want {
		t.Errorf("the User-Agent is %q, want %q", got, want)
	}
}

func TestConfigureRequestsNothing(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.Configured(t, nil)
	service.WasNotAsked(t)
}

func TestCertificateOfAnUnknownAuthority(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(mockapi.New(mockapi.Config{}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it is told of each handshake that fails
	server.StartTLS()
	t.Cleanup(server.Close)
	authority := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	folder := t.TempDir()
	acctest.WriteFile(t, folder, "ca.pem", authority)
	service := acctest.Service{Endpoint: server.URL}
	for name, trust := range map[string]acctest.Object{
		"as PEM": {"cacert_file": acctest.Text(authority)}, "as a path": {"cacert_file": acctest.Text(filepath.Join(folder, "ca.pem"))},
		"insecure": {"insecure": acctest.Boolean(true)},
	} {
		t.Run("is trusted "+name, func(t *testing.T) {
			t.Parallel()
			acctest.Expect(t, service.Configured(t, trust).MustRead(t, acctest.SampleJob(nil)), acctest.Object{"total": acctest.Number(27)})
		})
	}
	got := service.Configured(t, nil).FailsToRead(t, acctest.SampleJob(nil))
	if got.Summary != "Certificate not trusted" || !strings.Contains(got.Detail, "tls: failed to verify certificate: ") ||
		!strings.HasSuffix(got.Detail, "What to do: Check `endpoint` and `auth_url` of the provider, and trust the authority that signed the "+
			"certificate: with `cacert_file`, or on this machine.") {
		t.Errorf("got %+v", got)
	}
}
