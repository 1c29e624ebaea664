package rest

import (
	"context"
	"net/http"
)

// Credential proves the identity of the caller to a service. Implementations are safe for concurrent use.
type Credential interface {
	// Authorize adds the proof to the headers of a request. It is called for each attempt, and may request the proof from another service.
	// Its errors are final: the request is not sent and not retried.
	Authorize(ctx context.Context, request *http.Request) error
	// Secrets returns the strings to redact in errors and logs. The list may grow.
	Secrets() []string
}

// Renewer is a [Credential] that can replace an expired proof.
type Renewer interface {
	Credential
	// Renew replaces the proof in the headers of a request that was answered with 401, unless another caller has already replaced it.
	Renew(ctx context.Context, rejected *http.Request) error
}

// anonymous is for requests that need no proof, such as a login.
type anonymous struct{}

func (anonymous) Authorize(context.Context, *http.Request) error { return nil }

func (anonymous) Secrets() []string { return nil }
