package modelarts_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

func TestParseEndpoint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://modelarts.eu-de.otc.t-systems.com":   "https://modelarts.eu-de.otc.t-systems.com",
		"https://modelarts.eu-de.otc.t-systems.com//": "https://modelarts.eu-de.otc.t-systems.com",
		"HTTPS://gateway.example.com:8443/ma%2Fx/":    "https://gateway.example.com:8443/ma%2Fx",
		"http://127.0.0.1:8080":                       "http://127.0.0.1:8080",
	} {
		if got, err := modelarts.ParseEndpoint(text); err != nil || got.String() != want {
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
		if _, err := modelarts.ParseEndpoint(text); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v, want an error with %q and no password", text, err, want)
		}
	}
}

func TestRequireTLS(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]bool{
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
		endpoint, err := modelarts.ParseEndpoint(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := modelarts.RequireTLS(endpoint); errors.Is(err, modelarts.ErrPlainHTTP) != refused {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestRegionEndpoint(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"eu-de":          "https://modelarts.eu-de.otc.t-systems.com",
		"eu-nl":          "https://modelarts.eu-nl.otc.t-systems.com",
		"eu-west-101":    "https://modelarts.eu-west-101.myhuaweicloud.eu",
		"ap-southeast-1": "https://modelarts.ap-southeast-1.myhuaweicloud.com",
	} {
		if got := modelarts.RegionEndpoint(region).String(); got != want {
			t.Errorf("%s: got %s, want %s", region, got, want)
		}
	}
}
