package provider

import (
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// unprotectedHosts are those that the credential is sent to without a check of who receives it.
func unprotectedHosts(found auth.Settings) []string {
	var hosts []string
	for _, endpoint := range []*url.URL{found.Endpoint, found.IAM} {
		if found.Insecure && endpoint != nil && !auth.IsLoopback(endpoint) {
			hosts = append(hosts, endpoint.Hostname())
		}
	}
	return slices.Compact(hosts)
}

// insecureDiagnostic warns of `insecure` for hosts that are not loopback addresses.
func insecureDiagnostic(hosts []string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("insecure"), "Connection is not protected", "`insecure` is on, so the provider does not "+
		"check who answers as "+strings.Join(hosts, " and ")+". Anybody who controls the network in between can read the credential, and can "+
		"change or hide events, so that a gate passes. Leave `insecure` out, and trust the service's authority with `cacert_file`.")
}
