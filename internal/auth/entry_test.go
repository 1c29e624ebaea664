package auth_test

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// entryFile writes a clouds.yaml with the entry otc and returns its path.
func entryFile(t *testing.T, entry string) string {
	t.Helper()
	return writeFile(t, "clouds.yaml", "clouds: {otc: "+entry+"}")
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEntryGivesTheWholeCredential(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		entry, from string
		want        auth.Settings
	}{
		{"{region_name: eu-nl, verify: false, auth: {ak: a, sk: s, security_token: st, project_id: p}}",
			"temporary access key from `ak`, `sk` and `security_token`", auth.Settings{
				ProjectID: "p", Insecure: true,
				Credential: auth.Credential{AccessKey: auth.AccessKey{Access: "a", Secret: "s", SecurityToken: "st"}},
			}},
		{"{region_name: eu-nl, verify: true, auth: {user_id: u, password: pw, user_domain_id: d, project_name: n}}",
			"password from `user_id`, `password` and `user_domain_id`", auth.Settings{
				ProjectName: "n",
				Credential:  auth.Credential{User: auth.User{ID: "u", Password: "pw", DomainID: "d"}},
			}},
	} {
		file := entryFile(t, test.entry)
		got := mustResolve(t, nil, variables{"OS_CLOUD": "otc", "OS_CLIENT_CONFIG_FILE": file})
		if got.Credential.AccessKey != test.want.Credential.AccessKey || got.Credential.User != test.want.Credential.User ||
			got.ProjectID != test.want.ProjectID || got.ProjectName != test.want.ProjectName || got.Insecure != test.want.Insecure {
			t.Errorf("%s: got %s, project %q %q, insecure %t", test.entry, got.Credential, got.ProjectID, got.ProjectName, got.Insecure)
		}
		if want := test.from + " of the cloud \"otc\" in " + file; got.Credential.String() != want {
			t.Errorf("got %q, want %q", got.Credential, want)
		}
	}
}

func TestIgnoredKeysOfAnEntryAreNamed(t *testing.T) {
	t.Parallel()
	file := entryFile(t, `{region_name: eu-nl, verify: false, auth: {auth_url: "https://iam.example.com", project_id: p, project_name: n}}`)
	got := mustResolve(t, block.with(variables{"token": "t", "os_cloud": "otc"}), variables{"OS_CLIENT_CONFIG_FILE": file})
	var want []string
	for _, key := range []string{"region_name", "auth_url", "verify", "project_id", "project_name"} {
		want = append(want, "`"+key+"` of the cloud \"otc\" in "+file)
	}
	if !slices.Equal(got.Ignored, want) {
		t.Errorf("got %q, want %q", got.Ignored, want)
	}
}

func TestAuthoritiesAreReadFromTextAndFile(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	for _, text := range []string{certificate, writeFile(t, "ca.pem", certificate)} { // the PEM ends with a line break
		got := mustResolve(t, complete.with(variables{"cacert_file": text}), nil)
		if _, err := server.Certificate().Verify(x509.VerifyOptions{Roots: got.RootCAs}); err != nil {
			t.Errorf("%.20s: %v", text, err)
		}
	}
	if got := mustResolve(t, complete, nil); got.RootCAs != nil {
		t.Error("there are authorities besides the system's")
	}
}

// The documents promise this order: the argument, the entry in use, the variable. Files that are not used need not exist.
func TestPrecedenceOfAuthorities(t *testing.T) {
	t.Parallel()
	entry := entryFile(t, "{region_name: eu-nl, cacert: /entry.pem, auth: {token: t}}")
	for name, test := range map[string]struct {
		arguments, environment variables
		want                   string
	}{
		"argument":                           {variables{"os_cloud": "otc", "cacert_file": "/argument.pem"}, nil, "/argument.pem"},
		"entry in use":                       {variables{"os_cloud": "otc"}, nil, "/entry.pem"},
		"entry of OS_CLOUD in use":           {nil, variables{"OS_CLOUD": "otc"}, "/entry.pem"},
		"no entry":                           {complete, nil, "/variable.pem"},
		"entry of OS_CLOUD that is not used": {complete, variables{"OS_CLOUD": "otc"}, "/variable.pem"},
	} {
		environment := variables{"OS_CLIENT_CONFIG_FILE": entry, "OS_CACERT": "/variable.pem"}.with(test.environment)
		_, problems := auth.Resolve(argumentsOf(test.arguments), environment.get)
		if len(problems) != 1 || !strings.Contains(problems[0].Detail, "open "+test.want+":") {
			t.Errorf("%s: got %v, want that %s is opened", name, problems, test.want)
		}
	}
}
