package provider

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	config "github.com/modelarts-contrib/terraform-provider-modelarts/internal/settings"
)

// credential is the way in that was chosen: the one field that is set.
type credential struct {
	token     iam.Token
	accessKey iam.AccessKey
	user      iam.User
}

func (c credential) isLogin() bool { return c.user.Password != "" }

// wayIn is one of the ways to prove who asks.
type wayIn struct {
	// parts have to be there, all of them. Each may be one of several settings.
	parts [][]string
	// optional shows that this way was meant, no more.
	optional []string
	// needed has to be there, too, but does not show that this way was meant: other ways use it as well.
	needed func(settingSource) []string
	take   func(*settingsResolver)
}

// waysIn are in the order in which they are chosen. The last one, clouds.yaml, leads to one of the others.
func waysIn() []wayIn {
	return []wayIn{
		{parts: [][]string{{"token"}}, take: (*settingsResolver).takeToken},
		{parts: [][]string{{"access_key"}, {"secret_key"}}, optional: []string{"security_token"}, take: (*settingsResolver).takeAccessKey},
		{parts: [][]string{{"user_name", "user_id"}, {"password"}}, needed: domainOfUser, take: (*settingsResolver).takeUser},
		{parts: [][]string{{"os_cloud"}}, take: (*settingsResolver).takeCloudsYAML},
	}
}

// domainOfUser: a user's name is unique in its domain only.
func domainOfUser(source settingSource) []string {
	if source.find("user_id").isSet() || either(source.find("domain_name"), source.find("domain_id")).isSet() {
		return nil
	}
	return []string{"domain_name"}
}

// completeness is the most telling origin of a way's parts, and the settings that are missing.
func (w wayIn) completeness(source settingSource) (best origin, missing []string) {
	best = fromNowhere
	for _, names := range w.parts {
		found := source.find(names[0])
		for _, name := range names[1:] {
			found = either(found, source.find(name))
		}
		best = min(best, found.origin)
		if !found.isSet() {
			missing = append(missing, names[0])
		}
	}
	for _, name := range w.optional {
		best = min(best, source.find(name).origin)
	}
	if w.needed != nil {
		missing = append(missing, w.needed(source)...)
	}
	return best, missing
}

// resolveCredential takes the first way in that is complete. One that has an argument comes before one that is in the environment
// alone: that is the credential that was meant.
func (r *settingsResolver) resolveCredential() {
	if r.credentialUnknown() {
		r.undecided = true
		return
	}
	way, missing := r.chooseWayIn()
	switch {
	case way != nil:
		way.take(r)
	case missing != "":
		r.diags.AddAttributeError(path.Root(missing), "Half a credential", "Set "+places(missing)+" too: what there is cannot be used without it.")
	default:
		r.diags.AddAttributeError(path.Root("token"), "No credential", noCredential())
	}
}

// credentialUnknown makes every read wait where any part of any credential is unknown: it decides which way is taken.
func (r *settingsResolver) credentialUnknown() bool {
	before := len(r.unknown)
	for _, name := range credentialSettings {
		r.need(name)
	}
	return len(r.unknown) > before
}

var credentialSettings = []string{
	"token", "access_key", "secret_key", "security_token", "user_name", "user_id", "password", "domain_name", "domain_id", "os_cloud",
}

// chooseWayIn returns a complete way, and sets the family of variables that completes it, or else the first setting that half a way
// lacks. Half of one in the environment does no harm where another is complete, and half of one in the block none where the block
// names an entry of clouds.yaml, which may have the other half.
func (r *settingsResolver) chooseWayIn() (chosen *wayIn, missing string) {
	chosenRank := fromNowhere
	var family string
	for _, way := range waysIn() {
		for _, prefix := range families {
			source := r.settingSource
			source.family = prefix
			best, lacking := way.completeness(source)
			rank := best
			if best.isEnvironment() {
				rank = fromHW
			}
			switch {
			case best == fromNowhere:
			case len(lacking) == 0 && rank < chosenRank:
				chosen, chosenRank, family = &way, rank, prefix
			case len(lacking) > 0 && best == fromArgument && !r.completedByOther(way, prefix) && r.find("os_cloud").origin != fromArgument:
				return nil, lacking[0]
			case len(lacking) > 0 && missing == "":
				missing = lacking[0]
			}
		}
	}
	if chosen != nil {
		r.family, missing = family, ""
	}
	return chosen, missing
}

// completedByOther says whether another family of variables has what a way lacks.
func (r *settingsResolver) completedByOther(way wayIn, family string) bool {
	for _, prefix := range families {
		source := r.settingSource
		source.family = prefix
		if _, lacking := way.completeness(source); prefix != family && len(lacking) == 0 {
			return true
		}
	}
	return false
}

func (r *settingsResolver) takeToken() {
	r.credential.token = iam.Token(parse(r.find("token"), parseHeaderText, "", &r.diags))
}

// takeAccessKey takes a security token only from where the key is from, or from a more telling place: a temporary one that an earlier
// session left in the environment does not belong to a key that is an argument.
func (r *settingsResolver) takeAccessKey() {
	access, security := r.find("access_key"), r.find("security_token")
	if security.origin > access.origin {
		security = setting{name: "security_token", origin: fromNowhere}
	}
	r.credential.accessKey = iam.AccessKey{
		Access:        parse(access, parseHeaderText, "", &r.diags),
		Secret:        parse(r.find("secret_key"), parseHeaderText, "", &r.diags),
		SecurityToken: parse(security, parseHeaderText, "", &r.diags),
	}
}

func (r *settingsResolver) takeUser() {
	user := iam.User{Password: r.find("password").text}
	if who := either(r.find("user_id"), r.find("user_name")); who.name == "user_id" {
		user.ID = who.text
	} else {
		user.Name = who.text
	}
	if domain := either(r.find("domain_id"), r.find("domain_name")); domain.name == "domain_id" {
		user.DomainID = domain.text
	} else {
		user.DomainName = domain.text
	}
	r.credential.user = user
	r.checkLogin()
}

// takeCloudsYAML takes the credential from the file, and lets the file's other values come before the environment: they belong
// together.
func (r *settingsResolver) takeCloudsYAML() {
	name := r.find("os_cloud")
	cloud, err := config.ReadCloud(name.text, config.CloudsFiles(r.getenv))
	if err != nil {
		r.undecided = true
		r.diags.AddAttributeError(path.Root("os_cloud"), "clouds.yaml cannot be used", sentence(name.where+": "+err.Error()))
		return
	}
	r.entryFile = cloud.File
	r.entry = map[string]string{
		"region": cloud.Region, "auth_url": cloud.AuthURL, "cacert_file": cloud.CACertFile,
		"project_id": cloud.User.ProjectID, "project_name": cloud.User.ProjectName,
		"token": cloud.Token, "access_key": cloud.AccessKey.Access, "secret_key": cloud.AccessKey.Secret,
		"security_token": cloud.AccessKey.SecurityToken,
		"user_name":      cloud.User.Name, "user_id": cloud.User.ID, "password": cloud.User.Password,
		"domain_name": cloud.User.DomainName, "domain_id": cloud.User.DomainID,
	}
	if cloud.Verify != nil {
		r.entry["insecure"] = strconv.FormatBool(!*cloud.Verify)
	}
	inFile := r.settingSource
	inFile.getenv = func(string) string { return "" }
	lacking := "a token, an access key (ak and sk) or a user with a password"
	for _, way := range waysIn() {
		best, missing := way.completeness(inFile)
		switch {
		case way.parts[0][0] == "os_cloud" || best == fromNowhere:
		case len(missing) == 0:
			way.take(r)
			return
		default:
			lacking = "`" + strings.Join(missing, "` and `") + "`"
		}
	}
	r.undecided = true
	r.diags.AddAttributeError(path.Root("os_cloud"), "clouds.yaml cannot be used",
		fmt.Sprintf("The cloud %q in %s lacks %s.", name.text, cloud.File, lacking))
}

// checkLogin finds what a login lacks before it is tried: it is scoped to a project.
func (r *settingsResolver) checkLogin() {
	project := r.project()
	switch {
	case project.origin == fromNowhere:
		r.diags.AddAttributeError(path.Root("project_name"), "No project to log in to",
			"A password needs a project: set "+places("project_id")+" or "+places("project_name")+".")
	case project.unknown:
		r.unknown = append(r.unknown, project.name)
	case project.name != "project_id" && r.credential.user.DomainID == "" && r.credential.user.DomainName == "":
		r.diags.AddAttributeError(path.Root("domain_name"), "No domain",
			"To log in to a project by its name, set "+places("domain_name")+", or set "+places("project_id")+" instead.")
	}
}

func noCredential() string {
	lines := []string{"One of these has to be complete; they are looked for in this order:\n"}
	for _, way := range [][]string{
		{"token"},
		{"access_key", "secret_key"},
		{"access_key", "secret_key", "security_token"},
		{"user_name", "domain_name", "password"},
		{"os_cloud"},
	} {
		var parts []string
		for _, name := range way {
			parts = append(parts, places(name))
		}
		lines = append(lines, "  - "+strings.Join(parts, " with "))
	}
	return strings.Join(lines, "\n")
}
