package mockapi

import (
	"cmp"
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/auth"
)

// The project, token and job that a service knows from the start. The project and the token are made up,
// the job is the one in the example of the API reference.
const (
	ProjectID   = "0123456789abcdef0123456789abcdef"
	ProjectName = "eu-de"
	Token       = "mock-token-7f3c"
	SampleJobID = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
)

// The user that a service knows from the start, made up, with values that a log can be searched for.
const (
	UserName   = "mock-user-operator-51c9"
	UserID     = "5d0e7a91c3b84f26a7e2b10f9c64d837"
	Password   = "mock-Password-90d1e4b7a6"
	DomainName = "mock-domain-trials-7b21"
	DomainID   = "c1f8e0d27a6b4935bd4e60a7f2913c58"
)

// The access keys that a service knows from the start, made up: a permanent one, and a temporary one that
// needs its security token.
const (
	AccessKeyID = "MOCKAK7F3C0000000001"
	SecretKey   = "mockSecretKey3e9a6f1c7b2d4058a1c6e9f0d7"

	TemporaryAccessKeyID = "MOCKAK7F3C0000000002"
	TemporarySecretKey   = "mockTemporarySecretKey8b5d0c4f2e7a1936"
	SecurityToken        = "mock-security-token-2a9c7e5f1d3b8046"
)

// Config says who may call a [Service]. An empty ProjectID or Token takes the constant of the same name.
type Config struct {
	// ProjectID is the project of the jobs and of Token.
	ProjectID string
	// Token is good for good. It belongs to the first user.
	Token string

	// Users are those that IAM issues tokens to; empty: the one of the constants. The projects and the access
	// keys belong to the domain of the first: users of other domains have no project.
	Users []User
	// AccessKeys are those that may sign; empty: the two of the constants. Five failures in a row lock a key for
	// five minutes of Now.
	AccessKeys []AccessKey
	// Projects are what IAM finds. Where none has ProjectID, such a one is added, with the name [ProjectName].
	// Names may repeat, so that a search finds several.
	Projects []Project

	// TokenUses is for how many event requests a token that IAM issued is good, whatever their answers; 0: no
	// bound. It expires after 24 hours all the same.
	TokenUses int
	// RequestsPerSecond is how many event requests the service takes in any second; the others are answered with 429 and Retry-After: 1.
	// 0: no bound.
	RequestsPerSecond int
	// BeforeEvents is called before each event request of an authorized caller is answered; nil: nothing is. It may change the job
	// that is read. Concurrent requests call it concurrently.
	BeforeEvents func(*Service)
	// Now is the clock that tokens and signatures are judged by; nil: [time.Now].
	Now func() time.Time
}

// User is a user of IAM. An empty field takes the constant of the same name; for Name and ID these are [UserName] and [UserID].
type User = auth.User

// AccessKey is a key that may sign requests. An empty Access or Secret takes [AccessKeyID] or [SecretKey].
type AccessKey = auth.AccessKey

// Project is a project in IAM's list.
type Project = auth.Project

func (c Config) withDefaults() Config {
	c.ProjectID = cmp.Or(c.ProjectID, ProjectID)
	c.Token = cmp.Or(c.Token, Token)
	if c.Now == nil {
		c.Now = time.Now
	}
	if len(c.Users) == 0 {
		c.Users = []User{{}}
	}
	if len(c.AccessKeys) == 0 {
		c.AccessKeys = []AccessKey{
			{Access: AccessKeyID, Secret: SecretKey},
			{Access: TemporaryAccessKeyID, Secret: TemporarySecretKey, SecurityToken: SecurityToken},
		}
	}
	c.Users, c.AccessKeys, c.Projects = slices.Clone(c.Users), slices.Clone(c.AccessKeys), slices.Clone(c.Projects)
	for i, user := range c.Users {
		c.Users[i] = withDefaults(user)
	}
	for i, key := range c.AccessKeys {
		c.AccessKeys[i].Access, c.AccessKeys[i].Secret = cmp.Or(key.Access, AccessKeyID), cmp.Or(key.Secret, SecretKey)
	}
	if !slices.ContainsFunc(c.Projects, func(p Project) bool { return p.ID == c.ProjectID }) {
		c.Projects = slices.Insert(c.Projects, 0, Project{ID: c.ProjectID, Name: ProjectName})
	}
	return c
}

func withDefaults(u User) User {
	return User{
		Name: cmp.Or(u.Name, UserName), ID: cmp.Or(u.ID, UserID), Password: cmp.Or(u.Password, Password),
		DomainName: cmp.Or(u.DomainName, DomainName), DomainID: cmp.Or(u.DomainID, DomainID),
	}
}

func (c Config) auth() auth.Config {
	return auth.Config{
		Users: c.Users, AccessKeys: c.AccessKeys, Projects: c.Projects,
		ProjectID: c.ProjectID, Token: c.Token, TokenUses: c.TokenUses, Now: c.Now,
	}
}
