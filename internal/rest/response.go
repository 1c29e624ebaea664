package rest

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxAge is the maximum age of a response. A cache that has just revalidated a response may report an age of a second or two.
const maxAge = 5 * time.Second

var (
	// ErrStaleResponse is in the chain of an error if a cache responded instead of the service.
	ErrStaleResponse = errors.New("the response comes from a cache")
	// ErrErrorBody is in the chain of an error if a 200 has an error in its body.
	ErrErrorBody = errors.New("the body is an error")
)

// requireJSON asks for a fresh response in JSON. Caches must neither respond nor store the response.
func requireJSON(header http.Header) {
	header.Set("Accept", "application/json")
	header.Set("Cache-Control", "no-cache, no-store")
}

// checkResponse accepts only a complete and fresh response in JSON. It runs before the body is decoded.
func checkResponse(response *http.Response, body []byte) error {
	if response.StatusCode != http.StatusOK {
		return errors.New("only a 200 has the whole response")
	}
	if err := checkMediaType(response.Header.Get("Content-Type")); err != nil {
		return err
	}
	if err := checkAge(response.Header.Values("Age")); err != nil {
		return err
	}
	if parsed := parseErrorBody(body); parsed != (errorBody{requestID: parsed.requestID}) {
		return ErrErrorBody
	}
	return nil
}

// checkMediaType accepts a response without a type, because some gateways drop the header. The decoder decides then. Parameters are ignored:
// JSON defines none.
func checkMediaType(header string) error {
	mediaType, _, _ := strings.Cut(header, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	switch {
	case mediaType == "", mediaType == "application/json", mediaType == "text/json":
		return nil
	case strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json"):
		return nil
	}
	return fmt.Errorf("its Content-Type is %.60q, not JSON", mediaType)
}

// checkAge reads the header that caches set (RFC 9111, section 5.1). An unreadable age is an error too: there is
// a cache, and the response may be old.
func checkAge(values []string) error {
	for _, value := range values {
		age, err := strconv.ParseUint(value, 10, 32)
		if err != nil {
			return fmt.Errorf("%w: its Age is %.20q", ErrStaleResponse, value)
		}
		if time.Duration(age)*time.Second > maxAge {
			return fmt.Errorf("%w: its Age is %d s", ErrStaleResponse, age)
		}
	}
	return nil
}
