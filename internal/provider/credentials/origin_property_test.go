package credentials_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// originVariables are the variables of the settings that a credential and its way consist of.
var originVariables = map[string]map[string]string{
	"hw": {
		"token": "HW_AUTH_TOKEN", "access_key": "HW_ACCESS_KEY", "secret_key": "HW_SECRET_KEY", "security_token": "HW_SECURITY_TOKEN",
		"user_name": "HW_USER_NAME", "password": "HW_USER_PASSWORD", "domain_name": "HW_DOMAIN_NAME",
		"region": "HW_REGION_NAME", "cloud": "HW_CLOUD", "auth_url": "HW_AUTH_URL", "insecure": "HW_INSECURE",
		"project_id": "HW_PROJECT_ID", "project_name": "HW_PROJECT_NAME",
	},
	"os": {
		"token": "OS_TOKEN", "access_key": "OS_ACCESS_KEY", "secret_key": "OS_SECRET_KEY", "security_token": "OS_SECURITY_TOKEN",
		"user_name": "OS_USERNAME", "password": "OS_PASSWORD", "domain_name": "OS_USER_DOMAIN_NAME",
		"region": "OS_REGION_NAME", "auth_url": "OS_AUTH_URL", "insecure": "OS_INSECURE",
		"project_id": "OS_PROJECT_ID", "project_name": "OS_PROJECT_NAME",
	},
	"shared": {"endpoint": "MODELARTS_ENDPOINT"},
}

// drawOrigin draws settings of one origin, whose name is in each value. Complete credentials must be frequent, or little would be sent.
func drawOrigin(t *rapid.T, origin string) map[string]string {
	values := map[string]string{}
	hasCredential := rapid.Bool().Draw(t, origin+" has a credential")
	if origin == "block" { // it would hide all others
		hasCredential = rapid.IntRange(1, 4).Draw(t, "arguments are a credential") == 1
	}
	credentials := [][]string{nil}
	if hasCredential {
		credentials = append(credentials[:0], [][]string{
			{"token"}, {"access_key", "secret_key"}, {"access_key", "secret_key", "security_token"}, {"access_key"}, {"secret_key"},
			{"user_name", "password", "domain_name"}, {"user_name", "password"}, {"password"}, {"user_name"},
			{"token", "access_key", "secret_key", "user_name", "password", "domain_name"},
		}...)
	}
	for _, name := range rapid.SampledFrom(credentials).Draw(t, origin+" credential") {
		values[name] = origin + "cred-" + name
	}
	scheme := rapid.SampledFrom([]string{"https://", "https://", "http://"})
	for _, setting := range []struct {
		name, value string
		share       int
	}{
		{"region", origin + "host-1", 2},
		{"cloud", origin + "host.test", 3},
		{"project_id", origin + "host", 3},
		{"project_name", origin + "host", 3},
		{"endpoint", scheme.Draw(t, origin+" scheme") + "endpoint." + origin + "host.test", 3},
		{"auth_url", scheme.Draw(t, origin+" scheme") + "iam." + origin + "host.test", 3},
		{"insecure", "true", 3},
	} {
		if rapid.IntRange(1, setting.share).Draw(t, origin+" "+setting.name) == 1 {
			values[setting.name] = setting.value
		}
	}
	return values
}

var wherePattern = regexp.MustCompile(`(block|entry|hw|os|shared)host`)

// drawn is what a user may have set everywhere.
type drawn struct {
	block, entry, hw, os, shared map[string]string
	// trusted is whether the certificate of the recorder is.
	trusted bool
}

// violation says which promise a request breaks, empty if it breaks none.
func (d drawn) violation(request sentRequest) string {
	credential := slices.DeleteFunc(slices.Clone(request.credentials), func(origin string) bool { return origin == "block" })
	origin := "block"
	switch len(credential) {
	case 0:
	case 1:
		origin = credential[0]
	default:
		return "it combines credentials"
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return d.block[name] != "" })
	}
	family := origin == "hw" || origin == "os"
	for _, place := range originsIn(wherePattern, request.where) {
		switch {
		case place == "block":
		case place == "shared" && (!family || has("region", "cloud", "endpoint")):
			return "MODELARTS_ENDPOINT does not belong to it"
		case place == "shared":
		case place != origin:
			return "another origin leads it"
		}
	}
	if host := originsIn(wherePattern, request.host); family && has("region") && !slices.Equal(host, []string{"block"}) {
		return "a variable leads it although the block has a region"
	}
	if request.plain && d.block["insecure"] != "true" {
		return "no argument allows plain http"
	}
	own := map[string]map[string]string{"block": d.block, "entry": d.entry, "hw": d.hw, "os": d.os}[origin]
	if !request.plain && !d.trusted && d.block["insecure"] != "true" && own["insecure"] != "true" {
		return "another origin skips the verification of certificates"
	}
	return ""
}

func TestNoHostReceivesACredentialOfAnotherOrigin(t *testing.T) {
	record := newRecorder(t)
	caCert := record.caCertFile(t)
	clouds := filepath.Join(t.TempDir(), "clouds.yaml")
	requests := 0
	rapid.Check(t, func(rt *rapid.T) {
		d := drawn{
			block: drawOrigin(rt, "block"), entry: drawOrigin(rt, "entry"), hw: drawOrigin(rt, "hw"), os: drawOrigin(rt, "os"),
			shared: drawOrigin(rt, "shared"), trusted: rapid.IntRange(0, 3).Draw(rt, "trusted") > 0,
		}
		if err := os.WriteFile(clouds, []byte(cloudsYAML(d.entry)), 0o600); err != nil {
			rt.Fatal(err)
		}
		block := maps.Clone(d.block)
		t.Setenv("OS_CLIENT_CONFIG_FILE", clouds)
		t.Setenv("OS_CLOUD", "")
		switch rapid.SampledFrom([]string{"", "argument", "variable"}).Draw(rt, "clouds.yaml") {
		case "argument":
			block["os_cloud"] = "test"
		case "variable":
			t.Setenv("OS_CLOUD", "test")
		}
		for origin, values := range map[string]map[string]string{"hw": d.hw, "os": d.os, "shared": d.shared} {
			for name, variable := range originVariables[origin] {
				t.Setenv(variable, values[name])
			}
		}
		if d.trusted {
			block["cacert_file"] = caCert
		}
		readOnce(t, record, block)
		_, sent := record.take()
		for _, request := range sent {
			requests += len(request.credentials)
			if broken := d.violation(request); broken != "" {
				rt.Fatalf("%s got the credential of %v: %s\n%s\n%+v", request.host, request.credentials, broken, request.where, d)
			}
		}
	})
	if requests == 0 {
		t.Error("no request had a credential")
	}
}

// readOnce reads with a provider whose connections all lead to the recorder, and returns what the errors say.
func readOnce(t *testing.T, record *recorder, block map[string]string) string {
	t.Helper()
	config := acctest.Object{"max_retries": acctest.Number(0)}
	for name, value := range block {
		config[name] = acctest.Text(value)
	}
	if value, set := block["insecure"]; set {
		config["insecure"] = acctest.Boolean(value == "true")
	}
	p := acctest.Of(t, provider.NewDialing(t.Context(), "test", record.dial)())
	diagnostics := p.Configure(t, config)
	if len(diagnostics) == 0 {
		_, diagnostics = p.Read(t.Context(), t, acctest.SampleJob(nil))
	}
	var said strings.Builder
	for _, diagnostic := range diagnostics {
		said.WriteString(diagnostic.Summary + ": " + acctest.Fold(diagnostic.Detail) + "\n")
	}
	return said.String()
}
