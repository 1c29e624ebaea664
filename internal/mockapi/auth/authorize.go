// Package auth is the part of the mock that knows users, projects, tokens and access keys. It answers IAM's two calls, and authorizes the
// requests to ModelArts.
package auth

import (
	"net/http"
	"slices"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/signature"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// Authorize returns nil if the caller may read in the project. A token that IAM issued counts the request.
func (s *Server) Authorize(x wire.Exchange, projectID string) *wire.Refusal {
	if signature.IsPresent(x.R.Header) {
		return s.authorizeSigned(x, projectID)
	}
	sent, refused := s.tokens.use(x.R.Header.Values("X-Auth-Token"))
	switch {
	case refused != nil:
		return refused
	case sent.project.ID == "":
		return tokenWithoutProject()
	case sent.project.ID != projectID:
		return foreignProject("token")
	}
	return nil
}

func (s *Server) authorizeSigned(x wire.Exchange, projectID string) *wire.Refusal {
	if err := s.keys.verify(x.R, x.Body); err != nil {
		return wrongSignature(err)
	}
	sent := x.R.Header.Values("X-Project-Id")
	if len(sent) > 0 && !slices.Equal(sent, []string{projectID}) {
		return foreignProject("header X-Project-Id")
	}
	if !slices.ContainsFunc(s.config.Projects, func(p Project) bool { return p.ID == projectID }) {
		return foreignProject("access key")
	}
	return nil
}

// domainID returns the domain of the caller.
func (s *Server) domainID(x wire.Exchange) (string, *wire.Refusal) {
	if signature.IsPresent(x.R.Header) {
		if err := s.keys.verify(x.R, x.Body); err != nil {
			return "", wrongSignature(err)
		}
		return s.account().DomainID, nil
	}
	sent, refused := s.tokens.find(x.R.Header.Values("X-Auth-Token")...)
	if refused != nil {
		return "", iamRefusal(http.StatusUnauthorized, "The request you have made requires authentication.")
	}
	return sent.user.DomainID, nil
}

// account returns the user whose domain owns the projects and the access keys.
func (s *Server) account() User { return s.config.Users[0] }

func (s *Server) projectsOf(domainID string) []Project {
	if domainID != s.account().DomainID {
		return nil
	}
	return s.config.Projects
}
