package rest

import (
	"crypto/tls"
	"errors"
	"net/http"
	"regexp"
	"strings"
)

var (
	// ErrNoTLS is in the chain of an error if the endpoint is https and the service does not speak it.
	ErrNoTLS = errors.New("the service does not speak https")
	// ErrNeedsTLS is in the chain of an error if the endpoint is http and the service speaks https.
	ErrNeedsTLS = errors.New("the service speaks https, not http")
)

// needsTLSPattern matches the 400 by which Go's server and nginx answer a request in plain http.
var needsTLSPattern = regexp.MustCompile(`(?i)HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port`)

// Other servers answer plain http with a TLS alert, whose first bytes net/http quotes.
const quotedTLSAlert = `malformed HTTP response "\x15\x03`

// wrongScheme returns [ErrNoTLS] or [ErrNeedsTLS] if that is the reason of a failure, and nil otherwise. A retry would fail in the same way.
func wrongScheme(err error) error {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return ErrNoTLS
	}
	if response, ok := errors.AsType[*ResponseError](err); ok {
		if response.StatusCode == http.StatusBadRequest && needsTLSPattern.MatchString(response.Excerpt) {
			return ErrNeedsTLS
		}
		return nil
	}
	if strings.Contains(err.Error(), quotedTLSAlert) {
		return ErrNeedsTLS
	}
	return nil
}
