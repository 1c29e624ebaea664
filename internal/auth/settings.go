// Package auth decides who the provider is and where it sends that identity. It knows nothing of Terraform.
//
// [Resolve] turns the provider block, clouds.yaml and the environment into [Settings]. It sends no request. Read it in this order:
//
//	settings.go     resolves setting by setting
//	layers.go       the values of each origin: provider block, entry of clouds.yaml (clouds_yaml.go), HW_, OS_ and MODELARTS_ variables
//	view.go         one origin of credentials, with the layers that may complete it
//	method.go       the parts that a token, an access key and a password need
//	choose.go       which credential is used, and which origins decide where it is sent
//	parsers.go      the rule of each setting
//	endpoints.go    the addresses: their rules, and the defaults of each region
//	problems.go     what is reported if settings are invalid or missing; wording.go names settings in messages
//
// The credentials authorize requests: [Token] (token.go), [AccessKey] (access_key.go), and [Login] (login.go), which requests a token from
// IAM when it is first used. [NamedProject] (project.go) finds the id of a project in IAM. Both fail with [IAMError] (iam_error.go).
package auth

import (
	"crypto/x509"
	"net/url"
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Settings are the provider's settings.
type Settings struct {
	// Endpoint is the base URL of ModelArts.
	Endpoint *url.URL
	// IAM is nil if IAM is not needed, or its address is not known.
	IAM        *url.URL
	Credential Credential
	// ProjectID and ProjectName may both be empty: a data source may name its own project.
	ProjectID, ProjectName string

	MaxConcurrentRequests int
	MaxRetries            int
	RequestTimeout        time.Duration
	// RootCAs is nil if only the system's authorities are trusted.
	RootCAs *x509.CertPool
	// Insecure skips the verification of certificates.
	Insecure bool

	// IAMAdvice explains how to set a missing address of IAM, in complete sentences. ProjectAdvice explains how to set a missing project. It
	// continues a sentence after the word "set". Only some reads need them.
	IAMAdvice, ProjectAdvice string

	// Unknown lists the unknown arguments that every read needs. UnknownForProject lists those that only a read without its own project
	// needs.
	Unknown, UnknownForProject []string
	// Ignored lists the variables and keys for addresses, projects and `insecure` that do not belong to the origin of the credential.
	Ignored []string
}

// Argument is an argument of the provider block that is not null.
type Argument struct {
	// Text is the value in the format of an environment variable, empty if it is unknown.
	Text    string
	Unknown bool
}

// Problem is a setting that is invalid or missing.
type Problem struct {
	// Setting is the name of the argument that the problem belongs to.
	Setting         string
	Summary, Detail string
}

// Resolve resolves all settings. It returns all invalid and missing settings at once. An unknown argument is not a problem here, because
// only a read needs it. An empty variable is not set.
func Resolve(arguments map[string]Argument, lookupEnv func(string) (string, bool)) (Settings, []Problem) {
	r := resolver{layers: newLayers(arguments, lookupEnv)}
	r.resolveCredential()
	r.resolveTransport()
	r.resolveProject()
	r.resolveEndpoint()
	r.resolveIAM()
	r.Ignored = r.ignored(slices.Concat(addressSettings, []string{"insecure", "project_id", "project_name"}))
	return r.Settings, r.problems
}

// resolver collects the settings and the problems.
type resolver struct {
	layers
	Settings
	// view is the view of the credential, or of the provider block if there is no credential.
	view     view
	problems []Problem
	// undecided is true if the credential is unknown or cannot be read. Other missing settings may then come with it.
	undecided bool
}

func (r *resolver) problem(setting, summary, detail string) {
	r.problems = append(r.problems, Problem{setting, summary, detail})
}

// need finds a setting that every read needs. If it is unknown, every read must wait.
func (r *resolver) need(setting string) value {
	found := r.view.find(setting)
	if found.unknown {
		r.Unknown = append(r.Unknown, setting)
	}
	return found
}

// needAnywhere also looks in all environment variables, because the setting does not influence where the credential is sent. An entry of
// clouds.yaml that is not in use is not read.
func (r *resolver) needAnywhere(setting string) value {
	found := r.need(setting)
	for _, layer := range []layer{r.hw, r.os, r.shared} {
		found = preferred(found, layer[setting])
	}
	return found
}

func (r *resolver) resolveCredential() {
	r.view = r.layers.view(fromBlock)
	for _, setting := range credentialSettings {
		r.undecided = r.need(setting).unknown || r.undecided
	}
	if r.undecided {
		return
	}
	decision := r.choose()
	if decision.chosen == nil {
		r.reportNoCredential(decision)
		return
	}
	chosen := *decision.chosen
	r.view = chosen.view
	r.Credential = r.newCredential(chosen)
	r.Credential.Unused = r.describe(decision.unused)
	if chosen.method == MethodPassword {
		r.checkLogin()
	}
}

func (r *resolver) newCredential(chosen candidate) Credential {
	result := Credential{Method: chosen.method, From: chosen.origins(&r.layers)}
	result.Token = Token(parseOrReport(r, chosen.part("token"), parseSecret, ""))
	result.AccessKey.Access = parseOrReport(r, chosen.part("access_key"), parseSecret, "")
	result.AccessKey.Secret = parseOrReport(r, chosen.part("secret_key"), parseSecret, "")
	result.AccessKey.SecurityToken = parseOrReport(r, chosen.part("security_token"), parseSecret, "")
	result.User.Name = parseOrReport(r, chosen.part("user_name"), parseText, "")
	result.User.ID = parseOrReport(r, chosen.part("user_id"), parseText, "")
	result.User.Password = parseOrReport(r, chosen.part("password"), parseText, "")
	result.User.DomainName = parseOrReport(r, chosen.part("domain_name"), parseText, "")
	result.User.DomainID = parseOrReport(r, chosen.part("domain_id"), parseText, "")
	return result
}

func (r *resolver) resolveTransport() {
	r.MaxConcurrentRequests = parseOrReport(r, r.needAnywhere("max_concurrent_requests"),
		parseMaxConcurrentRequests, rest.DefaultMaxConcurrentRequests)
	r.MaxRetries = parseOrReport(r, r.needAnywhere("max_retries"), parseMaxRetries, rest.DefaultMaxRetries)
	r.RequestTimeout = parseOrReport(r, r.needAnywhere("request_timeout"), ParseDuration, rest.DefaultRequestTimeout)
	r.RootCAs = parseOrReport(r, r.needAnywhere("cacert_file"), parseCACert, nil)
	r.Insecure = parseOrReport(r, r.need("insecure"), parseBool, false)
}

// project returns the id or the name, whichever origin takes precedence. It falls back to the region, whose default project has its name.
func (r *resolver) project() value {
	if project := preferred(r.view.find("project_id"), r.view.find("project_name")); project.isSet() {
		return project
	}
	return r.view.find("region")
}

func (r *resolver) resolveProject() {
	switch project := r.project(); {
	case project.unknown:
		r.UnknownForProject = append(r.UnknownForProject, project.setting)
	case project.setting == "project_id":
		r.ProjectID = parseOrReport(r, project, ParseProjectID, "")
	case project.setting == "project_name":
		r.ProjectName = parseOrReport(r, project, parseText, "")
	case project.isSet(): // the endpoint reports a region that is invalid
		r.ProjectName = project.text
	default:
		r.ProjectAdvice = r.missingProject()
	}
}

func (r *resolver) resolveEndpoint() {
	if endpoint := r.need("endpoint"); endpoint.isSet() {
		r.Endpoint = parseOrReport(r, endpoint, parseEndpoint, nil)
		r.requireTLS(endpoint, r.Endpoint)
		return
	}
	r.Endpoint = r.inRegion(r.need, modelArtsEndpoint)
	if !r.undecided && !r.view.find("region").isSet() {
		r.reportNoEndpoint()
	}
}

// resolveIAM finds the address of IAM, which is only needed to log in, and to find a project by its name.
func (r *resolver) resolveIAM() {
	isLogin := r.Credential.Method == MethodPassword
	if r.ProjectID != "" && !isLogin {
		return
	}
	need := func(setting string) value {
		found := r.view.find(setting)
		switch {
		case found.unknown && isLogin:
			r.Unknown = append(r.Unknown, setting)
		case found.unknown:
			r.UnknownForProject = append(r.UnknownForProject, setting)
		}
		return found
	}
	if authURL := need("auth_url"); authURL.isSet() {
		r.IAM = parseOrReport(r, authURL, parseAuthURL, nil)
		r.requireTLS(authURL, r.IAM)
		return
	}
	r.IAM = r.inRegion(need, iamEndpoint)
	if r.view.find("region").isSet() {
		return
	}
	r.IAMAdvice = r.missingAddress("IAM", "region", "auth_url")
	if isLogin {
		r.problem("auth_url", "No IAM endpoint", r.IAMAdvice)
	}
}

// inRegion builds the address of a service, or returns nil if there is no usable region.
func (r *resolver) inRegion(need func(string) value, build func(region, cloud string) *url.URL) *url.URL {
	region := parseOrReport(r, need("region"), parseRegion, "")
	cloud := need("cloud")
	if region == "" || cloud.unknown {
		return nil
	}
	return build(region, parseOrReport(r, cloud, parseCloud, cloudOf(region)))
}

// requireTLS rejects plain http unless the argument `insecure` allows it. A variable or the verify: false of clouds.yaml does not allow
// it. If the argument is unknown, the read must wait for it anyway.
func (r *resolver) requireTLS(v value, address *url.URL) {
	argument := r.block["insecure"]
	isAllowed := argument.unknown || argument.isSet() && r.Insecure
	if address != nil && isCleartext(address) && !isAllowed {
		r.reportPlainHTTP(v, address)
	}
}

// checkLogin reports what a login lacks before it is tried. A login needs a project, because its token is valid for a project.
func (r *resolver) checkLogin() {
	project := r.project()
	user := r.Credential.User
	switch {
	case !project.isSet():
		r.reportNoProject()
	case project.unknown:
		r.Unknown = append(r.Unknown, project.setting)
	case project.setting != "project_id" && user.DomainID == "" && user.DomainName == "":
		r.reportNoDomain()
	}
}

// ignored returns the names of the values that other layers have for these settings.
func (r *resolver) ignored(settings []string) []string {
	var names []string
	for _, setting := range settings {
		used := r.view.find(setting)
		for _, layer := range []layer{r.entry, r.hw, r.os, r.shared} {
			if other := layer[setting]; other.isSet() && other != used {
				names = append(names, r.nameOf(other))
			}
		}
	}
	return names
}
