package signature

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// canonicalRequest returns the text that the signature covers, in the form that client and server must agree on.
func canonicalRequest(r *http.Request, body []byte, signedHeaders []string) (string, error) {
	query, err := canonicalQuery(r.URL)
	if err != nil {
		return "", err
	}
	headers, err := canonicalHeaders(r, signedHeaders)
	if err != nil {
		return "", err
	}
	return strings.Join([]string{
		r.Method, canonicalURI(r.URL), query, headers, strings.Join(signedHeaders, ";"), hexSHA256(body),
	}, "\n"), nil
}

// canonicalURI ends with a slash, even if the path of the request does not.
func canonicalURI(u *url.URL) string {
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		unescaped, _ := url.PathUnescape(segment) // EscapedPath can always be unescaped.
		segments[i] = percentEncode(unescaped)
	}
	return strings.TrimSuffix(strings.Join(segments, "/"), "/") + "/"
}

func canonicalQuery(u *url.URL) (string, error) {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", errors.New("the query cannot be decoded")
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range slices.Sorted(slices.Values(values[name])) {
			pairs = append(pairs, percentEncode(name)+"="+percentEncode(value))
		}
	}
	return strings.Join(pairs, "&"), nil
}

func canonicalHeaders(r *http.Request, names []string) (string, error) {
	var lines strings.Builder
	for _, name := range names {
		values := r.Header.Values(name)
		if strings.EqualFold(name, "host") {
			// net/http does not store it in the header.
			values = []string{r.Host}
		}
		if len(values) == 0 {
			return "", fmt.Errorf("the signed header %s is missing", name)
		}
		for _, value := range slices.Sorted(slices.Values(values)) {
			lines.WriteString(strings.ToLower(name) + ":" + strings.TrimSpace(value) + "\n")
		}
	}
	return lines.String(), nil
}

// percentEncode encodes all characters except letters, digits and -_.~. QueryEscape does the same, but encodes a space as a plus.
func percentEncode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
