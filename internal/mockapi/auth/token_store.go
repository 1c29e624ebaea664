package auth

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

const tokenLifetime = 24 * time.Hour

// token describes an issued token.
type token struct {
	user User
	// project has no ID if the token has no scope.
	project Project
	methods []string
	// issued and expires are zero in the token of the configuration, which never expires.
	issued, expires time.Time
	uses            int
}

// tokenStore keeps expired tokens as well, because they have an error code of their own.
type tokenStore struct {
	now     func() time.Time
	maxUses int

	mu     sync.Mutex
	issued int
	tokens map[string]*token
}

func newTokenStore(config Config) *tokenStore {
	events := slices.IndexFunc(config.Projects, func(p Project) bool { return p.ID == config.ProjectID })
	return &tokenStore{
		now: config.Now, maxUses: config.TokenUses,
		tokens: map[string]*token{config.Token: {user: config.Users[0], project: config.Projects[events]}},
	}
}

func (s *tokenStore) issue(t token) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	sum := sha256.Sum256([]byte(strconv.Itoa(s.issued)))
	id = fmt.Sprintf("mock-iam-token-%06d-%x", s.issued, sum[:16])
	s.tokens[id] = &t
	return id
}

// use finds the token of a request to ModelArts, and counts the request.
func (s *tokenStore) use(sent []string) (token, *wire.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, refused := s.lookUp(sent)
	if refused != nil {
		return token{}, refused
	}
	found.uses++
	return *found, nil
}

func (s *tokenStore) find(sent ...string) (token, *wire.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, refused := s.lookUp(sent)
	if refused != nil {
		return token{}, refused
	}
	return *found, nil
}

// lookUp requires the lock.
func (s *tokenStore) lookUp(sent []string) (*token, *wire.Refusal) {
	switch {
	case len(sent) == 0 || sent[0] == "":
		return nil, tokenMissing()
	case len(sent) > 1 || s.tokens[sent[0]] == nil:
		return nil, tokenInvalid()
	}
	found := s.tokens[sent[0]]
	usedUp := s.maxUses > 0 && found.uses >= s.maxUses
	if !found.expires.IsZero() && (usedUp || !s.now().Before(found.expires)) {
		return nil, tokenExpired()
	}
	return found, nil
}

func (s *tokenStore) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tokens {
		if !t.expires.IsZero() {
			t.expires = s.now()
		}
	}
}
