package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
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
}

// waysIn are in the order in which they are chosen.
var waysIn = []wayIn{
	{parts: [][]string{{"token"}}},
	{parts: [][]string{{"access_key"}, {"secret_key"}}, optional: []string{"security_token"}},
	{parts: [][]string{{"user_name", "user_id"}, {"password"}}, needed: domainOfUser},
	{parts: [][]string{{"os_cloud"}}},
}

// domainOfUser: a user's name is unique in its domain only.
func domainOfUser(source settingSource) []string {
	if source.find("user_id").isSet() || either(source.find("domain_name"), source.find("domain_id")).isSet() {
		return nil
	}
	return []string{"domain_name"}
}

// state says what there is of a way: the most telling origin of its parts, and the settings that are missing.
func (w wayIn) state(source settingSource) (best origin, missing []string) {
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

// resolveCredential chooses the first way in that is complete. One that has an argument comes before one that is in the environment
// alone: that is the credential that was meant.
func (r *settingsResolver) resolveCredential() {
	if r.credentialUnknown() {
		return
	}
	chosen, half := r.chooseWayIn()
	switch {
	case half != "":
		r.diags.AddAttributeError(path.Root(half), "Half a credential", "Set "+places(half)+" too: what there is cannot be used without it.")
	case chosen < 0:
		r.diags.AddAttributeError(path.Root("token"), "No credential", noCredential())
	case waysIn[chosen].parts[0][0] == "os_cloud":
		r.readCloudsYAML()
	default:
		r.credential = r.credentialOf(chosen)
	}
	r.checkLogin()
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

// chooseWayIn returns the index of a complete way, or -1, or the first setting that half a way lacks. Half of one in the environment
// does no harm where another is complete.
func (r *settingsResolver) chooseWayIn() (chosen int, half string) {
	chosen, chosenOrigin := -1, fromNowhere
	for i, way := range waysIn {
		best, missing := way.state(r.settingSource)
		switch {
		case best == fromNowhere:
		case len(missing) > 0 && best == fromArgument:
			return -1, missing[0]
		case len(missing) > 0 && half == "":
			half = missing[0]
		case len(missing) == 0 && best < chosenOrigin:
			chosen, chosenOrigin = i, best
		}
	}
	if chosen >= 0 {
		half = ""
	}
	return chosen, half
}

func (r *settingsResolver) credentialOf(way int) credential {
	switch waysIn[way].parts[0][0] {
	case "token":
		return credential{token: iam.Token(parse(r.find("token"), parseHeaderText, "", &r.diags))}
	case "access_key":
		return credential{accessKey: r.accessKey()}
	}
	return credential{user: r.user()}
}

// accessKey takes a security token only from where the key is from, or from a more telling place: a temporary one that an earlier
// session left in the environment does not belong to a key that is an argument.
func (r *settingsResolver) accessKey() iam.AccessKey {
	access, security := r.find("access_key"), r.find("security_token")
	if security.origin > access.origin {
		security = setting{name: "security_token", origin: fromNowhere}
	}
	return iam.AccessKey{
		Access:        parse(access, parseHeaderText, "", &r.diags),
		Secret:        parse(r.find("secret_key"), parseHeaderText, "", &r.diags),
		SecurityToken: parse(security, parseHeaderText, "", &r.diags),
	}
}

func (r *settingsResolver) user() iam.User {
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
	return user
}

// readCloudsYAML takes the credential from the file, and lets the file's other values come before the environment: they belong
// together.
func (r *settingsResolver) readCloudsYAML() {
	name := r.find("os_cloud")
	cloud, err := iam.ReadCloud(name.text, iam.CloudsFiles(r.getenv))
	if err != nil {
		r.diags.AddAttributeError(path.Root("os_cloud"), "clouds.yaml cannot be used", name.where+": "+err.Error()+".")
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
	if cloud.Insecure {
		r.entry["insecure"] = "true"
	}
	inFile := settingSource{arguments: r.arguments, getenv: func(string) string { return "" }, entry: r.entry, entryFile: r.entryFile}
	for i, way := range waysIn[:len(waysIn)-1] {
		if best, missing := way.state(inFile); best != fromNowhere && len(missing) == 0 {
			r.credential = r.credentialOf(i)
			return
		}
	}
	r.diags.AddAttributeError(path.Root("os_cloud"), "clouds.yaml cannot be used",
		"The cloud \""+name.text+"\" in "+cloud.File+" holds neither a token, nor an access key (ak and sk), nor a user with a password.")
}

// checkLogin finds what a login lacks before it is tried: it is scoped to a project.
func (r *settingsResolver) checkLogin() {
	if !r.credential.isLogin() {
		return
	}
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
