package acctest

import (
	"bytes"
	"net/url"
	"regexp"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Secrets are the secrets of the mock, and the beginning of the tokens that it issues. Escaped forms and signatures are found, too.
var Secrets = secrets{
	"mock-iam-token-", mockapi.Token, mockapi.Password, mockapi.SecretKey, mockapi.TemporarySecretKey, mockapi.SecurityToken,
}

// secrets finds words in logs of some megabytes. With the race detector, one regular expression for all takes seconds.
type secrets []string

// signaturePattern matches a signature with its name, in lower case.
var signaturePattern = regexp.MustCompile(`^signature(=|%3d|&#61;)[0-9a-f]{8}`)

// MatchString reports whether a secret is in the text.
func (s secrets) MatchString(text string) bool { return len(s.FindAll([]byte(text))) > 0 }

// FindAll returns the offsets at which secrets are in the text.
func (s secrets) FindAll(text []byte) []int {
	var found []int
	for _, secret := range s {
		found = append(found, indexes(text, secret)...)
		if escaped := url.QueryEscape(secret); escaped != secret {
			found = append(found, indexes(text, escaped)...)
		}
	}
	lower := bytes.ToLower(text)
	for _, offset := range indexes(lower, "signature") {
		if signaturePattern.Match(lower[offset:min(len(lower), offset+len("signature&#61;01234567"))]) {
			found = append(found, offset)
		}
	}
	return found
}

func indexes(text []byte, word string) []int {
	var found []int
	for offset := 0; ; {
		next := bytes.Index(text[offset:], []byte(word))
		if next < 0 {
			return found
		}
		found = append(found, offset+next)
		offset += next + len(word)
	}
}
