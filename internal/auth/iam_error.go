package auth

import (
	"errors"
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// ErrNoToken is in the chain of an error if the response to a login contains no token with a project.
var ErrNoToken = errors.New("the response has no token with a project")

// IAMError is a request to IAM that failed. Its chain contains the error of [rest.Client].
type IAMError struct {
	// Doing is what the request was for, such as "Logging in as user me".
	Doing string
	// Login is true if the request was to log in.
	Login bool
	// Endpoint is IAM's address.
	Endpoint string
	Err      error
}

func (e *IAMError) Error() string {
	return rest.PrintableLine(e.Doing, maxQuotedRunes) + " at " + e.Endpoint + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *IAMError) Unwrap() error { return e.Err }

// IsRejection reports whether IAM rejected the credential. It would do so again.
func (e *IAMError) IsRejection() bool {
	return e.status() == http.StatusUnauthorized || e.status() == http.StatusForbidden
}

// IsForbiddenLookup reports whether IAM knows the credential, but does not let it find a project.
func (e *IAMError) IsForbiddenLookup() bool { return !e.Login && e.status() == http.StatusForbidden }

// IsUnavailable reports whether IAM failed or throttled the request. A later request may succeed.
func (e *IAMError) IsUnavailable() bool {
	return e.status() == http.StatusTooManyRequests || e.status()/100 == 5
}

// status is 0 if there is no response.
func (e *IAMError) status() int {
	if response, ok := errors.AsType[*rest.ResponseError](e.Err); ok {
		return response.StatusCode
	}
	return 0
}
