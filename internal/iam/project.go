package iam

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

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/printable"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// ErrProject is in the chain of an error where a project's name does not lead to one project.
var ErrProject = errors.New("no single project has the name")

// An account may have hundreds of projects; a message has room for some.
const maxNamesListed = 20

// An id that looks otherwise, such as one that quotes what IAM was sent, is none (API reference: 1 to 64 letters, digits, hyphens).
var projectIDPattern = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

type project struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NamedProject is a project whose id IAM knows. It is safe for concurrent use.
type NamedProject struct {
	name     string
	endpoint string
	service  *rest.Client
	// turn lets one caller ask at a time; unlike a mutex, waiting for it ends with the context.
	turn *semaphore.Weighted
	id   string
}

// NewNamedProject returns the project with a name. The config's endpoint is IAM's, with the path /v3. Nothing is requested.
func NewNamedProject(name string, config rest.Config) *NamedProject {
	return &NamedProject{
		name:     name,
		endpoint: config.Endpoint.String(),
		service:  rest.New(config),
		turn:     semaphore.NewWeighted(1),
	}
}

// ID asks IAM until it was answered once. Where no project or more than one has the name, the error lists what there is. Errors are
// [*Error], or the cause of a context that ended while another caller asked.
func (p *NamedProject) ID(ctx context.Context) (string, error) {
	if err := p.turn.Acquire(ctx, 1); err != nil {
		return "", context.Cause(ctx)
	}
	defer p.turn.Release(1)
	if p.id == "" {
		id, err := findProject(ctx, p.service, p.name)
		if err != nil {
			return "", &Error{Doing: "Looking for the project " + p.name, Endpoint: p.endpoint, Err: err}
		}
		p.id = id
	}
	return p.id, nil
}

func findProject(ctx context.Context, service *rest.Client, name string) (string, error) {
	found, err := projects(ctx, service, url.Values{"name": {name}})
	found = slices.DeleteFunc(found, func(p project) bool { return p.Name != name || !projectIDPattern.MatchString(p.ID) })
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0].ID, nil
	case len(found) > 1:
		return "", fmt.Errorf("%w; these have it: %s", ErrProject, list(service, found))
	}
	all, err := projects(ctx, service, nil)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return "", fmt.Errorf("%w, and IAM lists no other", ErrProject)
	}
	return "", fmt.Errorf("%w; there are: %s", ErrProject, list(service, all))
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

// maxIDRunes is how much is shown of a project's name or id, each up to 64 characters long.
const maxIDRunes = 64

func shown(service *rest.Client, text string) string {
	return printable.Line(service.Redact(text), maxIDRunes)
}
