package provider

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// environment names the variables behind each argument, in the order in which they are looked up. The HW_ and OS_
// names are those of the two clouds' own providers, so that users need not export anything new.
var environment = map[string][]string{
	"endpoint":   {"MODELARTS_ENDPOINT"},
	"region":     {"HW_REGION_NAME", "OS_REGION_NAME"},
	"project_id": {"HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"},
	"token":      {"HW_AUTH_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN"},

	"max_retries":     {"HW_MAX_RETRIES"},
	"request_timeout": nil,
	"insecure":        {"HW_INSECURE", "OS_INSECURE"},
}

// settings is the provider block and the environment in one.
type settings struct {
	endpoint       *url.URL
	projectID      string
	token          modelarts.Token
	maxRetries     int
	requestTimeout time.Duration
	insecure       bool

	// unknown lists the arguments that every read needs and that are not known yet.
	unknown []string
	// projectUnknown stands apart: a data source may name its own project.
	projectUnknown bool
}

// setting is one argument, or what the environment has in its place.
type setting struct {
	name    string
	origin  string
	text    string // empty: set nowhere
	unknown bool
}

// lookUp prefers the argument. An unknown argument is neither set nor unset: the environment must not stand in for
// it, or a credential would be used that nobody meant.
func lookUp(name string, argument attr.Value, getenv func(string) string) setting {
	switch {
	case argument.IsUnknown():
		return setting{name: name, unknown: true}
	case !argument.IsNull():
		return setting{name: name, origin: "The argument `" + name + "`", text: textOf(argument)}
	}
	for _, variable := range environment[name] {
		if text := getenv(variable); text != "" {
			return setting{name: name, origin: "The environment variable " + variable, text: text}
		}
	}
	return setting{name: name}
}

// textOf writes a value as the environment would, so that both are parsed by the same rule.
func textOf(value attr.Value) string {
	switch value := value.(type) {
	case types.Int64:
		return strconv.FormatInt(value.ValueInt64(), 10)
	case types.Bool:
		return strconv.FormatBool(value.ValueBool())
	case types.String:
		return value.ValueString()
	}
	return value.String()
}

// resolveSettings reports everything that is wrong or missing at once, each on its attribute. Unknown arguments are
// no error here: only a read needs them.
func resolveSettings(block providerModel, getenv func(string) string) (settings, diag.Diagnostics) {
	var result settings
	var diags diag.Diagnostics
	find := func(name string, argument attr.Value) setting { return lookUp(name, argument, getenv) }
	needs := func(s setting) setting {
		if s.unknown {
			result.unknown = append(result.unknown, s.name)
		}
		return s
	}

	result.maxRetries = parse(needs(find("max_retries", block.MaxRetries)), parseMaxRetries, modelarts.DefaultMaxRetries, &diags)
	result.requestTimeout = parse(needs(find("request_timeout", block.RequestTimeout)), parsePositiveDuration, modelarts.DefaultRequestTimeout, &diags)
	insecure := needs(find("insecure", block.Insecure))
	result.insecure = parse(insecure, parseBool, false, &diags)

	project := find("project_id", block.ProjectID)
	result.projectUnknown = project.unknown
	result.projectID = parse(project, parseProjectID, "", &diags)

	token := needs(find("token", block.Token))
	result.token = modelarts.Token(parse(token, parseToken, "", &diags))
	if token.isMissing() {
		diags.AddAttributeError(path.Root("token"), "No credential",
			"Set `token` in the provider block, or one of the environment variables "+
				strings.Join(environment["token"], ", ")+".")
	}

	result.endpoint = resolveEndpoint(find("endpoint", block.Endpoint), find("region", block.Region), needs, &diags)
	if err := requireTLS(result.endpoint); err != nil && !result.insecure && !insecure.unknown {
		diags.AddAttributeError(path.Root("endpoint"), "Plain http refused",
			"The endpoint is not used: "+err.Error()+". Use https, or set `insecure = true` if nobody else can read that network.")
	}
	return result, diags
}

// resolveEndpoint leaves the region alone where there is an endpoint: nothing else needs it.
func resolveEndpoint(endpoint, region setting, needs func(setting) setting, diags *diag.Diagnostics) *url.URL {
	if needs(endpoint).unknown {
		return nil
	}
	if !endpoint.isMissing() {
		return parse(endpoint, parseEndpoint, nil, diags)
	}
	if needs(region).isMissing() {
		diags.AddAttributeError(path.Root("endpoint"), "No endpoint", fmt.Sprintf(
			"Set `endpoint` to the base URL of ModelArts (or the environment variable %s), or `region` to have it built (or %s).",
			strings.Join(environment["endpoint"], ", "), strings.Join(environment["region"], ", ")))
	}
	if name := parse(region, parseRegion, "", diags); name != "" {
		return modelarts.RegionEndpoint(name)
	}
	return nil
}

func requireTLS(endpoint *url.URL) error {
	if endpoint == nil {
		return nil
	}
	return modelarts.RequireTLS(endpoint)
}

func (s setting) isMissing() bool { return s.text == "" && s.origin == "" && !s.unknown }

// parse returns the fallback for what is unknown or missing, and for what is wrong, which it reports.
func parse[T any](s setting, parser func(string) (T, error), fallback T, diags *diag.Diagnostics) T {
	if s.unknown || s.isMissing() {
		return fallback
	}
	value, err := parser(s.text)
	if err != nil {
		diags.AddAttributeError(path.Root(s.name), "Invalid provider setting", s.origin+" cannot be used: "+err.Error()+".")
		return fallback
	}
	return value
}

var errNotBool = errors.New("it must be true or false")

func parseBool(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("%w, got %q", errNotBool, text)
	}
	return value, nil
}

func parseMaxRetries(text string) (int, error) {
	value, err := strconv.Atoi(text)
	if err != nil || value < minRetries || value > maxRetries {
		return 0, fmt.Errorf("it must be a number from %d to %d, got %q", minRetries, maxRetries, text)
	}
	return value, nil
}
