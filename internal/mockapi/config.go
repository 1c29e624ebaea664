package mockapi

import (
	"cmp"
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/auth"
)

// The default project, token and job. The project and the token are invented; the job is that of the example in the API reference.
const (
	ProjectID     = "0123456789abcdef0123456789abcdef"
	ProjectName   = "eu-de"
	Token         = "mock-token-7f3c"
	SampleJobID   = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
	SampleJobName = "sample-job"
)

// The default user. The values are unique, so that tests can search logs for them.
const (
	UserName   = "mock-user-operator-51c9"
	UserID     = "5d0e7a91c3b84f26a7e2b10f9c64d837"
	Password   = "mock-Password-90d1e4b7a6"
	DomainName = "mock-domain-trials-7b21"
	DomainID   = "c1f8e0d27a6b4935bd4e60a7f2913c58"
)

// The default access keys: a permanent one, and a temporary one that requires its security token.
const (
	AccessKeyID = "MOCKAK7F3C0000000001"
	SecretKey   = "mockSecretKey3e9a6f1c7b2d4058a1c6e9f0d7"

	TemporaryAccessKeyID = "MOCKAK7F3C0000000002"
	TemporarySecretKey   = "mockTemporarySecretKey8b5d0c4f2e7a1936"
	SecurityToken        = "mock-security-token-2a9c7e5f1d3b8046"
)

// Config configures a [Service]. An empty ProjectID or Token takes the constant of the same name.
type Config struct {
	// ProjectID is the project of the jobs and of Token.
	ProjectID string
	// Token never expires. It belongs to the first user.
	Token string

	// Users can log in to IAM; empty: the user of the constants. The projects and the access keys belong to the domain of the first user.
	// Users of other domains have no project.
	Users []User
	// AccessKeys may sign requests; empty: the two of the constants. Five consecutive failures lock a key for five minutes of Now.
	AccessKeys []AccessKey
	// Projects is IAM's list of projects. A project with ProjectID and the name [ProjectName] is added if it is missing. Several projects may
	// have the same name.
	Projects []Project

	// TokenUses is the number of requests to ModelArts that an issued token is valid for, including rejected ones; 0: unlimited.
	// Tokens also expire after 24 hours.
	TokenUses int
	// RequestsPerSecond is the number of requests to ModelArts that are accepted in any second. The others get a 429 with
	// Retry-After: 1. 0: unlimited.
	RequestsPerSecond int
	// BeforeEvents is called before each authorized event request is answered, if it is not nil. It may change the job that is read.
	// Calls do not overlap, even if requests do.
	BeforeEvents func(*Service)
	// BeforeSearch is [Config.BeforeEvents] for searches. It may create and remove jobs.
	BeforeSearch func(*Service)
	// SearchOffsetCountsRecords is what the older documents say of the offset of a search. The newer ones say that it counts pages.
	SearchOffsetCountsRecords bool
	// Now is the clock for tokens and signatures; nil: [time.Now].
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
