package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

func newProjectService() *mockapi.Service {
	return mockapi.New(mockapi.Config{Projects: []mockapi.Project{
		{ID: "a1", Name: "one"}, {ID: "b2", Name: "twice"}, {ID: "b3", Name: "twice"},
	}})
}

func findProject(t *testing.T, service *mockapi.Service, name string) (*auth.NamedProject, string, error) {
	t.Helper()
	atIAM, _ := configs(mockapitest.Serve(t, service))
	atIAM.Credential = auth.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey}
	project := auth.NewNamedProject(name, atIAM)
	id, err := project.ID(t.Context())
	return project, id, err
}

func TestProjectIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	atIAM, _ := configs(mockapitest.Serve(t, service))
	atIAM.Credential = auth.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey}
	project := auth.NewNamedProject("one", atIAM)
	concurrently(func() {
		if id, err := project.ID(t.Context()); err != nil || id != "a1" {
			t.Errorf("got %q, %v", id, err)
		}
	})
	if got := len(service.Requests()); got != 1 {
		t.Errorf("took %d requests", got)
	}
}

func TestProjectLookupIsRepeatedAfterAFailure(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	service.Inject(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnProjects, Times: 2})
	project, _, err := findProject(t, service, "one")
	if err == nil {
		t.Fatal("got no error")
	}
	if id, err := project.ID(t.Context()); err != nil || id != "a1" {
		t.Errorf("then got %q, %v", id, err)
	}
}

func TestProjectErrorListsTheProjects(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		target error
		wants  []string
	}{
		"twice": {auth.ErrSeveralProjects, []string{`have this name: "twice" (b2)`, `"twice" (b3)`}},
		"none":  {auth.ErrNoProject, []string{"Existing projects: ", `"one" (a1)`, `"twice" (b2)`, `"eu-de" (` + mockapi.ProjectID + `)`}},
	} {
		t.Run(name+" lists what there is", func(t *testing.T) {
			t.Parallel()
			_, _, err := findProject(t, newProjectService(), name)
			if !errors.Is(err, test.target) {
				t.Fatalf("got %v", err)
			}
			for _, want := range test.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in %v", want, err)
				}
			}
		})
	}
}

func TestProjectErrorListsAtMostTwentyProjects(t *testing.T) {
	t.Parallel()
	for number, want := range map[int]string{
		0:  "and IAM lists no other",
		20: `"p20" (id20)`,
		21: `"p20" (id20), and 1 more`,
	} {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			projects := []string{}
			for i := range number {
				projects = append(projects, fmt.Sprintf(`{"name":"p%d","id":"id%[1]d"}`, i+1))
			}
			service := newProjectService()
			service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnProjects,
				Body: `{"projects":[` + strings.Join(projects, ",") + `]}`})
			if _, _, err := findProject(t, service, "none"); !errors.Is(err, auth.ErrNoProject) || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("got %v, want the end %q", err, want)
			}
		})
	}
}

func TestProjectIsNotGuessed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		project   string
		response  mockapi.Fault
		want      string
		noProject bool
	}{
		"the secret":            {"one", mockapi.Fault{Body: `{"projects":[{"id":"x","name":"` + mockapi.SecretKey + `"}]}`}, "(x)", true},
		"another name":          {"one", mockapi.Fault{Body: `{"projects":[{"id":"x","name":"another"}]}`}, `"another" (x)`, true},
		"no id":                 {"one", mockapi.Fault{Body: `{"projects":[{"name":"one"}]}`}, `"one" ()`, true},
		"no list":               {"one", mockapi.Fault{Body: `{}`}, "not a list of projects", false},
		"no list of all":        {"none", mockapi.Fault{Skip: 1, Body: `{}`}, "not a list of projects", false},
		"forbidden list":        {"one", mockapi.Fault{Status: http.StatusForbidden}, "403", false},
		"forbidden list of all": {"none", mockapi.Fault{Skip: 1, Status: http.StatusForbidden}, "403", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newProjectService()
			test.response.Kind, test.response.On = mockapi.FaultRespond, mockapi.OnProjects
			service.Inject(test.response)
			_, id, err := findProject(t, service, test.project)
			if err == nil || errors.Is(err, auth.ErrNoProject) != test.noProject || !strings.Contains(err.Error(), test.want) ||
				strings.Contains(err.Error(), mockapi.SecretKey) {
				t.Errorf("got %q, %v, want %q and no secret", id, err, test.want)
			}
		})
	}
}
