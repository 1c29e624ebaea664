package modelarts

import (
	"log/slog"
	"net/http"
	"strings"
)

// Credential proves to the service who asks.
type Credential interface {
	// Authorize adds the proof to a request, once for each attempt.
	Authorize(*http.Request) error
	// Secrets lists the texts that no error and no log may hold.
	Secrets() []string
}

// Token is an IAM token, scoped to a project and valid for at most 24 hours. It never prints itself.
type Token string

const redacted = "[redacted]"

// Authorize sets X-Auth-Token.
func (t Token) Authorize(request *http.Request) error {
	request.Header.Set("X-Auth-Token", string(t))
	return nil
}

// Secrets returns the token itself.
func (t Token) Secrets() []string { return []string{string(t)} }

func (t Token) String() string { return redacted }

// GoString keeps the token out of %#v.
func (t Token) GoString() string { return redacted }

// LogValue keeps the token out of structured logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// redactor returns a function that cuts the credential's secrets out of a text. A service, or a proxy in front
// of it, may quote what it was sent.
func redactor(credential Credential) func(string) string {
	var pairs []string
	for _, secret := range credential.Secrets() {
		if secret != "" {
			pairs = append(pairs, secret, redacted)
		}
	}
	return strings.NewReplacer(pairs...).Replace
}
