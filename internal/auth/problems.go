package auth

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// reportNoCredential reports what the first incomplete credential lacks.
func (r *resolver) reportNoCredential(d decision) {
	inBlock := d.incomplete != nil && d.incomplete.hasPartFrom(fromBlock)
	switch {
	case r.entryName.isSet() && (r.entryName.origin == fromBlock || !inBlock):
		r.undecided = true
		r.reportEntry()
	case d.incomplete == nil:
		r.problem("token", "No credential", r.noCredential())
	default:
		r.view = d.incomplete.view
		r.reportIncomplete(*d.incomplete)
	}
}

// reportEntry reports why the entry of clouds.yaml has no credential.
func (r *resolver) reportEntry() {
	const summary = "clouds.yaml cannot be used"
	if r.entryErr != nil {
		r.problem("os_cloud", summary, rest.PrintableSentence(upperFirst(r.entryName.mention())+": "+r.entryErr.Error())+r.missingFileAdvice())
		return
	}
	lacking := "a token (`token`), an access key (`ak` and `sk`) or a user with a password (`username` and `password`)"
	for _, method := range methods {
		if credential := r.layers.view(fromEntry).candidate(method); credential.isIntended() {
			lacking = andList(keysOf(credential.missing))
			break
		}
	}
	r.problem("os_cloud", summary, rest.PrintableSentence(upperFirst(r.entryPlace())+" lacks "+lacking)+r.misspellingAdvice())
}

// missingFileAdvice says what to do if there is no clouds.yaml.
func (r *resolver) missingFileAdvice() string {
	if !errors.Is(r.entryErr, errNoCloudsFile) {
		return ""
	}
	withoutEntry := "unset OS_CLOUD"
	if r.entryName.origin == fromBlock {
		withoutEntry = "remove `os_cloud`"
	}
	return " Create the file, set OS_CLIENT_CONFIG_FILE to its path, or " + withoutEntry + "."
}

// misspellingAdvice names the misspelled keys of the entry, and the correct ones.
func (r *resolver) misspellingAdvice() string {
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(r.misspelled)) {
		text.WriteString(" The key `" + r.misspelled[key] + "` is not known there; use `" + key + "`.")
	}
	return text.String()
}

// reportIncomplete names what a credential lacks in its own origin, and parts of another family that must not complete it.
func (r *resolver) reportIncomplete(c candidate) {
	lacking := c.missing[0]
	detail := upperFirst(andList(mentions(c.parts))) + " " + verb(len(c.parts)) + " set, but the " + c.method.String() + " is incomplete. "
	if !c.view.origin.isFamily() {
		r.problem(lacking, "Incomplete credential", r.withEmpty(rest.PrintableSentence(detail+"Set "+places(lacking)+" too"), " "))
		return
	}
	detail += "Set " + strings.Join(variablesOf(lacking, c.view.origin), " or ") + ", or the argument `" + lacking + "`."
	if others := r.partsElsewhere(c); len(others) > 0 {
		detail += " All parts must have the prefix " + prefixes[c.view.origin] + ": " + andList(others) + " cannot be combined with them."
	}
	r.problem(lacking, "Incomplete credential", r.withEmpty(detail, " "))
}

// partsElsewhere lists the missing parts that another family has.
func (r *resolver) partsElsewhere(c candidate) []string {
	var names []string
	for _, layer := range []layer{r.hw, r.os} {
		for _, setting := range c.missing {
			if other := layer[setting]; other.isSet() {
				names = append(names, other.name)
			}
		}
	}
	return names
}

// waysToSet lists how to set any of these settings so that it applies to a credential of the view's origin.
func (r *resolver) waysToSet(settings ...string) string {
	ways := r.ownWays(settings...)
	block := "`" + strings.Join(settings, "` or `") + "` in the provider block"
	if len(ways) == 0 {
		return block
	}
	return strings.Join(ways, " or ") + ", or " + block
}

// ownWays lists only the ways outside the provider block.
func (r *resolver) ownWays(settings ...string) []string {
	var ways []string
	for _, setting := range settings {
		switch {
		case r.view.origin == fromEntry && keyOf(setting) != "":
			ways = append(ways, "`"+keyOf(setting)+"` of "+r.entryPlace())
		case r.view.origin.isFamily():
			ways = append(ways, variablesOf(setting, r.view.origin)...)
			ways = append(ways, variablesOf(setting, fromShared)...)
		}
	}
	return ways
}

// determinedBy says which settings decide where a credential of the view's origin is sent.
func (r *resolver) determinedBy() string {
	switch r.view.origin {
	case fromEntry:
		return "its entry of clouds.yaml or the provider block determines"
	case fromHW, fromOS:
		return "the " + prefixes[r.view.origin] + " variables, MODELARTS_ENDPOINT or the provider block determine"
	case fromBlock, fromShared, fromNowhere:
	}
	return "the provider block determines"
}

// missingAddress explains that the credential's own origin has no address, and which values of other origins are ignored.
func (r *resolver) missingAddress(service string, settings ...string) string {
	text := "Set " + r.waysToSet(settings...) + ", to determine the address of " + service + "."
	if r.Credential.Method != MethodNone {
		text = "The provider uses the " + r.Credential.String() + ". It is sent only to a host that " + r.determinedBy() + ". " + text
	}
	if ignored := r.ignored(addressSettings); len(ignored) > 0 {
		text += " Ignored, because they do not belong to this origin: " + strings.Join(ignored, ", ") + "."
	}
	return r.withEmpty(text, " ")
}

func (r *resolver) reportNoEndpoint() {
	detail := r.missingAddress("ModelArts", "region", "endpoint")
	if r.Credential.Method == MethodNone {
		if r.hw.has("region") || r.os.has("region") || r.shared.has("endpoint") {
			return // the credential decides whether these apply
		}
		detail = r.withEmpty("Set "+places("endpoint")+" to the base URL of ModelArts, or "+places("region")+" to have it built.", " ")
	}
	r.problem("endpoint", "No endpoint", detail+r.misspellingAdvice())
}

func (r *resolver) reportNoProject() {
	r.problem("project_name", "No project to log in to", "A password needs a project. Set "+r.missingProject())
}

// missingProject lists how to set a project, for use behind the word "set". It does not propose the argument `region` together with
// variables, because MODELARTS_ENDPOINT would then be ignored.
func (r *resolver) missingProject() string {
	region := strings.Join(r.ownWays("region"), " or ")
	if region == "" {
		region = r.waysToSet("region")
	}
	text := r.waysToSet("project_id", "project_name") + ". Or set " + region + ", to use the region's default project."
	if ignored := r.ignored([]string{"project_id", "project_name", "region"}); len(ignored) > 0 {
		text += " Ignored, because they do not belong to the origin of the credential: " + strings.Join(ignored, ", ") + "."
	}
	return r.withEmpty(text, " ")
}

func (r *resolver) reportNoDomain() {
	r.problem("domain_name", "No domain", r.withEmpty(
		"To log in to a project by its name, set "+r.waysToSet("domain_name")+". Or set "+r.waysToSet("project_id")+".", " "))
}

func (r *resolver) reportPlainHTTP(v value, address *url.URL) {
	r.problem(v.setting, "Plain http rejected", rest.PrintableSentence(r.fullName(v)+
		" is not used: plain http would send the credential in the clear to "+address.Hostname())+
		" Use https, or set the argument `insecure = true` if nobody else can read that network.")
}

func (r *resolver) noCredential() string {
	lines := []string{"Set one of these. They are listed in order of precedence:\n"}
	for _, settings := range [][]string{
		{"token"},
		{"access_key", "secret_key"},
		{"access_key", "secret_key", "security_token"},
		{"user_name", "domain_name", "password"},
		{"os_cloud"},
	} {
		var parts []string
		for _, setting := range settings {
			parts = append(parts, places(setting))
		}
		line := "  - " + parts[0]
		if len(parts) > 1 {
			line += " with " + andList(parts[1:])
		}
		lines = append(lines, line)
	}
	return r.withEmpty(strings.Join(lines, "\n"), "\n\n")
}

// withEmpty adds which variables of a message are set, but empty. Pipelines set an empty variable for a secret that does not exist.
func (r *resolver) withEmpty(message, separator string) string {
	var empty []string
	for _, variable := range r.emptyVariables {
		if strings.Contains(message, variable) {
			empty = append(empty, variable)
		}
	}
	if len(empty) == 0 {
		return message
	}
	return message + separator + "Set, but empty: " + strings.Join(empty, ", ") + "."
}
