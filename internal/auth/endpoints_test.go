package auth_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://modelarts.eu-de.otc.t-systems.com":   "https://modelarts.eu-de.otc.t-systems.com",
		"https://modelarts.eu-de.otc.t-systems.com//": "https://modelarts.eu-de.otc.t-systems.com",
		"HTTPS://gateway.example.com:8443/ma%2Fx/":    "https://gateway.example.com:8443/ma%2Fx",
		"http://127.0.0.1:8080":                       "http://127.0.0.1:8080",
	} {
		if got, err := auth.ParseEndpoint(text); err != nil || got.String() != want {
			t.Errorf("%q: got %v, %v, want %s", text, got, err, want)
		}
	}
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
		if _, err := auth.ParseEndpoint(text); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v, want an error with %q and no password", text, err, want)
		}
	}
}

func TestRequireTLS(t *testing.T) {
	t.Parallel()
	for text, rejected := range map[string]bool{
		"https://example.com":     false,
		"http://localhost:1":      false,
		"http://127.0.0.1":        false,
		"http://127.1.2.3:80":     false,
		"http://[::1]:8080":       false,
		"http://example.com":      true,
		"http://192.0.2.1":        true,
		"http://localhost.evil":   true,
		"http://127.0.0.1.evil":   true,
		"http://[2001:db8::1]:80": true,
	} {
		endpoint, err := auth.ParseEndpoint(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := auth.RequireTLS(endpoint); errors.Is(err, auth.ErrPlainHTTP) != rejected {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestParseIAMAddsTheVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://iam.eu-de.otc.t-systems.com/v3":  "https://iam.eu-de.otc.t-systems.com/v3",
		"https://iam.eu-de.otc.t-systems.com/v3/": "https://iam.eu-de.otc.t-systems.com/v3",
		"https://iam.eu-de.otc.t-systems.com:443": "https://iam.eu-de.otc.t-systems.com:443/v3",
		"https://proxy.example.com/iam/":          "https://proxy.example.com/iam/v3",
	} {
		if got, err := auth.ParseIAMEndpoint(text); err != nil || got.String() != want {
			t.Errorf("%q: got %v, %v, want %s", text, got, err, want)
		}
	}
	if _, err := auth.ParseIAMEndpoint("iam.eu-de.otc.t-systems.com"); err == nil {
		t.Error("accepted an address without a scheme")
	}
}

func TestHostsOfEachRegion(t *testing.T) {
	t.Parallel()
	for region, want := range map[string][2]string{
		"eu-de":          {"https://modelarts.eu-de.otc.t-systems.com", "https://iam.eu-de.otc.t-systems.com/v3"},
		"eu-nl":          {"https://modelarts.eu-nl.otc.t-systems.com", "https://iam.eu-nl.otc.t-systems.com/v3"},
		"eu-west-101":    {"https://modelarts.eu-west-101.myhuaweicloud.eu", "https://iam.eu-west-101.myhuaweicloud.eu/v3"},
		"ap-southeast-1": {"https://modelarts.ap-southeast-1.myhuaweicloud.com", "https://iam.ap-southeast-1.myhuaweicloud.com/v3"},
	} {
		cloud := auth.CloudOf(region)
		if got := auth.ModelArtsEndpoint(region, cloud).String(); got != want[0] {
			t.Errorf("%s: ModelArts is at %s, want %s", region, got, want[0])
		}
		if got := auth.IAMEndpoint(region, cloud).String(); got != want[1] {
			t.Errorf("%s: IAM is at %s, want %s", region, got, want[1])
		}
	}
	if got, want := auth.IAMEndpoint("eu-ch2", "sc.otc.t-systems.com").String(), "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3"; got != want {
		t.Errorf("IAM of the Swiss cloud is at %s, want %s", got, want)
	}
}
