package auth

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/config/clouds"
	"go.yaml.in/yaml/v2" // the maintained path of the package that gophercloud uses for the same files

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// cloudEntry is an entry of clouds.yaml, combined with its secure.yaml. Missing values are empty.
type cloudEntry struct {
	file      string
	authURL   string
	region    string
	token     string
	user      User
	accessKey AccessKey
	// caCertFile is the path of a file with more authorities to trust.
	caCertFile string
	// verify is true if certificates are verified, and nil if the entry does not set it.
	verify *bool
	// misspelled has unknown keys of the entry, by the key that was probably intended.
	misspelled map[string]string
}

// cloudsKeys are the keys of clouds.yaml for the settings.
var cloudsKeys = map[string]string{
	"region": "region_name", "auth_url": "auth_url", "project_id": "project_id", "project_name": "project_name",
	"token": "token", "access_key": "ak", "secret_key": "sk", "security_token": "security_token",
	"user_name": "username", "user_id": "user_id", "password": "password",
	"domain_name": "user_domain_name", "domain_id": "user_domain_id",
	"insecure": "verify", "cacert_file": "cacert",
}

// keyOf returns the key of a setting, empty if clouds.yaml has none.
func keyOf(setting string) string { return cloudsKeys[setting] }

// misspellings are wrong keys that people use in the section named auth, such as the names of the arguments, by the correct key.
var misspellings = map[string][]string{
	"username":       {"user_name", "user", "name"},
	"user_id":        {"userid"},
	"password":       {"user_password", "passwd"},
	"ak":             {"access_key", "access_key_id", "accesskey", "access"},
	"sk":             {"secret_key", "secret_access_key", "secretkey", "secret"},
	"security_token": {"securitytoken", "session_token"},
	"token":          {"auth_token"},
	"project_name":   {"project", "tenant_name"},
	"project_id":     {"tenant_id"},
}

// misspellingsOutside are wrong keys outside that section.
var misspellingsOutside = map[string][]string{"region_name": {"region"}}

// addMisspelled adds the misspelled keys of a section to a result.
func addMisspelled(result map[string]string, section yaml.MapSlice, misspellings map[string][]string) {
	for _, item := range section {
		for key, wrong := range misspellings {
			if name, _ := item.Key.(string); slices.Contains(wrong, name) {
				result[key] = name
			}
		}
	}
}

// accessKeys has the keys that gophercloud's types lack. The names are those of Open Telekom Cloud's tools.
type accessKeys struct {
	Auth struct {
		Access        string `yaml:"ak"`
		Secret        string `yaml:"sk"`
		SecurityToken string `yaml:"security_token"`
	} `yaml:"auth"`
}

// cloudsFiles returns the files that are tried, in this order: the file that OS_CLIENT_CONFIG_FILE names, or otherwise clouds.yaml in the
// working directory, ~/.config/openstack and /etc/openstack. If the home directory is unknown, the file in it is not tried: its path would
// be relative.
func cloudsFiles(getenv func(string) string, userHome func() (string, error)) []string {
	if file := getenv("OS_CLIENT_CONFIG_FILE"); file != "" {
		return []string{file}
	}
	files := []string{"clouds.yaml"}
	configs := getenv("XDG_CONFIG_HOME")
	if home, err := userHome(); configs == "" && err == nil {
		configs = filepath.Join(home, ".config")
	}
	if configs != "" {
		files = append(files, filepath.Join(configs, "openstack", "clouds.yaml"))
	}
	return append(files, "/etc/openstack/clouds.yaml")
}

// readCloud reads an entry from the first existing file, and from the secure.yaml in the same folder. Its errors name the file, but do not
// quote it.
func readCloud(name string, files []string) (cloudEntry, error) {
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // the user says which
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return cloudEntry{}, err
		}
		secure, err := os.ReadFile(filepath.Join(filepath.Dir(file), "secure.yaml"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return cloudEntry{}, err
		}
		entry, err := parseCloudEntry(name, content, secure)
		if err != nil {
			return cloudEntry{}, fmt.Errorf("%s: %w", file, err)
		}
		entry.file = file
		return entry, nil
	}
	return cloudEntry{}, fmt.Errorf("%w: %s", errNoCloudsFile, strings.Join(files, ", "))
}

var errNoCloudsFile = errors.New("there is no such file")

// The parser's own errors quote the file.
var errNoClouds = errors.New("it, or the secure.yaml next to it, is not YAML with a map named clouds")

// parseCloudEntry uses gophercloud's types but not its function. That function also reads OS_ variables and certificates, panics if there
// is no section named auth, and quotes the files in its errors.
func parseCloudEntry(name string, content, secure []byte) (cloudEntry, error) {
	public, publicErr := entriesOf(content)
	private, privateErr := entriesOf(secure)
	if publicErr != nil || privateErr != nil {
		return cloudEntry{}, errNoClouds
	}
	if _, exists := public[name]; !exists {
		names := rest.PrintableLine(strings.Join(slices.Sorted(maps.Keys(public)), ", "), maxQuotedRunes)
		return cloudEntry{}, fmt.Errorf("it has no cloud named %q, only: %s", name, names)
	}
	var cloud clouds.Cloud
	var keys accessKeys
	misspelled := map[string]string{}
	for _, entry := range []entryNode{public[name], private[name]} { // values of the second replace those of the first
		var section yaml.MapSlice
		if entry.decode(&cloud) != nil || entry.decode(&keys) != nil || entry.decode(&section) != nil {
			return cloudEntry{}, errNoClouds
		}
		addMisspelled(misspelled, section, misspellingsOutside)
		addMisspelled(misspelled, sectionOf(section, "auth"), misspellings)
	}
	if cloud.AuthInfo == nil {
		return cloudEntry{}, fmt.Errorf("the cloud %q has no section named auth", name)
	}
	result := newCloudEntry(cloud, keys)
	result.misspelled = misspelled
	return result, nil
}

func sectionOf(entry yaml.MapSlice, name string) yaml.MapSlice {
	for _, item := range entry {
		if item.Key == name {
			section, _ := item.Value.(yaml.MapSlice)
			return section
		}
	}
	return nil
}

// entryNode is an entry that is decoded into several types, each time from the file itself: a password of digits without quotes, such as
// 0123456, keeps its text only if it is decoded into a string at once.
type entryNode struct{ unmarshal func(any) error }

// UnmarshalYAML keeps the entry for decode. It is not called for an entry that is null.
func (n *entryNode) UnmarshalYAML(unmarshal func(any) error) error {
	n.unmarshal = unmarshal
	return nil
}

func (n entryNode) decode(target any) error {
	if n.unmarshal == nil {
		return nil
	}
	return n.unmarshal(target)
}

func entriesOf(content []byte) (map[string]entryNode, error) {
	var file struct {
		Clouds map[string]entryNode `yaml:"clouds"`
	}
	err := yaml.Unmarshal(content, &file)
	return file.Clouds, err
}

func newCloudEntry(cloud clouds.Cloud, keys accessKeys) cloudEntry {
	auth := cloud.AuthInfo
	return cloudEntry{
		authURL: auth.AuthURL,
		region:  cloud.RegionName,
		token:   auth.Token,
		user: User{
			Name: auth.Username, ID: auth.UserID, Password: auth.Password,
			DomainName:  cmp.Or(auth.UserDomainName, auth.DomainName, auth.ProjectDomainName),
			DomainID:    cmp.Or(auth.UserDomainID, auth.DomainID, auth.ProjectDomainID),
			ProjectID:   auth.ProjectID,
			ProjectName: auth.ProjectName,
		},
		accessKey:  AccessKey{Access: keys.Auth.Access, Secret: keys.Auth.Secret, SecurityToken: keys.Auth.SecurityToken},
		caCertFile: cloud.CACertFile,
		verify:     cloud.Verify,
	}
}
