package rest

import (
	"context"
	"net/http"
)

// Credential proves to a service who asks. Implementations are safe for concurrent use.
type Credential interface {
	// Authorize adds the proof to the headers of a request, anew for each attempt, and may have to ask another service for it.
	// Its errors are final: no request is sent, and none is tried again.
	Authorize(ctx context.Context, request *http.Request) error
	// Secrets lists the texts that no error and no log may hold, as far as there are any yet.
	Secrets() []string
}

// Renewer is a [Credential] that can replace a proof that ran out.
type Renewer interface {
	Credential
	// Renew makes the next Authorize use another proof than the one in the headers of the request that was answered with 401.
	Renew(ctx context.Context, rejected *http.Request) error
}

// anonymous is for calls that need no proof, such as logging in.
type anonymous struct{}

func (anonymous) Authorize(context.Context, *http.Request) error { return nil }

func (anonymous) Secrets() []string { return nil }
