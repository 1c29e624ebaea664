package iam

import (
	"errors"
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/printable"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// maxNamesRunes is how much an error quotes of the name of a user or project.
const maxNamesRunes = 200

// ErrNoToken is in the chain of an error where IAM's answer to a login holds no token with a project.
var ErrNoToken = errors.New("the answer holds no token with a project")

// isRefusal says whether IAM refused the credential, which it will do again.
func isRefusal(err error) bool {
	response, ok := errors.AsType[*rest.ResponseError](err)
	return ok && (response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden)
}

// Error is a request to IAM that failed. Its chain holds what [rest.Client] returned.
type Error struct {
	// Doing is what the request was for, such as "Logging in as user me".
	Doing string
	// Endpoint is IAM's address.
	Endpoint string
	Err      error
}

func (e *Error) Error() string {
	return printable.Line(e.Doing, maxNamesRunes) + " at " + e.Endpoint + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }
