package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/sync/semaphore"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// One of these is in the chain of an error if not exactly one project has the name.
var (
	ErrNoProject       = errors.New("no project has this name")
	ErrSeveralProjects = errors.New("several projects have this name")
)

// An account may have hundreds of projects, too many for a message.
const maxNamesListed = 20

var projectIDPattern = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// IsProjectID reports whether a text has 1 to 64 letters, digits or hyphens (API reference).
func IsProjectID(text string) bool { return projectIDPattern.MatchString(text) }

type project struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NamedProject is a project whose id is looked up in IAM. It is safe for concurrent use.
type NamedProject struct {
	name     string
	endpoint string
	service  *rest.Client
	// lock lets one caller look up the id at a time. Unlike with a mutex, waiting for it ends with the context.
	lock *semaphore.Weighted
	id   string
}

// NewNamedProject returns the project with a name. The endpoint of the config is IAM's, with the path /v3. Nothing is requested.
func NewNamedProject(name string, config rest.Config) *NamedProject {
	return &NamedProject{
		name:     name,
		endpoint: config.Endpoint.String(),
		service:  rest.New(config),
		lock:     semaphore.NewWeighted(1),
	}
}

// ID looks up the id once; after an error, the next call tries again. If not exactly one project has the name, the error lists the projects.
// Errors are [*Error], or the cause of a context that ended while another caller looked up the id.
func (p *NamedProject) ID(ctx context.Context) (string, error) {
	if err := p.lock.Acquire(ctx, 1); err != nil {
		return "", context.Cause(ctx)
	}
	defer p.lock.Release(1)
	if p.id == "" {
		id, err := findProject(ctx, p.service, p.name)
		if err != nil {
			return "", &IAMError{Doing: "Looking for the project " + p.name, Endpoint: p.endpoint, Err: err}
		}
		p.id = id
	}
	return p.id, nil
}

func findProject(ctx context.Context, service *rest.Client, name string) (string, error) {
	found, err := projects(ctx, service, url.Values{"name": {name}})
	found = slices.DeleteFunc(found, func(p project) bool { return p.Name != name || !IsProjectID(p.ID) })
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0].ID, nil
	case len(found) > 1:
		return "", fmt.Errorf("%w: %s", ErrSeveralProjects, list(service, found))
	}
	all, err := projects(ctx, service, nil)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return "", fmt.Errorf("%w, and IAM lists no other", ErrNoProject)
	}
	return "", fmt.Errorf("%w. Existing projects: %s", ErrNoProject, list(service, all))
}

func projects(ctx context.Context, service *rest.Client, query url.Values) ([]project, error) {
	var answer struct {
		Projects []project `json:"projects"`
	}
	err := service.Get(ctx, []string{"projects"}, query, nil, func(body []byte) error {
		if err := json.Unmarshal(body, &answer); err != nil || answer.Projects == nil {
			return errors.New("the body is not a list of projects")
		}
		return nil
	})
	return answer.Projects, err
}

func list(service *rest.Client, projects []project) string {
	var names []string
	for _, project := range projects {
		names = append(names, fmt.Sprintf("%q (%s)", shown(service, project.Name), shown(service, project.ID)))
	}
	if more := len(names) - maxNamesListed; more > 0 {
		names = append(names[:maxNamesListed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// maxIDRunes is the maximum length of a project's name and of its id.
const maxIDRunes = 64

func shown(service *rest.Client, text string) string {
	return rest.PrintableLine(service.Redact(text), maxIDRunes)
}
