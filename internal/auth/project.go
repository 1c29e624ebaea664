package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
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
const maxProjectsListed = 20

type projectRow struct {
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

// ID looks up the id once; after an error, the next call tries again. If not exactly one project has the name, the error lists the
// projects. Errors are [*IAMError], or the cause of a context that ended while another caller looked up the id.
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
	matching, err := listProjects(ctx, service, url.Values{"name": {name}})
	matching = slices.DeleteFunc(matching, func(p projectRow) bool { return p.Name != name || !projectIDPattern.MatchString(p.ID) })
	switch {
	case err != nil:
		return "", err
	case len(matching) == 1:
		return matching[0].ID, nil
	case len(matching) > 1:
		return "", fmt.Errorf("%w: %s", ErrSeveralProjects, describeProjects(service, matching))
	}
	all, err := listProjects(ctx, service, nil)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return "", fmt.Errorf("%w, and IAM lists no other", ErrNoProject)
	}
	return "", fmt.Errorf("%w. Existing projects: %s", ErrNoProject, describeProjects(service, all))
}

func listProjects(ctx context.Context, service *rest.Client, query url.Values) ([]projectRow, error) {
	var response struct {
		Projects []projectRow `json:"projects"`
	}
	err := service.Get(ctx, []string{"projects"}, query, nil, func(body []byte) error {
		if err := json.Unmarshal(body, &response); err != nil || response.Projects == nil {
			return errors.New("the body is not a list of projects")
		}
		return nil
	})
	return response.Projects, err
}

func describeProjects(service *rest.Client, projects []projectRow) string {
	var names []string
	for _, project := range projects {
		names = append(names, fmt.Sprintf("%q (%s)", printable(service, project.Name), printable(service, project.ID)))
	}
	if more := len(names) - maxProjectsListed; more > 0 {
		names = append(names[:maxProjectsListed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// maxProjectRunes is the maximum length of a project's name and of its id.
const maxProjectRunes = 64

func printable(service *rest.Client, text string) string {
	return rest.PrintableLine(service.Redact(text), maxProjectRunes)
}
