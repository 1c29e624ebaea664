package mockapi

import (
	"net/http"
	"slices"
)

// authorizeEvents looks at who asks, and whether the events of the project are theirs.
func (s *Service) authorizeEvents(x exchange, projectID string) *refusal {
	if signed(x.r.Header) {
		return s.authorizeSigned(x, projectID)
	}
	sent, refused := s.tokens.use(x.r.Header.Values("X-Auth-Token"))
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

func (s *Service) authorizeSigned(x exchange, projectID string) *refusal {
	if err := s.keys.verify(x.r, x.body); err != nil {
		return wrongSignature(err)
	}
	sent := x.r.Header.Values("X-Project-Id")
	if len(sent) > 0 && !slices.Equal(sent, []string{projectID}) {
		return foreignProject("header X-Project-Id")
	}
	if !slices.ContainsFunc(s.config.Projects, func(p Project) bool { return p.ID == projectID }) {
		return foreignProject("access key")
	}
	return nil
}

// domainID is the domain of who asks IAM.
func (s *Service) domainID(x exchange) (string, *refusal) {
	if signed(x.r.Header) {
		if err := s.keys.verify(x.r, x.body); err != nil {
			return "", wrongSignature(err)
		}
		return s.account().DomainID, nil
	}
	sent, refused := s.tokens.find(x.r.Header.Values("X-Auth-Token")...)
	if refused != nil {
		return "", iamRefusal(http.StatusUnauthorized, "The request you have made requires authentication.")
	}
	return sent.user.DomainID, nil
}

// account is the user whose domain the projects and the access keys belong to.
func (s *Service) account() User { return s.config.Users[0] }

func (s *Service) projectsOf(domainID string) []Project {
	if domainID != s.account().DomainID {
		return nil
	}
	return s.config.Projects
}
