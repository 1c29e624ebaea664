package auth

import (
	"strings"
	"testing"
)

func TestAddressesAreNormalized(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, modelArts, iam string }{
		{"https://a.example.com", "https://a.example.com", "https://a.example.com/v3"},
		{"https://a.example.com//", "https://a.example.com", "https://a.example.com/v3"},
		{"https://a.example.com/v3/", "https://a.example.com/v3", "https://a.example.com/v3"},
		{"HTTPS://a.example.com:8443/ma%2Fx/", "https://a.example.com:8443/ma%2Fx", "https://a.example.com:8443/ma%2Fx/v3"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080/v3"},
	} {
		if got, err := parseEndpoint(test.text); err != nil || got.String() != test.modelArts {
			t.Errorf("endpoint %q: got %v, %v, want %s", test.text, got, err, test.modelArts)
		}
		if got, err := parseAuthURL(test.text); err != nil || got.String() != test.iam {
			t.Errorf("auth_url %q: got %v, %v, want %s", test.text, got, err, test.iam)
		}
	}
}

func TestInvalidAddressesAreRejectedWithoutTheirPassword(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                "https://",
		"modelarts.eu-de.otc.example.com": "https://",
		"ftp://example.com":               "https://",
		"https://":                        "no host",
		"https://:443":                    "no host",
		"https://me:hunter2@example.com":  "user name or password",
		"https://me:hunter2@exa mple.com": "cannot be parsed",
		"https://example.com?a=b":         "query",
		"https://example.com?":            "query",
		"https://example.com#top":         "fragment",
	} {
		for _, setting := range []string{"endpoint", "auth_url"} {
			if err := Check(setting, text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s %q: got %v, want an error with %q and no password", setting, text, err, want)
			}
		}
	}
}

func TestPlainHTTPIsCleartextExceptOnLoopback(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://example.com":     false,
		"http://localhost:1":      false,
		"http://127.1.2.3:80":     false,
		"http://[::1]:8080":       false,
		"http://example.com":      true,
		"http://192.0.2.1":        true,
		"http://localhost.evil":   true,
		"http://127.0.0.1.evil":   true,
		"http://[2001:db8::1]:80": true,
	} {
		address, err := parseEndpoint(text)
		if err != nil {
			t.Fatal(err)
		}
		if isCleartext(address) != want {
			t.Errorf("%s: got %t", text, !want)
		}
	}
}

func TestHostsOfEachRegion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ region, cloud, modelArts, iam string }{
		{"eu-de", "otc.t-systems.com", "https://modelarts.eu-de.otc.t-systems.com", "https://iam.eu-de.otc.t-systems.com/v3"},
		{"eu-nl", "otc.t-systems.com", "https://modelarts.eu-nl.otc.t-systems.com", "https://iam.eu-nl.otc.t-systems.com/v3"},
		{"eu-west-101", "myhuaweicloud.eu", "https://modelarts.eu-west-101.myhuaweicloud.eu", "https://iam.eu-west-101.myhuaweicloud.eu/v3"},
		{"ap-southeast-1", "myhuaweicloud.com", "https://modelarts.ap-southeast-1.myhuaweicloud.com", "https://iam.ap-southeast-1.myhuaweicloud.com/v3"},
	} {
		cloud := cloudOf(test.region)
		modelArts, iam := modelArtsEndpoint(test.region, cloud).String(), iamEndpoint(test.region, cloud).String()
		if cloud != test.cloud || modelArts != test.modelArts || iam != test.iam {
			t.Errorf("%s: got the cloud %s, ModelArts at %s and IAM at %s", test.region, cloud, modelArts, iam)
		}
	}
}
