package auth

import "time"

// Config has the users, keys and projects of a [Server]. It has at least one user, and a project with ProjectID.
type Config struct {
	// Users are the users that can log in. Projects and AccessKeys belong to the domain of the first one.
	Users      []User
	AccessKeys []AccessKey
	Projects   []Project

	// Token never expires. It belongs to the first user and to the project with ProjectID.
	Token     string
	ProjectID string
	// TokenUses is the number of requests to ModelArts that an issued token is valid for; 0: unlimited.
	TokenUses int
	// Now is the clock for tokens and signatures.
	Now func() time.Time
}

// User is a user of IAM.
type User struct {
	Name, ID, Password   string
	DomainName, DomainID string
}

// AccessKey is a key that may sign requests. A key with a SecurityToken is temporary: requests must send it as X-Security-Token.
type AccessKey struct {
	Access, Secret string
	SecurityToken  string
}

// Project is a project in IAM's list.
type Project struct{ ID, Name string }

// Server answers IAM's calls and authorizes requests to ModelArts. It is safe for concurrent use.
type Server struct {
	config Config
	tokens *tokenStore
	keys   *keyRing
}

// New returns a server that has issued no token.
func New(config Config) *Server {
	return &Server{config: config, tokens: newTokenStore(config), keys: newKeyRing(config.AccessKeys, config.Now)}
}

// ExpireTokens makes all issued tokens expire now. The token of the configuration stays valid.
func (s *Server) ExpireTokens() { s.tokens.expire() }
