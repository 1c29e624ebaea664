package auth

import (
	"net/http"
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// AnswerTokens answers POST /v3/auth/tokens.
func (s *Server) AnswerTokens(x wire.Exchange) wire.Reply {
	if x.R.URL.RawQuery != "" {
		return malformedLogin("the call has no query parameters").Reply(x.RequestID)
	}
	login, err := parseLogin(x.R.Header.Get("Content-Type"), x.Body)
	if err != nil {
		return malformedLogin(err.Error()).Reply(x.RequestID)
	}
	issued, refused := s.logIn(login)
	if refused != nil {
		return refused.Reply(x.RequestID)
	}
	answer := wire.JSON(http.StatusCreated, map[string]any{"token": issued.object()})
	answer.Header.Set("X-Subject-Token", s.tokens.issue(issued))
	return answer
}

func (s *Server) logIn(l login) (token, *wire.Refusal) {
	t, refused := s.identify(l.Auth.Identity)
	if refused != nil || l.Auth.Scope == nil {
		return t, refused
	}
	var found []Project
	for _, project := range s.projectsOf(t.user.DomainID) {
		if l.Auth.Scope.Project.matches(project.ID, project.Name, s.account()) {
			found = append(found, project)
		}
	}
	if len(found) != 1 {
		return token{}, iamRefusal(http.StatusUnauthorized, "The scope is not exactly one project of the user.")
	}
	t.project = found[0]
	return t, nil
}

// identify returns a token without a scope.
func (s *Server) identify(i identity) (token, *wire.Refusal) {
	sent := i.Password.User
	found := slices.IndexFunc(s.config.Users, func(u User) bool {
		return sent.matches(u.ID, u.Name, u) && sent.Password == u.Password
	})
	if found < 0 {
		return token{}, iamRefusal(http.StatusUnauthorized, "The username or password is wrong.")
	}
	now := s.config.Now()
	return token{user: s.config.Users[found], methods: i.Methods, issued: now, expires: now.Add(tokenLifetime)}, nil
}

func (t token) object() map[string]any {
	domain := map[string]any{"id": t.user.DomainID, "name": t.user.DomainName}
	object := map[string]any{
		"issued_at":  iamTime(t.issued),
		"expires_at": iamTime(t.expires),
		"methods":    t.methods,
		"user":       map[string]any{"id": t.user.ID, "name": t.user.Name, "domain": domain},
		"catalog":    []any{},
	}
	if t.project.ID != "" {
		object["project"] = map[string]any{"id": t.project.ID, "name": t.project.Name, "domain": domain}
	}
	return object
}

func iamTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

func malformedLogin(reason string) *wire.Refusal {
	return iamRefusal(http.StatusBadRequest, "The request is malformed: "+reason+".")
}
