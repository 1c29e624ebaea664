package iam

import (
	"bytes"
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
)

// CloudEntry is what an entry of clouds.yaml says, with its secure.yaml. What it leaves out is empty.
type CloudEntry struct {
	File      string
	AuthURL   string
	Region    string
	Token     string
	User      User
	AccessKey AccessKey
	// CACertFile is the path of a file with more authorities to trust.
	CACertFile string
	// Insecure is true where the entry says verify: false.
	Insecure bool
}

// cloudsFile has what gophercloud's own types leave out: access keys, under the names that Open Telekom Cloud's tools use.
type cloudsFile struct {
	Clouds map[string]struct {
		Auth *struct {
			AccessKey     string `yaml:"ak"`
			SecretKey     string `yaml:"sk"`
			SecurityToken string `yaml:"security_token"`
		} `yaml:"auth"`
		CACertFile string `yaml:"cacert"`
		Verify     *bool  `yaml:"verify"`
	} `yaml:"clouds"`
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
		entry, err := parseCloud(name, content, secure)
		if err != nil {
			return CloudEntry{}, fmt.Errorf("%s: %w", file, err)
		}
		entry.File = file
		return entry, nil
	}
	return CloudEntry{}, fmt.Errorf("there is no such file: %s", strings.Join(files, ", "))
}

func parseCloud(name string, content, secure []byte) (CloudEntry, error) {
	var public, private cloudsFile
	if yaml.Unmarshal(content, &public) != nil || yaml.Unmarshal(secure, &private) != nil {
		// The parser's errors quote the file.
		return CloudEntry{}, errors.New("it, or the secure.yaml beside it, is not YAML with a map named clouds")
	}
	if _, found := public.Clouds[name]; !found {
		return CloudEntry{}, fmt.Errorf("it has no cloud named %q, only: %s", name,
			strings.Join(slices.Sorted(maps.Keys(public.Clouds)), ", "))
	}
	// gophercloud panics where both are missing.
	if public.Clouds[name].Auth == nil && private.Clouds[name].Auth == nil {
		return CloudEntry{}, fmt.Errorf("the cloud %q has no section named auth", name)
	}
	options, endpoint, _, err := clouds.Parse(
		clouds.WithCloudName(name),
		clouds.WithCloudsYAML(bytes.NewReader(content)),
		clouds.WithSecureYAML(bytes.NewReader(orEmptyMap(secure))),
		clouds.WithRegion(""), // or else OS_REGION_NAME would come before the file
	)
	if err != nil {
		return CloudEntry{}, fmt.Errorf("the cloud %q cannot be used: %w", name, err)
	}
	entry := CloudEntry{
		AuthURL: options.IdentityEndpoint,
		Region:  endpoint.Region,
		Token:   options.TokenID,
		User: User{
			Name: options.Username, ID: options.UserID, Password: options.Password,
			DomainName: options.DomainName, DomainID: options.DomainID,
			ProjectID: options.TenantID, ProjectName: options.TenantName,
		},
	}
	for _, file := range []cloudsFile{public, private} {
		file.addTo(&entry, name)
	}
	return entry, nil
}

// orEmptyMap stands in for a file that is not there: an empty one is an error to gophercloud.
func orEmptyMap(content []byte) []byte {
	if len(bytes.TrimSpace(content)) == 0 {
		return []byte("{}")
	}
	return content
}

func (f cloudsFile) addTo(entry *CloudEntry, name string) {
	cloud := f.Clouds[name]
	if auth := cloud.Auth; auth != nil && auth.AccessKey+auth.SecretKey+auth.SecurityToken != "" {
		overwrite(&entry.AccessKey.Access, auth.AccessKey)
		overwrite(&entry.AccessKey.Secret, auth.SecretKey)
		overwrite(&entry.AccessKey.SecurityToken, auth.SecurityToken)
	}
	overwrite(&entry.CACertFile, cloud.CACertFile)
	if cloud.Verify != nil {
		entry.Insecure = !*cloud.Verify
	}
}

func overwrite(field *string, value string) {
	if value != "" {
		*field = value
	}
}
