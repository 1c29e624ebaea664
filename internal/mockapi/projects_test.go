package mockapi_test

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestProjectsAreFoundByExactName(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{Projects: []mockapi.Project{
		{ID: "a", Name: "twin"}, {ID: "b", Name: "eu-de_research"}, {ID: "c", Name: "twin"},
	}})
	object := func(id, name string) any {
		return map[string]any{"id": id, "name": name, "domain_id": mockapi.DomainID, "enabled": true}
	}
	events, a := object(mockapi.ProjectID, mockapi.ProjectName), object("a", "twin")
	b, c := object("b", "eu-de_research"), object("c", "twin")
	for query, want := range map[string][]any{
		"":                       {events, a, b, c},
		"?name=eu-de":            {events},
		"?name=twin":             {a, c},
		"?name=eu%2Dde_research": {b},
		"?name=EU-DE":            {},
		"?name=eu":               {},
	} {
		body := wantStatus(t, server, request(t, server.URL+"/v3/projects"+query), http.StatusOK)
		wanted := map[string]any{"projects": want, "links": map[string]any{}}
		if got := decode(t, body); !reflect.DeepEqual(got, any(wanted)) {
			t.Errorf("%s: got %v, want %v", query, got, wanted)
		}
	}
}

func TestConfiguredProjectKeepsItsName(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{
		ProjectID: "events", Projects: []mockapi.Project{{ID: "first", Name: "x"}, {ID: "events", Name: "y"}},
	})
	body := wantStatus(t, server, request(t, server.URL+"/v3/projects"), http.StatusOK)
	whole, _ := decode(t, body).(map[string]any)
	if projects, _ := whole["projects"].([]any); len(projects) != 2 {
		t.Errorf("got %s, want the two projects given", body)
	}
}

func TestUserOfOtherDomainHasNoProjects(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{Users: []mockapi.User{
		{}, {Name: "guest", ID: "guest-id", DomainName: "elsewhere", DomainID: "elsewhere-id"},
	}})
	id, _ := logIn(t, server, withPassword(`{"id": "guest-id", "password": "`+mockapi.Password+`"}`, ""))
	body := wantStatus(t, server, requestWith(t, server, id, "/v3/projects"), http.StatusOK)
	if !reflect.DeepEqual(decode(t, body), decode(t, `{"projects": [], "links": {}}`)) {
		t.Errorf("got %s", body)
	}
}

func TestInvalidProjectQueryIsRejected(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for query, want := range map[string]string{
		"?domain_id=x":     "there is no such parameter: domain_id",
		"?Name=x":          "there is no such parameter: Name",
		"?name=":           "the parameter name is empty, or was given more than once",
		"?name=x&name=x":   "the parameter name is empty, or was given more than once",
		"?name=%zz":        "the query cannot be decoded",
		"?name=x&enabled=": "there is no such parameter: enabled",
	} {
		got := iamError(t, server, request(t, server.URL+"/v3/projects"+query), http.StatusBadRequest)
		if got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestProjectListRequiresToken(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for _, sent := range [][]string{nil, {""}, {"other"}, {mockapi.Token, mockapi.Token}} {
		r := request(t, server.URL+"/v3/projects")
		r.Header["X-Auth-Token"] = sent
		iamError(t, server, r, http.StatusUnauthorized)
	}
}

func TestUnknownIAMPathOrMethodIsRejected(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for path, want := range map[string]struct {
		method string
		status int
		allow  string
	}{
		"/v3/auth/tokens":   {http.MethodGet, http.StatusMethodNotAllowed, http.MethodPost},
		"/v3/projects":      {http.MethodPost, http.StatusMethodNotAllowed, http.MethodGet},
		"/v3/projects/":     {http.MethodGet, http.StatusNotFound, ""},
		"/v3":               {http.MethodGet, http.StatusNotFound, ""},
		"/v3/auth%2Ftokens": {http.MethodPost, http.StatusNotFound, ""},
	} {
		r := request(t, server.URL+path)
		r.Method = want.method
		response, body := send(t, server, r)
		refused, _ := decode(t, body).(map[string]any)
		if response.StatusCode != want.status || response.Header.Get("Allow") != want.allow || refused["error_code"] != "APIGW.0101" {
			t.Errorf("%s %s: status %d, Allow %q, %s", want.method, path, response.StatusCode, response.Header.Get("Allow"), body)
		}
	}
}
