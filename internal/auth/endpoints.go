package auth

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// ErrPlainHTTP is the error of [RequireTLS].
var ErrPlainHTTP = errors.New("plain http would send the credential in the clear")

// ParseEndpoint parses the base URL of a service: an absolute http or https URL with a host and an optional path. It rejects user info, a query and
// a fragment, and removes trailing slashes. Its errors do not contain the text.
func ParseEndpoint(text string) (*url.URL, error) {
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

// ParseIAMEndpoint is [ParseEndpoint] for the Keystone v3 API. It adds the version if the path does not end with it.
func ParseIAMEndpoint(text string) (*url.URL, error) {
	endpoint, err := ParseEndpoint(text)
	if err != nil || strings.HasSuffix(endpoint.Path, "/v3") {
		return endpoint, err
	}
	return endpoint.JoinPath("v3"), nil
}

// RequireTLS returns [ErrPlainHTTP] if the endpoint is plain http and its host is not a loopback address.
func RequireTLS(endpoint *url.URL) error {
	if endpoint.Scheme == "https" || IsLoopback(endpoint) {
		return nil
	}
	return fmt.Errorf("%w to %s", ErrPlainHTTP, endpoint.Hostname())
}

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

// CloudOf returns the domain of the cloud that has the region. Open Telekom Cloud has eu-de and eu-nl, Huawei Cloud Europe has eu-west-1*, and
// Huawei Cloud has all others.
func CloudOf(region string) string {
	switch {
	case region == "eu-de" || region == "eu-nl":
		return openTelekomCloud
	case strings.HasPrefix(region, huaweiCloudEuropeStart):
		return huaweiCloudEurope
	}
	return huaweiCloud
}

// ModelArtsEndpoint returns the public endpoint in a region of a cloud. The endpoint of Huawei Cloud Europe is not documented; it is derived from
// those of the cloud's other services.
func ModelArtsEndpoint(region, cloud string) *url.URL {
	return &url.URL{Scheme: "https", Host: "modelarts." + region + "." + cloud}
}

// IAMEndpoint returns the endpoint of the Keystone v3 API in a region of a cloud.
func IAMEndpoint(region, cloud string) *url.URL {
	service := "iam"
	if cloud == openTelekomCloudSwiss {
		service = "iam-pub"
	}
	return &url.URL{Scheme: "https", Host: service + "." + region + "." + cloud, Path: "/v3"}
}
