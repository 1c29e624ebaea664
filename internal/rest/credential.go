package rest

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
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

// Redact cuts the credential's secrets out of a text: a service, or a proxy in front of it, may quote what it was sent, as it was
// or escaped, and the text may end in the middle of one.
func (c *Client) Redact(text string) string {
	var pairs []string
	forms := c.secretForms()
	for _, form := range forms {
		pairs = append(pairs, form, redacted)
		for end := len(form) - 1; end >= shortestTelling; end-- {
			if rest, cut := strings.CutSuffix(text, form[:end]); cut {
				text = rest + redacted
			}
		}
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	return signaturePattern.ReplaceAllString(text, "${1}"+redacted)
}

// shortestTelling is how many characters of a secret say something of it.
const shortestTelling = 6

// secretForms are the secrets as they are and as JSON, HTML and URLs write them, longest first, as one may begin another.
func (c *Client) secretForms() []string {
	var forms []string
	for _, secret := range c.credential.Secrets() {
		if secret == "" {
			continue
		}
		forms = append(forms, secret, asJSON(secret, true), asJSON(secret, false), strings.ReplaceAll(secret, "/", `\/`),
			html.EscapeString(secret), url.QueryEscape(secret), url.PathEscape(secret))
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(forms)
}

// asJSON writes a text as it stands between the quotes of a JSON string. Every text can be written so.
func asJSON(text string, escapeHTML bool) string {
	var encoded strings.Builder
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(escapeHTML)
	if err := encoder.Encode(text); err != nil {
		return text
	}
	return strings.Trim(encoded.String(), "\"\n")
}

// A signature is new with each request, so it cannot be listed. It is quoted as it was, or escaped for a URL, HTML or JSON.
var signaturePattern = regexp.MustCompile(`(?i)(signature(?:=|%3d|&#61;|\\u003d))[0-9a-f]{8,}`)
