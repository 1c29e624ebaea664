package auth

import (
	"context"
	"fmt"
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var _ rest.Credential = Token("")

const tokenHeader = "X-Auth-Token" //nolint:gosec // the name of a header

// Token is an IAM token, scoped to a project and valid for at most 24 hours.
type Token string

// Authorize sets X-Auth-Token.
func (t Token) Authorize(_ context.Context, request *http.Request) error {
	request.Header.Set(tokenHeader, string(t))
	return nil
}

// Secrets returns the token itself.
func (t Token) Secrets() []string { return []string{string(t)} }

// Format keeps the token out of printed text, %#v included.
func (t Token) Format(state fmt.State, _ rune) { fmt.Fprint(state, "[redacted]") }
