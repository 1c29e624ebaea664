package auth

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

func parseEndpoint(text string) (*url.URL, error) {
	return parseURL(text, "https://modelarts.eu-de.otc.t-systems.com")
}

// parseAuthURL parses the address of IAM. It adds the version of the Keystone v3 API if the path does not end with it.
func parseAuthURL(text string) (*url.URL, error) {
	address, err := parseURL(text, "https://iam.eu-de.otc.t-systems.com/v3")
	if err != nil || strings.HasSuffix(address.Path, "/v3") {
		return address, err
	}
	return address.JoinPath("v3"), nil
}

// parseURL adds the text and a valid example to the errors. The text is left out if a password may be in it.
func parseURL(text, example string) (*url.URL, error) {
	address, err := parseBaseURL(text)
	switch {
	case err == nil:
		return address, nil
	case strings.Contains(text, "@"):
		return nil, fmt.Errorf("%w; a valid address is %q", err, example)
	}
	return nil, fmt.Errorf("%w, got %q; a valid address is %q", err, text, example)
}

// parseBaseURL parses the base URL of a service: an absolute http or https URL with a host and an optional path. It rejects user info, a
// query and a fragment, and removes trailing slashes. Its errors do not contain the text.
func parseBaseURL(text string) (*url.URL, error) {
	endpoint, err := url.Parse(text)
	if err != nil {
		// url.Error quotes the text, which may contain a password.
		return nil, errors.New("it cannot be parsed as a URL")
	}
	switch {
	case endpoint.Scheme != "https" && endpoint.Scheme != "http":
		return nil, errors.New("it must begin with https:// (or http:// for a loopback address)")
	case endpoint.Hostname() == "":
		return nil, errors.New("it names no host")
	case endpoint.User != nil:
		return nil, errors.New("it must not hold a user name or password")
	case endpoint.RawQuery != "" || endpoint.ForceQuery || endpoint.Fragment != "":
		return nil, errors.New("it must end with the host or a path, without a query or fragment")
	}
	endpoint.Path = strings.TrimRight(endpoint.Path, "/")
	endpoint.RawPath = strings.TrimRight(endpoint.RawPath, "/")
	return endpoint, nil
}

// isCleartext reports whether requests to the endpoint leave this machine unencrypted.
func isCleartext(endpoint *url.URL) bool { return endpoint.Scheme != "https" && !IsLoopback(endpoint) }

// IsLoopback reports whether requests to the endpoint stay on this machine.
func IsLoopback(endpoint *url.URL) bool {
	host := endpoint.Hostname()
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// The domains of the clouds' hosts.
const (
	huaweiCloud            = "myhuaweicloud.com"
	huaweiCloudEurope      = "myhuaweicloud.eu"
	openTelekomCloud       = "otc.t-systems.com"
	openTelekomCloudSwiss  = "sc.otc.t-systems.com"
	huaweiCloudEuropeStart = "eu-west-1"
)

// cloudOf returns the domain of the cloud that has the region. Open Telekom Cloud has eu-de and eu-nl, Huawei Cloud Europe has eu-west-1*,
// and Huawei Cloud has all others.
func cloudOf(region string) string {
	switch {
	case region == "eu-de" || region == "eu-nl":
		return openTelekomCloud
	case strings.HasPrefix(region, huaweiCloudEuropeStart):
		return huaweiCloudEurope
	}
	return huaweiCloud
}

// modelArtsEndpoint returns the public endpoint in a region of a cloud. The endpoint of Huawei Cloud Europe is not documented; it is
// derived from those of the cloud's other services.
func modelArtsEndpoint(region, cloud string) *url.URL {
	return &url.URL{Scheme: "https", Host: "modelarts." + region + "." + cloud}
}

// iamEndpoint returns the endpoint of the Keystone v3 API in a region of a cloud.
func iamEndpoint(region, cloud string) *url.URL {
	service := "iam"
	if cloud == openTelekomCloudSwiss {
		service = "iam-pub"
	}
	return &url.URL{Scheme: "https", Host: service + "." + region + "." + cloud, Path: "/v3"}
}
