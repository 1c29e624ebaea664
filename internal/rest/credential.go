package rest

import (
	"context"
	"net/http"
)

// Credential proves the identity of the caller to a service. Implementations are safe for concurrent use.
type Credential interface {
	// Authorize adds the authorization to the headers of a request. It is called for each attempt, and may send a request to another
	// service, such as a login.
	// Its errors are final: the request is not sent and not retried.
	Authorize(ctx context.Context, request *http.Request) error
	// Secrets returns the strings to redact in errors and logs. The list may grow.
	Secrets() []string
}

// Renewer is a [Credential] that can replace an expired authorization.
type Renewer interface {
	Credential
	// Renew replaces the authorization in the headers of a request that got a 401, unless another caller has already
	// replaced it.
	Renew(ctx context.Context, rejected *http.Request) error
}

// anonymous is for requests that need no authorization, such as a login.
type anonymous struct{}

func (anonymous) Authorize(context.Context, *http.Request) error { return nil }

func (anonymous) Secrets() []string { return nil }
