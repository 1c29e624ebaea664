package auth

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

// User is a user with a password, and the project to log in to.
type User struct {
	// Name needs a domain. ID does not, and takes precedence over Name.
	Name, ID, Password string
	// DomainName or DomainID is the account, not both. It is also the domain of the project.
	DomainName, DomainID string
	// ProjectID or ProjectName is the scope of the token. The default project of a region is named after the region.
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

// Login is a credential that logs in with a password on first use, and again when its token has expired.
type Login struct {
	user     User
	endpoint string
	identity *gophercloud.ServiceClient
	// lock lets one caller log in at a time. Unlike with a mutex, waiting for it ends with the context. It guards rejection, token and
	// project.
	lock *semaphore.Weighted
	// rejection is set if IAM rejects the password: trying it again for each data source would lock the account.
	rejection error
	token     string
	// project is the id of the project that the token is scoped to.
	project string

	// mu guards issued, the tokens so far, which Secrets may read while another caller logs in.
	mu     sync.Mutex
	issued []string
}

// NewLogin returns a credential for the user. The endpoint of the config is IAM's, with the path /v3. The credential of the config is
// ignored.
func NewLogin(user User, config rest.Config) *Login {
	config.Credential = passwordToRedact(user.Password)
	return &Login{
		user:     user,
		endpoint: config.Endpoint.String(),
		identity: &gophercloud.ServiceClient{
			ProviderClient: &gophercloud.ProviderClient{HTTPClient: http.Client{Transport: rest.New(config)}},
			Endpoint:       config.Endpoint.String() + "/",
		},
		lock: semaphore.NewWeighted(1),
	}
}

// passwordToRedact adds nothing to the headers, but keeps the password out of the errors of a login.
type passwordToRedact string

func (passwordToRedact) Authorize(context.Context, *http.Request) error { return nil }

func (p passwordToRedact) Secrets() []string { return []string{string(p)} }

// Authorize sets X-Auth-Token. Its errors are [*IAMError].
func (l *Login) Authorize(ctx context.Context, request *http.Request) error {
	token, _, err := l.current(ctx, "")
	if err != nil {
		return err
	}
	request.Header.Set(tokenHeader, token)
	return nil
}

// Renew logs in again, unless another caller has logged in since the rejected request was sent.
func (l *Login) Renew(ctx context.Context, rejected *http.Request) error {
	_, _, err := l.current(ctx, rejected.Header.Get(tokenHeader))
	return err
}

// Project returns the id of the project that the tokens are scoped to. It logs in if there is no token yet. Its errors are [*IAMError], or
// the cause of a context that ended.
func (l *Login) Project(ctx context.Context) (string, error) {
	_, project, err := l.current(ctx, "")
	return project, err
}

// Secrets returns the password and all tokens so far: a late response may quote an old one.
func (l *Login) Secrets() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(slices.Clone(l.issued), l.user.Password)
}

// current returns a token other than the rejected one.
func (l *Login) current(ctx context.Context, rejected string) (token, project string, err error) {
	if err := l.lock.Acquire(ctx, 1); err != nil {
		return "", "", context.Cause(ctx)
	}
	defer l.lock.Release(1)
	if l.rejection == nil && (l.token == "" || l.token == rejected) {
		if err := l.logIn(ctx); err != nil {
			failed := &IAMError{Doing: "Logging in as " + l.user.String(), Login: true, Endpoint: l.endpoint, Err: err}
			if !failed.IsRejection() {
				return "", "", failed
			}
			l.rejection = failed
		}
	}
	return l.token, l.project, l.rejection
}

func (l *Login) logIn(ctx context.Context) error {
	options := tokens.AuthOptions{UserID: l.user.ID, Password: l.user.Password, Scope: l.scope()}
	if l.user.ID == "" {
		options.Username, options.DomainName, options.DomainID = l.user.Name, l.user.DomainName, l.user.DomainID
	}
	created := tokens.Create(ctx, l.identity, &options)
	// net/http wraps the error of rest with the method and the URL.
	if wrapped, ok := errors.AsType[*url.Error](created.Err); ok {
		return wrapped.Err
	}
	// Other errors quote the response, which may contain the password.
	token, tokenErr := created.ExtractTokenID()
	project, projectErr := created.ExtractProject()
	if tokenErr != nil || projectErr != nil || token == "" || project == nil || !projectIDPattern.MatchString(project.ID) {
		return ErrNoToken
	}
	l.token, l.project = token, project.ID
	l.mu.Lock()
	defer l.mu.Unlock()
	l.issued = append(l.issued, token)
	return nil
}

func (l *Login) scope() tokens.Scope {
	if l.user.ProjectID != "" {
		return tokens.Scope{ProjectID: l.user.ProjectID}
	}
	return tokens.Scope{ProjectName: l.user.ProjectName, DomainName: l.user.DomainName, DomainID: l.user.DomainID}
}

// Format keeps the password and the tokens out of printed text.
func (l *Login) Format(state fmt.State, _ rune) { fmt.Fprint(state, l.user.String()) }
