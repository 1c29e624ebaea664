package auth

import (
	"strings"
	"testing"
)

// For any clouds.yaml, the result is an entry or an error that quotes no secret.
func FuzzCloudsYAML(f *testing.F) {
	const secret = "fuzzed-password-5f1c"
	for _, content := range []string{
		"", "null", "[]", "clouds:", "clouds: {otc: }", "clouds: {otc: {auth: }}", "clouds: {otc: {auth: {password: SECRET}}}",
		"clouds:\n  otc:\n    auth:\n      auth_url: https://127.0.0.1/v3\n      username: u\n      password: SECRET\n      domain_name: d\n",
		"clouds: {otc: {auth: {ak: k, sk: SECRET, security_token: SECRET}, region_name: eu-de, verify: false, cacert: a.pem}}",
		"clouds: {otc: {auth: {password: [SECRET]}}}", "clouds: {otc: {auth: {password: SECRET}, verify: SECRET}}", "clouds: {otc: SECRET}",
		"clouds: &a {otc: *a}", "a: &a [x,x]\nb: &b [*a,*a]\nclouds: {otc: *b}", "\tclouds: SECRET", "clouds: {otc: {auth: {token: SECRET",
		"clouds: {otc: {profile: p}}", "clouds: {otc: {auth_type: v3applicationcredential}}", "\xff", "---\n---\n",
	} {
		f.Add(content, "")
		f.Add("clouds: {otc: {auth: {username: u}}}", content)
	}
	f.Fuzz(func(t *testing.T, content, secure string) {
		content, secure = strings.ReplaceAll(content, "SECRET", secret), strings.ReplaceAll(secure, "SECRET", secret)
		_, err := parseCloudEntry("otc", []byte(content), []byte(secure))
		if err != nil && strings.Contains(err.Error(), secret) && !strings.Contains(err.Error(), "has no cloud named") { // names are not secret
			t.Errorf("the error quotes the secret: %v", err)
		}
	})
}
