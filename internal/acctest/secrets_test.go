package acctest

import (
	"net/url"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestSecretsAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"":                         false,
		"token=" + mockapi.Token:   true,
		mockapi.Password + "\n":    true,
		"mock-iam-token-1":         true,
		"Signature=0123abcd":       true,
		"x SIGNATURE%3D0123ABCDEF": true,
		"signature&#61;0123abcd":   true,
		"signature":                false,
		"Signature=[redacted]":     false,
		"the signature is wrong":   false,
		url.QueryEscape(mockapi.SecurityToken) + "&": true,
	} {
		if got := Secrets.MatchString(text); got != want {
			t.Errorf("%q: got %t", text, got)
		}
	}
}
