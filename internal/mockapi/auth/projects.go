package auth

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// AnswerProjects answers GET /v3/projects.
func (s *Server) AnswerProjects(x wire.Exchange) wire.Reply {
	domainID, refused := s.domainID(x)
	if refused != nil {
		return refused.Reply(x.RequestID)
	}
	matches, err := projectFilter(x.R.URL)
	if err != nil {
		return iamRefusal(http.StatusBadRequest, err.Error()).Reply(x.RequestID)
	}
	found := []map[string]any{}
	for _, project := range s.projectsOf(domainID) {
		if matches(project) {
			found = append(found, map[string]any{
				"id": project.ID, "name": project.Name, "domain_id": domainID, "enabled": true,
			})
		}
	}
	return wire.JSON(http.StatusOK, map[string]any{"projects": found, "links": map[string]any{}})
}

func projectFilter(u *url.URL) (matches func(Project) bool, err error) {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("the query cannot be decoded")
	}
	for _, parameter := range slices.Sorted(maps.Keys(values)) {
		if parameter != "name" {
			return nil, fmt.Errorf("there is no such parameter: %s", parameter)
		}
	}
	names := values["name"]
	switch {
	case len(names) == 0:
		return func(Project) bool { return true }, nil
	case len(names) > 1 || names[0] == "":
		return nil, errors.New("the parameter name is empty, or was given more than once")
	}
	return func(p Project) bool { return p.Name == names[0] }, nil
}
