// Package endpoints knows where the services of the clouds are, and which addresses a credential may be sent to.
package endpoints

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// ErrPlainHTTP is the error of [RequireTLS].
var ErrPlainHTTP = errors.New("plain http would send the credential in the clear")

// Parse reads the base URL of a service: absolute, http or https, with a host and maybe a path. User info, a query or a fragment
// are refused; slashes at the end are dropped. Its errors do not hold the text.
func Parse(text string) (*url.URL, error) {
	endpoint, err := url.Parse(text)
	if err != nil {
		// url.Error quotes the whole text, which may hold a password.
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

// ParseIAM is [Parse] for the Keystone v3 API. The version is added where the path does not end with it.
func ParseIAM(text string) (*url.URL, error) {
	endpoint, err := Parse(text)
	if err != nil || strings.HasSuffix(endpoint.Path, "/v3") {
		return endpoint, err
	}
	return endpoint.JoinPath("v3"), nil
}

// RequireTLS returns [ErrPlainHTTP] where the endpoint is plain http and its host is not a loopback address.
func RequireTLS(endpoint *url.URL) error {
	if endpoint.Scheme == "https" || IsLoopback(endpoint) {
		return nil
	}
	return fmt.Errorf("%w to %s", ErrPlainHTTP, endpoint.Hostname())
}

// IsLoopback reports whether what is sent to the endpoint stays on this machine.
func IsLoopback(endpoint *url.URL) bool {
	host := endpoint.Hostname()
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// The domains that end the names of the clouds' hosts.
const (
	huaweiCloud            = "myhuaweicloud.com"
	huaweiCloudEurope      = "myhuaweicloud.eu"
	openTelekomCloud       = "otc.t-systems.com"
	openTelekomCloudSwiss  = "sc.otc.t-systems.com"
	huaweiCloudEuropeStart = "eu-west-1"
)

// Cloud is the domain of the cloud that has the region: Open Telekom Cloud has eu-de and eu-nl, Huawei Cloud Europe eu-west-1*, and
// Huawei Cloud every other.
func Cloud(region string) string {
	switch {
	case region == "eu-de" || region == "eu-nl":
		return openTelekomCloud
	case strings.HasPrefix(region, huaweiCloudEuropeStart):
		return huaweiCloudEurope
	}
	return huaweiCloud
}

// ModelArts is the public endpoint in a region of the cloud with that domain. That of Huawei Cloud Europe is inferred from the
// other services' there.
func ModelArts(region, cloud string) *url.URL {
	return &url.URL{Scheme: "https", Host: "modelarts." + region + "." + cloud}
}

// IAM is the endpoint of the Keystone v3 API in a region of the cloud with that domain.
func IAM(region, cloud string) *url.URL {
	service := "iam"
	if cloud == openTelekomCloudSwiss {
		service = "iam-pub"
	}
	return &url.URL{Scheme: "https", Host: service + "." + region + "." + cloud, Path: "/v3"}
}
