package auth

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// write creates a folder with the files and returns the path of its clouds.yaml.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "clouds.yaml")
}

var readCloudCases = []struct {
	name  string
	files map[string]string
	want  cloudEntry
}{
	{"token", map[string]string{"clouds.yaml": `
clouds:
  otc:
    region_name: eu-de
    cacert: ""
    auth:
      auth_url: https://iam.eu-de.otc.t-systems.com/v3
      token: the-token
      project_id: p1
`}, cloudEntry{
		authURL: "https://iam.eu-de.otc.t-systems.com/v3", region: "eu-de", token: "the-token", user: User{ProjectID: "p1"},
	}},
	{"password, kept in secure.yaml", map[string]string{"clouds.yaml": `
clouds:
  otc:
    verify: false
    auth: {username: me, user_domain_name: OTC00000000001000000000, project_name: eu-de}
`, "secure.yaml": `
clouds:
  otc:
    auth: {password: the-password}
`}, cloudEntry{
		verify: new(false), user: User{Name: "me", Password: "the-password", DomainName: "OTC00000000001000000000", ProjectName: "eu-de"},
	}},
	{"access key, its secret kept in secure.yaml", map[string]string{"clouds.yaml": `
clouds:
  otc:
    auth: {ak: the-ak, sk: not-this, project_id: p1}
`, "secure.yaml": `
clouds:
  otc:
    auth: {sk: the-sk, security_token: the-security-token}
`}, cloudEntry{
		accessKey: AccessKey{Access: "the-ak", Secret: "the-sk", SecurityToken: "the-security-token"}, user: User{ProjectID: "p1"},
	}},
	{"texts without quotes that YAML takes for other values", map[string]string{
		"clouds.yaml": "clouds: {otc: {auth: {username: yes, password: 0123456, ak: 1e5, sk: 1_000, project_id: 0x1F}}}",
	}, cloudEntry{
		user:      User{Name: "yes", Password: "0123456", ProjectID: "0x1F"},
		accessKey: AccessKey{Access: "1e5", Secret: "1_000"},
	}},
	{"verified, whatever else says", map[string]string{
		"clouds.yaml": "clouds: {otc: {verify: true, cacert: ~/ca.pem, profile: otc, auth: {token: t}}}", "secure.yaml": "# nothing",
	}, cloudEntry{token: "t", verify: new(true), caCertFile: "~/ca.pem"}},
	{"entry in secure.yaml alone has the section auth", map[string]string{
		"clouds.yaml": "clouds: {otc: {region_name: eu-nl}}", "secure.yaml": "clouds: {otc: {auth: {token: t}}}",
	}, cloudEntry{region: "eu-nl", token: "t"}},
}

func TestReadCloud(t *testing.T) {
	t.Setenv("OS_REGION_NAME", "elsewhere") // the environment must not change the result
	t.Setenv("OS_CACERT", "/does/not/exist")
	for _, test := range readCloudCases {
		t.Run(test.name, func(t *testing.T) {
			test.want.file, test.want.misspelled = write(t, test.files), map[string]string{}
			got, err := readCloud("otc", []string{filepath.Join(t.TempDir(), "missing.yaml"), test.want.file})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %s, %s, %+v; want %s, %s, %+v", got.token, got.accessKey.Secret, got, test.want.token, test.want.accessKey.Secret, test.want)
			}
		})
	}
}

func TestInvalidCloudsYAMLErrorQuotesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"no YAML":         {"clouds: {otc: {auth: {password: hunter2", "not YAML"},
		"another type":    {"clouds: [hunter2]", "not YAML"},
		"tabs":            {"clouds:\n\totc: hunter2", "not YAML"},
		"auth is a text":  {"clouds: {otc: {auth: hunter2}}", "not YAML"},
		"empty":           {"", `no cloud named "otc"`},
		"no such entry":   {"clouds: {b: {auth: {password: hunter2}}, a: {}}", `no cloud named "otc", only: a, b`},
		"entry is empty":  {"clouds: {otc: }", "no section named auth"},
		"no section auth": {"clouds: {otc: {region_name: eu-de}}", "no section named auth"},
		"wrong type":      {"clouds: {otc: {auth: {allow_reauth: hunter2}}}", "not YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := write(t, map[string]string{"clouds.yaml": test.content})
			_, err := readCloud("otc", []string{file})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, want an error with %q, the file's path and no secret", err, test.want)
			}
		})
	}
}

// Another file must not be used instead.
func TestUnreadableCloudsYAMLIsAnError(t *testing.T) {
	t.Parallel()
	good := write(t, map[string]string{"clouds.yaml": "clouds: {otc: {auth: {token: t}}}"})
	for name, test := range map[string]struct {
		files map[string]string
		// folder is created in place of a file.
		folder, want string
	}{
		"clouds.yaml is a folder":    {nil, "clouds.yaml", "is a directory"},
		"secure.yaml is a folder":    {map[string]string{"clouds.yaml": "clouds: {otc: {auth: {token: t}}}"}, "secure.yaml", "is a directory"},
		"secure.yaml cannot be read": {map[string]string{"clouds.yaml": "clouds: {otc: {auth: {token: t}}}", "secure.yaml": "clouds: [hunter2"}, "other", "not YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := write(t, test.files)
			if err := os.Mkdir(filepath.Join(filepath.Dir(file), test.folder), 0o700); err != nil {
				t.Fatal(err)
			}
			if _, err := readCloud("otc", []string{file, good}); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestMissingCloudsYAMLNamesSearchedFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := []string{filepath.Join(folder, "a"), filepath.Join(folder, "b")}
	_, err := readCloud("otc", files)
	if err == nil || !strings.Contains(err.Error(), strings.Join(files, ", ")) {
		t.Errorf("got %v", err)
	}
}

func TestCloudsFiles(t *testing.T) {
	t.Parallel()
	known := func() (string, error) { return "/h", nil }
	unknown := func() (string, error) { return "", errors.New("the home directory is not known") }
	for name, test := range map[string]struct {
		environment map[string]string
		home        func() (string, error)
		want        []string
	}{
		"home":                          {nil, known, []string{"clouds.yaml", "/h/.config/openstack/clouds.yaml", "/etc/openstack/clouds.yaml"}},
		"unknown home":                  {nil, unknown, []string{"clouds.yaml", "/etc/openstack/clouds.yaml"}},
		"XDG_CONFIG_HOME":               {map[string]string{"XDG_CONFIG_HOME": "/x"}, known, []string{"clouds.yaml", "/x/openstack/clouds.yaml", "/etc/openstack/clouds.yaml"}},
		"XDG_CONFIG_HOME, unknown home": {map[string]string{"XDG_CONFIG_HOME": "/x"}, unknown, []string{"clouds.yaml", "/x/openstack/clouds.yaml", "/etc/openstack/clouds.yaml"}},
		"OS_CLIENT_CONFIG_FILE":         {map[string]string{"OS_CLIENT_CONFIG_FILE": "/f.yaml"}, known, []string{"/f.yaml"}},
	} {
		if got := cloudsFiles(func(name string) string { return test.environment[name] }, test.home); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
