package iam

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"
	"golang.org/x/sync/semaphore"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var _ rest.Renewer = (*Login)(nil)

// User is who logs in with a password, and for which project.
type User struct {
	// Name needs a domain. ID does not, and is used where both are set.
	Name, ID, Password string
	// DomainName or DomainID is the account, not both. It is the domain of the project, too.
	DomainName, DomainID string
	// ProjectID or ProjectName is what the token is scoped to. The name of a region is that of its own project.
	ProjectID, ProjectName string
}

func (u User) String() string {
	if u.ID != "" {
		return "user id " + u.ID
	}
	return "user " + u.Name
}

// GoString keeps the password out of %#v.
func (u User) GoString() string { return u.String() }

// Login is a credential that logs in with a password when it is first needed, and again when its token has run out.
type Login struct {
	user     User
	endpoint string
	identity *gophercloud.ServiceClient
	// turn lets one caller log in at a time; unlike a mutex, waiting for it ends with the context.
	turn *semaphore.Weighted

	// refusal is IAM's last word on the password: trying it again for each data source would lock the account.
	refusal error

	mu     sync.Mutex
	token  string
	issued []string
	// project is the id of the project that the token is scoped to.
	project string
}

// NewLogin returns a credential for the user. The config's endpoint is IAM's, with the path /v3; its credential is not used.
func NewLogin(user User, config rest.Config) *Login {
	config.Credential = password(user.Password)
	return &Login{
		user:     user,
		endpoint: config.Endpoint.String(),
		identity: &gophercloud.ServiceClient{
			ProviderClient: &gophercloud.ProviderClient{HTTPClient: http.Client{Transport: rest.New(config)}},
			Endpoint:       config.Endpoint.String() + "/",
		},
		turn: semaphore.NewWeighted(1),
	}
}

// password is no proof for the header of a request, but a secret that no error of the login may hold.
type password string

func (password) Authorize(context.Context, *http.Request) error { return nil }

func (p password) Secrets() []string { return []string{string(p)} }

// Authorize sets X-Auth-Token. Its errors are [*Error].
func (l *Login) Authorize(ctx context.Context, request *http.Request) error {
	token, _, err := l.current(ctx, "")
	if err != nil {
		return err
	}
	request.Header.Set(tokenHeader, token)
	return nil
}

// Renew logs in again, unless another caller has done so since the rejected request was sent.
func (l *Login) Renew(ctx context.Context, rejected *http.Request) error {
	_, _, err := l.current(ctx, rejected.Header.Get(tokenHeader))
	return err
}

// Project is the id of the project that the tokens are scoped to.
func (l *Login) Project(ctx context.Context) (string, error) {
	_, project, err := l.current(ctx, "")
	return project, err
}

// Secrets returns the password and every token so far: an old one may be quoted in a late answer.
func (l *Login) Secrets() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(slices.Clone(l.issued), l.user.Password)
}

// current returns a token other than the rejected one.
func (l *Login) current(ctx context.Context, rejected string) (token, project string, err error) {
	if err := l.turn.Acquire(ctx, 1); err != nil {
		return "", "", context.Cause(ctx)
	}
	defer l.turn.Release(1)
	if l.refusal == nil && (l.token == "" || l.token == rejected) {
		if err := l.logIn(ctx); err != nil {
			failed := &Error{Doing: "Logging in as " + l.user.String(), Endpoint: l.endpoint, Err: err}
			if !failed.IsRefusal() {
				return "", "", failed
			}
			l.refusal = failed
		}
	}
	return l.token, l.project, l.refusal
}

func (l *Login) logIn(ctx context.Context) error {
	options := tokens.AuthOptions{UserID: l.user.ID, Password: l.user.Password, Scope: l.scope()}
	if l.user.ID == "" {
		options.Username, options.DomainName, options.DomainID = l.user.Name, l.user.DomainName, l.user.DomainID
	}
	created := tokens.Create(ctx, l.identity, &options)
	// net/http puts the method and the URL around what the client says.
	if address, ok := errors.AsType[*url.Error](created.Err); ok {
		return address.Err
	}
	// Other errors quote the answer, which may quote the password.
	token, tokenErr := created.ExtractTokenID()
	project, projectErr := created.ExtractProject()
	if tokenErr != nil || projectErr != nil || token == "" || project == nil || !projectIDPattern.MatchString(project.ID) {
		return ErrNoToken
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.token, l.project, l.issued = token, project.ID, append(l.issued, token)
	return nil
}

func (l *Login) scope() tokens.Scope {
	if l.user.ProjectID != "" {
		return tokens.Scope{ProjectID: l.user.ProjectID}
	}
	return tokens.Scope{ProjectName: l.user.ProjectName, DomainName: l.user.DomainName, DomainID: l.user.DomainID}
}

// Format keeps the password and the tokens out of everything that prints the login.
func (l *Login) Format(state fmt.State, _ rune) { fmt.Fprint(state, l.user.String()) }
