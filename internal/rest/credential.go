package rest

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
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

const redacted = "[redacted]"

// redact cuts the credential's secrets out of a text: a service, or a proxy in front of it, may quote what it was sent, as it was
// or escaped.
func (c *Client) redact(text string) string {
	var pairs []string
	for _, secret := range c.credential.Secrets() {
		if secret == "" {
			continue
		}
		for _, form := range []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret), strings.ReplaceAll(secret, "/", `\/`),
		} {
			pairs = append(pairs, form, redacted)
		}
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	return signaturePattern.ReplaceAllString(text, "Signature="+redacted)
}

// A signature is new with each request, so it cannot be listed.
var signaturePattern = regexp.MustCompile(`(?i)signature=[0-9a-f]{8,}`)
