// Package settings finds the provider's settings: in the provider block, in clouds.yaml and in the environment.
package settings

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
	"gopkg.in/yaml.v2" // the one that gophercloud reads the same files with

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/printable"
)

// maxNamesRunes is how much an error quotes of the names of clouds.
const maxNamesRunes = 200

// CloudEntry is what an entry of clouds.yaml says, with its secure.yaml. What it leaves out is empty.
type CloudEntry struct {
	File      string
	AuthURL   string
	Region    string
	Token     string
	User      iam.User
	AccessKey iam.AccessKey
	// CACertFile is the path of a file with more authorities to trust.
	CACertFile string
	// Verify is whether certificates are verified, nil where the entry does not say.
	Verify *bool
}

// accessKeys is what gophercloud's types leave out, under the names that Open Telekom Cloud's tools use.
type accessKeys struct {
	Auth struct {
		Access        string `yaml:"ak"`
		Secret        string `yaml:"sk"`
		SecurityToken string `yaml:"security_token"`
	} `yaml:"auth"`
}

// CloudsFiles are the places where clouds.yaml is looked for, in that order: the file that OS_CLIENT_CONFIG_FILE names, or else the
// working directory, ~/.config/openstack and /etc/openstack.
func CloudsFiles(getenv func(string) string) []string {
	if file := getenv("OS_CLIENT_CONFIG_FILE"); file != "" {
		return []string{file}
	}
	configs := getenv("XDG_CONFIG_HOME")
	if configs == "" {
		configs = filepath.Join(getenv("HOME"), ".config")
	}
	return []string{
		"clouds.yaml",
		filepath.Join(configs, "openstack", "clouds.yaml"),
		"/etc/openstack/clouds.yaml",
	}
}

// ReadCloud reads an entry from the first of the files that exists, and from the secure.yaml beside that. Its errors name the file
// and quote nothing of it.
func ReadCloud(name string, files []string) (CloudEntry, error) {
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // the user says which
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return CloudEntry{}, err
		}
		secure, err := os.ReadFile(filepath.Join(filepath.Dir(file), "secure.yaml"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return CloudEntry{}, err
		}
		entry, err := parseCloudEntry(name, content, secure)
		if err != nil {
			return CloudEntry{}, fmt.Errorf("%s: %w", file, err)
		}
		entry.File = file
		return entry, nil
	}
	return CloudEntry{}, fmt.Errorf("there is no such file: %s", strings.Join(files, ", "))
}

// The parser's own errors quote the file.
var errNoClouds = errors.New("it, or the secure.yaml beside it, is not YAML with a map named clouds")

// parseCloudEntry takes gophercloud's types but not its function, which reads OS_ variables and the certificates besides, panics where
// there is no section named auth, and quotes the files in its errors.
func parseCloudEntry(name string, content, secure []byte) (CloudEntry, error) {
	public, publicErr := entriesOf(content)
	private, privateErr := entriesOf(secure)
	if publicErr != nil || privateErr != nil {
		return CloudEntry{}, errNoClouds
	}
	if _, found := public[name]; !found {
		names := printable.Line(strings.Join(slices.Sorted(maps.Keys(public)), ", "), maxNamesRunes)
		return CloudEntry{}, fmt.Errorf("it has no cloud named %q, only: %s", name, names)
	}
	var cloud clouds.Cloud
	var keys accessKeys
	for _, entry := range []yaml.MapSlice{public[name], private[name]} { // what the second says replaces what the first said
		text, err := yaml.Marshal(entry)
		if err != nil || yaml.Unmarshal(text, &cloud) != nil || yaml.Unmarshal(text, &keys) != nil {
			return CloudEntry{}, errNoClouds
		}
	}
	if cloud.AuthInfo == nil {
		return CloudEntry{}, fmt.Errorf("the cloud %q has no section named auth", name)
	}
	return newCloudEntry(cloud, keys), nil
}

func entriesOf(content []byte) (map[string]yaml.MapSlice, error) {
	var file struct {
		Clouds map[string]yaml.MapSlice `yaml:"clouds"`
	}
	err := yaml.Unmarshal(content, &file)
	return file.Clouds, err
}

func newCloudEntry(cloud clouds.Cloud, keys accessKeys) CloudEntry {
	auth := cloud.AuthInfo
	return CloudEntry{
		AuthURL: auth.AuthURL,
		Region:  cloud.RegionName,
		Token:   auth.Token,
		User: iam.User{
			Name: auth.Username, ID: auth.UserID, Password: auth.Password,
			DomainName:  cmp.Or(auth.UserDomainName, auth.DomainName, auth.ProjectDomainName),
			DomainID:    cmp.Or(auth.UserDomainID, auth.DomainID, auth.ProjectDomainID),
			ProjectID:   auth.ProjectID,
			ProjectName: auth.ProjectName,
		},
		AccessKey:  iam.AccessKey{Access: keys.Auth.Access, Secret: keys.Auth.Secret, SecurityToken: keys.Auth.SecurityToken},
		CACertFile: cloud.CACertFile,
		Verify:     cloud.Verify,
	}
}
