package provider

import (
	"crypto/x509"
	"net/url"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/endpoints"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// settings is the provider block, the environment and an entry of clouds.yaml in one.
type settings struct {
	endpoint *url.URL
	// iam is nil where nothing asks IAM, or nothing says where it is.
	iam        *url.URL
	credential credential
	// projectID and projectName may both be empty: a data source may name its own project.
	projectID, projectName string

	maxConcurrentRequests int

	maxRetries     int
	requestTimeout time.Duration
	rootCAs        *x509.CertPool
	insecure       bool

	// unknown lists the arguments that every read needs and that are not known yet; unknownForProject those that only a read
	// without a project of its own needs.
	unknown, unknownForProject []string
}

// settingsResolver collects what resolving finds.
type settingsResolver struct {
	settingSource
	settings
	diags diag.Diagnostics
	// undecided is set where the credential is not known yet or could not be read: what else is missing may come with it.
	undecided bool
}

// resolveSettings reports everything that is wrong or missing at once, each on its attribute. Unknown arguments are no error here:
// only a read needs them.
func resolveSettings(block providerModel, getenv func(string) string) (settings, diag.Diagnostics) {
	r := settingsResolver{settingSource: settingSource{arguments: block.arguments(), getenv: getenv}}
	r.resolveCredential()
	r.resolveTransport()
	r.resolveProject()
	r.resolveEndpoint()
	r.resolveIAM()
	return r.settings, r.diags
}

// need finds a setting that no read can do without: where it is unknown, every read has to wait for it.
func (r *settingsResolver) need(name string) setting {
	found := r.find(name)
	if found.unknown {
		r.unknown = append(r.unknown, name)
	}
	return found
}

func (r *settingsResolver) resolveTransport() {
	r.maxConcurrentRequests = parse(r.need("max_concurrent_requests"), parseMaxConcurrentRequests, rest.DefaultMaxConcurrentRequests, &r.diags)
	r.maxRetries = parse(r.need("max_retries"), parseMaxRetries, rest.DefaultMaxRetries, &r.diags)
	r.requestTimeout = parse(r.need("request_timeout"), parsePositiveDuration, rest.DefaultRequestTimeout, &r.diags)
	r.rootCAs = parse(r.need("cacert_file"), parseCACert, nil, &r.diags)
	r.insecure = parse(r.need("insecure"), parseBool, false, &r.diags)
}

// project is the id or the name, whichever comes from the more telling place, or else the region: its own project has its name.
func (r *settingsResolver) project() setting {
	project := either(r.find("project_id"), r.find("project_name"))
	if project.origin == fromNowhere {
		return r.find("region")
	}
	return project
}

func (r *settingsResolver) resolveProject() {
	switch project := r.project(); {
	case project.unknown:
		r.unknownForProject = append(r.unknownForProject, project.name)
	case project.name == "project_id":
		r.projectID = parse(project, parseProjectID, "", &r.diags)
	default:
		r.projectName = project.text
	}
}

func (r *settingsResolver) resolveEndpoint() {
	if endpoint := r.need("endpoint"); endpoint.origin != fromNowhere {
		r.endpoint = parse(endpoint, parseEndpoint, nil, &r.diags)
		r.requireTLS("endpoint", r.endpoint)
		return
	}
	r.endpoint = r.inRegion(r.need, endpoints.ModelArts)
	if r.endpoint == nil && !r.undecided && r.find("region").origin == fromNowhere {
		r.diags.AddAttributeError(path.Root("endpoint"), "No endpoint",
			"Set "+places("endpoint")+" to the base URL of ModelArts, or "+places("region")+" to have it built.")
	}
}

// resolveIAM is only needed to log in, and to find a project by its name.
func (r *settingsResolver) resolveIAM() {
	need := func(name string) setting {
		found := r.find(name)
		switch {
		case found.unknown && r.credential.isLogin():
			r.unknown = append(r.unknown, name)
		case found.unknown:
			r.unknownForProject = append(r.unknownForProject, name)
		}
		return found
	}
	if r.projectID != "" && !r.credential.isLogin() {
		return
	}
	// One that is left in the environment does not belong to a region that is in the block: the password would go to another cloud.
	authURL := need("auth_url")
	if authURL.origin.isEnvironment() && r.find("region").origin < fromHW {
		authURL.origin = fromNowhere
	}
	if authURL.origin != fromNowhere {
		r.iam = parse(authURL, parseAuthURL, nil, &r.diags)
		r.requireTLS("auth_url", r.iam)
		return
	}
	r.iam = r.inRegion(need, endpoints.IAM)
	if r.iam == nil && r.credential.isLogin() && r.find("region").origin == fromNowhere {
		r.diags.AddAttributeError(path.Root("auth_url"), "No IAM endpoint",
			"To log in with a password, set "+places("auth_url")+", or "+places("region")+" to have it built.")
	}
}

// inRegion builds an endpoint, or returns nil where there is no usable region.
func (r *settingsResolver) inRegion(need func(string) setting, build func(region, cloud string) *url.URL) *url.URL {
	region := parse(need("region"), parseRegion, "", &r.diags)
	cloud := need("cloud")
	if region == "" || cloud.unknown {
		return nil
	}
	return build(region, parse(cloud, parseCloud, endpoints.Cloud(region), &r.diags))
}

// requireTLS leaves an unknown `insecure` to the read that has to wait for it. The verify: false of clouds.yaml is about certificates and
// allows no plain http.
func (r *settingsResolver) requireTLS(name string, endpoint *url.URL) {
	insecure := r.find("insecure")
	if endpoint == nil || insecure.unknown || r.insecure && insecure.origin != fromCloudsYAML {
		return
	}
	if err := endpoints.RequireTLS(endpoint); err != nil {
		r.diags.AddAttributeError(path.Root(name), "Plain http refused",
			sentence("`"+name+"` is not used: "+err.Error())+" Use https, or set `insecure = true` if nobody else can read that network.")
	}
}
