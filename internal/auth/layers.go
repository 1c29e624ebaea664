package auth

import (
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// environment lists the variables of each setting, in order of precedence. The HW_ and OS_ names are those of the two clouds' own
// Terraform providers.
var environment = map[string][]string{
	"endpoint":     {"MODELARTS_ENDPOINT"},
	"region":       {"HW_REGION_NAME", "OS_REGION_NAME"},
	"cloud":        {"HW_CLOUD"},
	"auth_url":     {"HW_AUTH_URL", "OS_AUTH_URL"},
	"insecure":     {"HW_INSECURE", "OS_INSECURE"},
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

	"max_retries":             {"HW_MAX_RETRIES"},
	"max_concurrent_requests": {"MODELARTS_MAX_CONCURRENT_REQUESTS"},
	"cacert_file":             {"OS_CACERT"},
}

// credentialSettings are the parts of credentials, and the name of an entry of clouds.yaml.
var credentialSettings = slices.Concat(partSettings, []string{"domain_name", "domain_id", "os_cloud"})

// addressSettings decide which hosts receive the credential.
var addressSettings = []string{"endpoint", "region", "cloud", "auth_url"}

// Variables returns the environment variables of a setting, in order of precedence.
func Variables(setting string) []string { return slices.Clone(environment[setting]) }

// origin is a source that can have a complete credential and the addresses that it may be sent to.
type origin int

// The origins. The provider block comes first, because it takes precedence over all others. A value that is not set has no origin.
const (
	fromNowhere origin = iota
	fromBlock
	fromEntry
	fromHW
	fromOS
	// fromShared is for the MODELARTS_ variables, which do not belong to a credential.
	fromShared
)

// prefixes are the families of environment variables.
var prefixes = map[origin]string{fromHW: "HW_", fromOS: "OS_", fromShared: "MODELARTS_"}

func (o origin) isFamily() bool { return o == fromHW || o == fromOS }

// value is one setting in one layer.
type value struct {
	setting string
	origin  origin
	// name is the name of the argument, the variable or the key of clouds.yaml. Empty: the layer does not have the setting.
	name    string
	text    string
	unknown bool
}

func (v value) isSet() bool { return v.name != "" }

// preferred returns the value whose origin takes precedence, or the first one if both have the same origin.
func preferred(first, second value) value {
	if second.isSet() && (!first.isSet() || second.origin < first.origin) {
		return second
	}
	return first
}

// layer has the values of one origin, by setting.
type layer map[string]value

func (l layer) has(settings ...string) bool {
	return slices.ContainsFunc(settings, func(setting string) bool { return l[setting].isSet() })
}

// layers has the values of all origins. Nothing is decided yet.
type layers struct {
	block, hw, os, shared layer
	// entry has the values of the cloud in clouds.yaml that entryName names. Both are empty if no cloud is named.
	entry     layer
	entryName value
	// entryErr is the reason why the entry cannot be read. In that case entryFile is empty.
	entryFile string
	entryErr  error
	// misspelled has unknown keys of the entry, by the key that was probably intended.
	misspelled map[string]string
	// emptyVariables are set to an empty text, which does not count as set. Messages name them.
	emptyVariables []string
}

func newLayers(arguments map[string]Argument, lookupEnv func(string) (string, bool)) layers {
	getenv := func(variable string) string {
		text, _ := lookupEnv(variable)
		return text
	}
	result := layers{
		block: layer{}, entry: layer{},
		hw: family(fromHW, getenv), os: family(fromOS, getenv), shared: family(fromShared, getenv),
	}
	for setting, argument := range arguments {
		result.block[setting] = value{setting, fromBlock, setting, argument.Text, argument.Unknown}
	}
	result.emptyVariables = emptyVariables(lookupEnv)
	result.entryName = preferred(result.block["os_cloud"], result.os["os_cloud"])
	if result.entryName.isSet() && !result.entryName.unknown {
		result.readEntry(cloudsFiles(getenv, os.UserHomeDir))
	}
	return result
}

// family reads the variables with the prefix of an origin. An empty variable is not set.
func family(origin origin, getenv func(string) string) layer {
	result := layer{}
	for setting, variables := range environment {
		for _, variable := range variables {
			text := getenv(variable)
			if text != "" && strings.HasPrefix(variable, prefixes[origin]) {
				result[setting] = value{setting: setting, origin: origin, name: variable, text: text}
				break
			}
		}
	}
	return result
}

func emptyVariables(lookupEnv func(string) (string, bool)) []string {
	var empty []string
	for _, variable := range slices.Concat(slices.Collect(maps.Values(environment))...) {
		if text, isSet := lookupEnv(variable); isSet && text == "" {
			empty = append(empty, variable)
		}
	}
	slices.Sort(empty)
	return empty
}

func (l *layers) readEntry(files []string) {
	cloud, err := readCloud(l.entryName.text, files)
	if err != nil {
		l.entryErr = err
		return
	}
	l.entryFile, l.misspelled = cloud.file, cloud.misspelled
	texts := map[string]string{
		"region": cloud.region, "auth_url": cloud.authURL, "cacert_file": cloud.caCertFile,
		"project_id": cloud.user.ProjectID, "project_name": cloud.user.ProjectName,
		"token": cloud.token, "access_key": cloud.accessKey.Access, "secret_key": cloud.accessKey.Secret,
		"security_token": cloud.accessKey.SecurityToken,
		"user_name":      cloud.user.Name, "user_id": cloud.user.ID, "password": cloud.user.Password,
		"domain_name": cloud.user.DomainName, "domain_id": cloud.user.DomainID,
	}
	if cloud.verify != nil {
		texts["insecure"] = strconv.FormatBool(!*cloud.verify)
	}
	for setting, text := range texts {
		if text != "" {
			l.entry[setting] = value{setting: setting, origin: fromEntry, name: keyOf(setting), text: text}
		}
	}
}
