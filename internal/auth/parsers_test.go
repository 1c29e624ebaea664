package auth_test

import (
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

func TestCheckRejects(t *testing.T) {
	t.Parallel()
	const lineBreak = "it ends with a line break; remove it with trimspace()"
	for _, test := range []struct{ setting, text, want string }{
		{"endpoint", "example.com", `a valid address is "https://modelarts.eu-de.otc.t-systems.com"`},
		{"auth_url", "example.com", `a valid address is "https://iam.eu-de.otc.t-systems.com/v3"`},
		{"region", "EU-DE", `the name of a region, such as "eu-de"`},
		{"cloud", "localhost", `the domain of a cloud, such as "otc.t-systems.com"`},
		{"project_id", "a/b", "1 to 64 letters, digits and hyphens"},
		{"request_timeout", "30", "a duration above zero"},
		{"request_timeout", "0s", "a duration above zero"},
		{"request_timeout", "-5m", "a duration above zero"},
		{"token", "hunter2 x", "white space or a control character"},
		{"access_key", "hunter2\tx", "white space or a control character"},
		{"secret_key", "hunter2\u00a0x", "white space or a control character"},
		{"security_token", "hunter2\x7f", "white space or a control character"},
		{"password", "hunter2\x00", "a line break or another control character"},
		{"password", "hunter2\u2028x", "a line break or another control character"},
		{"user_name", "hunter2\u2029x", "a line break or another control character"},
		{"token", "hunter2\n", lineBreak},
		{"password", "hunter2\r\n", lineBreak},
		{"region", "eu-de\n", lineBreak},
		{"token", "", "it is empty"},
		{"password", "", "it is empty"},
		{"cacert_file", "", "it is empty"},
	} {
		err := auth.Check(test.setting, test.text)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s = %q: got %v, want %q", test.setting, test.text, err, test.want)
		}
	}
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ setting, text string }{
		{"endpoint", "https://modelarts.example.com"},
		{"auth_url", "https://iam.example.com/v3"},
		{"region", "ap-southeast-1"},
		{"cloud", "sc.otc.t-systems.com"},
		{"project_id", "0123456789abcdef"},
		{"request_timeout", "1m30s"},
		{"token", "MIIabc+/=-"},
		{"password", " correct horse "},
		{"cacert_file", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"},
	} {
		if err := auth.Check(test.setting, test.text); err != nil {
			t.Errorf("%s = %q: got %v", test.setting, test.text, err)
		}
	}
}
