package provider

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// environment names the variables behind each argument, in the order in which they are looked up. The HW_ and OS_ names are those
// of the two clouds' own providers, so that users need not export anything new.
var environment = map[string][]string{
	"endpoint":     {"MODELARTS_ENDPOINT"},
	"region":       {"HW_REGION_NAME", "OS_REGION_NAME"},
	"cloud":        {"HW_CLOUD"},
	"auth_url":     {"HW_AUTH_URL", "OS_AUTH_URL"},
	"project_id":   {"HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"},
	"project_name": {"HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"},

	"token":          {"HW_AUTH_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN"},
	"access_key":     {"HW_ACCESS_KEY", "OS_ACCESS_KEY"},
	"secret_key":     {"HW_SECRET_KEY", "OS_SECRET_KEY"},
	"security_token": {"HW_SECURITY_TOKEN", "OS_SECURITY_TOKEN"},
	"user_name":      {"HW_USER_NAME", "OS_USERNAME"},
	"user_id":        {"HW_USER_ID", "OS_USER_ID"},
	"password":       {"HW_USER_PASSWORD", "OS_PASSWORD"},
	"domain_name":    {"HW_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"},
	"domain_id":      {"HW_DOMAIN_ID", "OS_DOMAIN_ID", "OS_USER_DOMAIN_ID", "OS_PROJECT_DOMAIN_ID"},
	"os_cloud":       {"OS_CLOUD"},

	"max_retries":     {"HW_MAX_RETRIES"},
	"request_timeout": nil,

	"max_concurrent_requests": {"MODELARTS_MAX_CONCURRENT_REQUESTS"},

	"insecure":    {"HW_INSECURE", "OS_INSECURE"},
	"cacert_file": {"OS_CACERT"},
}

// origin is where a setting was found, the more telling first.
type origin int

const (
	fromArgument origin = iota
	fromCloudsYAML
	fromHW // or MODELARTS_
	fromOS
	fromNowhere
)

// families are the prefixes of variables that belong together: half a credential of one is never completed by the other.
var families = []string{"HW_", "OS_"}

// isEnvironment says whether the setting comes from a variable.
func (o origin) isEnvironment() bool { return o == fromHW || o == fromOS }

// setting is one argument, or what stands in its place.
type setting struct {
	name   string
	origin origin
	// where names the place in a message, as the beginning of a sentence.
	where   string
	text    string
	unknown bool
}

func (s setting) isSet() bool { return s.origin != fromNowhere && !s.unknown }

// settingSource finds settings: the argument first, then the entry of clouds.yaml in use, then the environment.
type settingSource struct {
	arguments map[string]attr.Value
	getenv    func(string) string
	// entry is what the entry of clouds.yaml says, by the names of the arguments; nil where no entry is used.
	entry     map[string]string
	entryFile string
	// family, where it is set, is the only prefix of variables that parts of a credential are taken from.
	family string
}

// find prefers the argument. An unknown argument is neither set nor unset: nothing may stand in for it, or a credential would be
// used that nobody meant.
func (s settingSource) find(name string) setting {
	argument := s.arguments[name]
	switch {
	case argument.IsUnknown():
		return setting{name: name, origin: fromArgument, unknown: true}
	case !argument.IsNull():
		return setting{name: name, origin: fromArgument, where: "The argument `" + name + "`", text: textOf(argument)}
	case s.entry[name] != "":
		return setting{name: name, origin: fromCloudsYAML, where: "The value for `" + name + "` in " + s.entryFile, text: s.entry[name]}
	}
	for _, variable := range environment[name] {
		if s.family != "" && !strings.HasPrefix(variable, s.family) && slices.Contains(credentialSettings, name) {
			continue
		}
		if text := s.getenv(variable); text != "" {
			return setting{name: name, origin: originOf(variable), where: "The environment variable " + variable, text: text}
		}
	}
	return setting{name: name, origin: fromNowhere}
}

func originOf(variable string) origin {
	if strings.HasPrefix(variable, "OS_") {
		return fromOS
	}
	return fromHW
}

// either is the setting from the more telling origin, the first one where both come from the same.
func either(first, second setting) setting {
	if second.origin < first.origin {
		return second
	}
	return first
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

// parse returns the fallback for what is unknown or missing, and for what is wrong, which it reports on the attribute.
func parse[T any](s setting, parser func(string) (T, error), fallback T, diags *diag.Diagnostics) T {
	if !s.isSet() {
		return fallback
	}
	value, err := parser(s.text)
	if err != nil {
		diags.AddAttributeError(path.Root(s.name), "Invalid provider setting", sentence(s.where+" cannot be used: "+err.Error()))
		return fallback
	}
	return value
}

// places says for a message where a setting is looked for.
func places(name string) string {
	text := "`" + name + "`"
	if variables := environment[name]; len(variables) > 0 {
		text += " (or " + strings.Join(variables, ", ") + ")"
	}
	return text
}
