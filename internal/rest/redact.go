package rest

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const redacted = "[redacted]"

const (
	// windowBytes is the length of the parts of a secret that are redacted. Eight characters have at least as many bytes.
	windowBytes = 8
	// cutBytes is the length from which the beginning of a secret is redacted at the end of a text, where the rest may be cut off,
	// and before a placeholder.
	cutBytes = 6
)

// Redact removes the credential's secrets from a text. A service, or a proxy in front of it, may quote the request: verbatim,
// escaped for JSON, HTML or a URL (also twice), in base64, or broken by white space. The result contains no eight consecutive characters
// of a secret. Redacting it again changes nothing.
func (c *Client) Redact(text string) string { return redact(text, c.secretIndex()) }

// redactFor returns [Client.Redact] for texts that come from the response to a request: it also removes the signature of this request, which
// the credential does not list, because each request has another one.
func (c *Client) redactFor(request *http.Request) func(string) string {
	signature := signaturePattern.FindStringSubmatch(request.Header.Get("Authorization"))
	if signature == nil {
		return c.Redact
	}
	return func(text string) string { return redact(text, c.secretIndex(), newSecretIndex(signature[2:])) }
}

func redact(text string, indexes ...*secretIndex) string {
	for {
		result := text
		for _, index := range indexes {
			// A secret may be part of the placeholder, so placeholders are left alone.
			pieces := strings.Split(result, redacted)
			for i, piece := range pieces {
				pieces[i] = index.redact(piece)
			}
			result = strings.Join(pieces, redacted)
		}
		result = signaturePattern.ReplaceAllString(result, "${1}"+redacted)
		if result == text {
			return result
		}
		text = result
	}
}

// signaturePattern finds the signature of another request, verbatim, or escaped for a URL, HTML or JSON.
var signaturePattern = regexp.MustCompile(`(?i)(signature(?:=|%(?:25)*3d|&#61;|\\u003d))([0-9a-f]{8,})`)

// secretIndex contains the secrets in the form that is searched for. A token has up to 16 kB and every request needs the index, so it is
// kept until the secrets change.
type secretIndex struct {
	secrets []string
	// windows are all parts of windowBytes, of the secrets as they are and without white space.
	windows map[[windowBytes]byte]bool
	// short are the secrets that have no such part.
	short [][]byte
	// starts are the beginnings of secrets that are shorter than a window.
	starts [][]byte
}

func (c *Client) secretIndex() *secretIndex {
	secrets := slices.Concat(c.credential.Secrets(), c.proxySecrets())
	if known := c.secrets.Load(); known != nil && slices.Equal(known.secrets, secrets) {
		return known
	}
	index := newSecretIndex(secrets)
	c.secrets.Store(index)
	return index
}

// proxySecrets returns the password of the proxy, and the text that net/http sends in Proxy-Authorization. Without a password, the user is the
// secret: some proxies expect a token there.
func (c *Client) proxySecrets() []string {
	proxy, err := c.transport.Proxy(&http.Request{URL: c.endpoint})
	if err != nil || proxy == nil || proxy.User == nil {
		return nil
	}
	user := proxy.User.Username()
	password, _ := proxy.User.Password()
	return []string{cmp.Or(password, user), base64.StdEncoding.EncodeToString([]byte(user + ":" + password))}
}

func newSecretIndex(secrets []string) *secretIndex {
	index := &secretIndex{secrets: slices.Clone(secrets), windows: map[[windowBytes]byte]bool{}}
	for _, secret := range secrets {
		whole := plain(secret)
		if len(secret) < windowBytes {
			index.short = append(index.short, whole.bytes)
		}
		for end := cutBytes; end < min(windowBytes, len(secret)); end++ {
			index.starts = append(index.starts, whole.bytes[:end])
		}
		for _, form := range slices.Concat(whole.spellings(), whole.withoutSpace().spellings()) {
			for i := 0; i+windowBytes <= len(form.bytes); i++ {
				index.windows[[windowBytes]byte(form.bytes[i:i+windowBytes])] = true
			}
		}
	}
	return index
}

// redact replaces the secrets in a piece of a text, which ends with the text or before a placeholder.
func (x *secretIndex) redact(piece string) string {
	hidden := make([]bool, len(piece))
	for _, meaning := range meanings(piece) {
		joined := meaning.withoutSpace()
		x.hide(meaning, 1, hidden)
		x.hide(joined, cutBytes, hidden)
		x.hideCut(meaning, hidden)
		for _, decoded := range joined.fromBase64() {
			x.hide(decoded, cutBytes, hidden)
		}
	}
	return replaceHidden(piece, hidden)
}

// hide marks every 8-byte part of a secret. A secret shorter than 8 bytes is matched as a whole, if it has at least `least` bytes: shorter
// ones match by chance in decoded text.
func (x *secretIndex) hide(m *meaning, least int, hidden []bool) {
	for _, form := range m.spellings() {
		for i := 0; i+windowBytes <= len(form.bytes); i++ {
			if x.windows[[windowBytes]byte(form.bytes[i:i+windowBytes])] {
				form.hide(hidden, i, i+windowBytes)
			}
		}
	}
	for _, secret := range x.short {
		for i := 0; len(secret) >= least && i+len(secret) <= len(m.bytes); i++ {
			if bytes.HasPrefix(m.bytes[i:], secret) {
				m.hide(hidden, i, i+len(secret))
			}
		}
	}
}

// hideCut hides the beginning of a secret at the end of a piece.
func (x *secretIndex) hideCut(m *meaning, hidden []bool) {
	for _, start := range x.starts {
		if bytes.HasSuffix(m.bytes, start) {
			m.hide(hidden, len(m.bytes)-len(start), len(m.bytes))
		}
	}
}

// replaceHidden keeps characters whole: one is replaced if any of its bytes is hidden.
func replaceHidden(text string, hidden []bool) string {
	var result strings.Builder
	inside := false
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case !slices.Contains(hidden[i:i+size], true):
			result.WriteString(text[i : i+size])
			inside = false
		case !inside:
			result.WriteString(redacted)
			inside = true
		}
		i += size
	}
	return result.String()
}
