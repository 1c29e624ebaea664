package faults_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// An IAM, or what stands in its place, may put anything where an id or a name is expected: also the password that it was sent.
func TestHostileResponsesOfIAMReachNoTerminal(t *testing.T) {
	t.Parallel()
	const secret = "pa<ss>w/ord-9f27c1"
	responses := map[string]string{
		"a project's id":       `{"projects":[{"id":%s,"name":"eu-de"}]}`,
		"projects":             `{"projects":[{"id":%s,"name":"a"},{"id":"x","name":%[1]s}]}`,
		"projects of the name": `{"projects":[{"id":"a1","name":"eu-de"},{"id":"a2","name":"eu-de"},{"id":%s,"name":"eu-de"}]}`,
		"a token's project":    `{"token":{"project":{"id":%s,"name":%[1]s}}}`,
		"an error":             `{"error":{"code":401,"message":%s,"title":%[1]s}}`,
	}
	for name, response := range responses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint := acctest.Text(mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent, _ := io.ReadAll(r.Body)
				quoted, err := json.Marshal("\x1b[2J\u202e" + string(sent) + secret + r.Header.Get("X-Auth-Token"))
				if err != nil {
					t.Error(err)
				}
				w.Header().Set("X-Subject-Token", "another-token-"+secret)
				w.WriteHeader(map[bool]int{true: http.StatusCreated, false: http.StatusOK}[r.Method == http.MethodPost])
				fmt.Fprintf(w, response, quoted)
			})).String())
			for _, credential := range []acctest.Object{
				{"token": acctest.Text(secret)},
				{"user_name": acctest.Text("u"), "domain_name": acctest.Text("d"), "password": acctest.Text(secret)},
			} {
				credential["endpoint"], credential["auth_url"] = endpoint, endpoint
				credential["project_name"], credential["max_retries"] = acctest.Text("eu-de"), acctest.Number(0)
				p := acctest.New(t)
				acctest.NoDiagnostics(t, p.Configure(t, credential))
				_, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
				fitForATerminal(t, acctest.OnlyDiagnostic(t, diagnostics), "ord-9f27c1")
			}
		})
	}
}

func TestHostileSettingsReachNoTerminal(t *testing.T) {
	t.Parallel()
	const hostile = "a\x1b[2J\u202eb\r\nc"
	for name, config := range map[string]acctest.Object{
		"cacert_file":  {"cacert_file": acctest.Text("/" + hostile)},
		"user_name":    {"user_name": acctest.Text(hostile), "domain_name": acctest.Text("d"), "password": acctest.Text("p")},
		"user_id":      {"user_id": acctest.Text(hostile), "domain_name": acctest.Text("d"), "password": acctest.Text("p")},
		"project_name": {"token": acctest.Text("t"), "project_name": acctest.Text(hostile)},
		"os_cloud":     {"os_cloud": acctest.Text(hostile)},
		"endpoint":     {"token": acctest.Text("t"), "endpoint": acctest.Text("https://127.0.0.1:1/" + hostile)},
		"region":       {"token": acctest.Text("t"), "region": acctest.Text(hostile)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := acctest.Object{"endpoint": acctest.Text("http://127.0.0.1:1"), "auth_url": acctest.Text("http://127.0.0.1:1"), "max_retries": acctest.Number(0)}
			maps.Copy(all, config)
			p := acctest.New(t)
			diagnostics := p.Configure(t, all)
			if len(diagnostics) == 0 {
				_, diagnostics = p.Read(t.Context(), t, acctest.SampleJob(nil))
			}
			if len(diagnostics) == 0 {
				t.Fatal("no diagnostic")
			}
			for _, diagnostic := range diagnostics {
				fitForATerminal(t, diagnostic, "no secret here")
			}
		})
	}
}

func fitForATerminal(t *testing.T, diagnostic *tfprotov6.Diagnostic, secret string) {
	t.Helper()
	said := diagnostic.Summary + "\n" + diagnostic.Detail
	if strings.Contains(said, secret) {
		t.Errorf("a secret is in %s", said)
	}
	if strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }) {
		t.Errorf("%q is not fit for a terminal", said)
	}
}
