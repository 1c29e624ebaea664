package modelarts

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// ErrPlainHTTP is the error of [RequireTLS].
var ErrPlainHTTP = errors.New("plain http would send the credential in the clear")

// ParseEndpoint reads the base URL of a service: absolute, http or https, with a host and maybe a path.
// User info, a query or a fragment are refused; slashes at the end are dropped.
func ParseEndpoint(text string) (*url.URL, error) {
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

// RequireTLS returns [ErrPlainHTTP] where the endpoint is plain http and its host is not a loopback address.
func RequireTLS(endpoint *url.URL) error {
	host := endpoint.Hostname()
	if endpoint.Scheme == "https" || host == "localhost" || net.ParseIP(host).IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w to %s", ErrPlainHTTP, host)
}

// RegionEndpoint is the public endpoint of ModelArts in a region. Open Telekom Cloud (eu-de, eu-nl) and Huawei
// Cloud Europe (eu-west-1*, inferred) have domains of their own; every other region is Huawei Cloud's.
func RegionEndpoint(region string) *url.URL {
	domain := "myhuaweicloud.com"
	switch {
	case region == "eu-de" || region == "eu-nl":
		domain = "otc.t-systems.com"
	case strings.HasPrefix(region, "eu-west-1"):
		domain = "myhuaweicloud.eu"
	}
	return &url.URL{Scheme: "https", Host: "modelarts." + region + "." + domain}
}
