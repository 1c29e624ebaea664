package rest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	requestIDHeader = "X-Request-Id"
	// Long enough for error messages, short enough for a terminal.
	maxMessageRunes = 500
	maxExcerptRunes = 200
)

// RequestError is a request that failed for good. Its chain contains a [ResponseError] if the service answered.
type RequestError struct {
	// Attempts is how often the request was sent, 1 or more.
	Attempts int
	cause    error
	text     string
}

func (e *RequestError) Error() string {
	if e.Attempts == 1 {
		return e.text
	}
	return fmt.Sprintf("%s (tried %d times)", strings.TrimRight(e.text, "."), e.Attempts)
}

// Unwrap returns the last attempt's failure.
func (e *RequestError) Unwrap() error { return e.cause }

// newRequestError turns the last failure of a request into its error. It drops the method and the URL with its query, which net/http adds:
// they are long, and the caller names the request.
func newRequestError(err error, attempts int, redact func(string) string) *RequestError {
	if address, ok := errors.AsType[*url.Error](err); ok {
		err = address.Err
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		err = fmt.Errorf("%w: %w", ErrRequestTimeout, err)
	}
	if reason := wrongScheme(err); reason != nil {
		err = fmt.Errorf("%w: %w", reason, err)
	}
	return &RequestError{Attempts: attempts, cause: err, text: PrintableLine(redact(err.Error()), maxMessageRunes)}
}

// ResponseError is a response that cannot be used. Its texts contain no secrets and no control characters.
type ResponseError struct {
	StatusCode int
	// Code and Message are the service's own, empty if the body has none.
	Code, Message string
	// RequestID identifies the request to the service's support. It is empty if neither the header nor the body has one.
	RequestID string
	// Excerpt is the beginning of a body that has no code and no message.
	Excerpt string
	// Location is the host that a redirect names.
	Location string
	// ClockSkew is how far this machine's clock is ahead of the service's, negative if it is behind. It is set for a 401, if the clocks
	// differ by more than a minute: a signature expires after 15 minutes.
	ClockSkew time.Duration
	// Cause says what is wrong with a 2xx, nil for other statuses.
	Cause error
}

func (e *ResponseError) Error() string {
	text := strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode)))
	if e.Code != "" && e.Code != strconv.Itoa(e.StatusCode) { // some services repeat the status
		text += ", " + e.Code
	}
	if e.Cause != nil {
		text += ", but " + e.Cause.Error()
	}
	switch {
	case e.Location != "":
		text += ", a redirect to " + e.Location
	case e.Message != "":
		text += ": " + e.Message
	}
	if e.ClockSkew != 0 {
		text += "; this machine's clock is " + skewText(e.ClockSkew)
	}
	if e.Excerpt != "" {
		text += fmt.Sprintf("; the body begins %q", e.Excerpt)
	}
	return text
}

// Unwrap returns Cause.
func (e *ResponseError) Unwrap() error { return e.Cause }

// newResponseError describes a response by its headers and its body.
func newResponseError(response *http.Response, body []byte, redact func(string) string) *ResponseError {
	parsed := parseErrorBody(body)
	result := &ResponseError{
		StatusCode: response.StatusCode,
		Code:       PrintableLine(redact(parsed.code), maxExcerptRunes),
		Message:    PrintableLine(redact(parsed.message), maxMessageRunes),
		RequestID:  requestID(response, parsed.requestID, redact),
	}
	if parsed.code == "" && parsed.message == "" {
		result.Excerpt = excerpt(body, redact)
	}
	if response.StatusCode/100 == 3 {
		result.Location = PrintableLine(redact(redirectTarget(response)), maxExcerptRunes)
	}
	if response.StatusCode == http.StatusUnauthorized {
		result.ClockSkew = clockSkew(response)
	}
	return result
}

const tolerableSkew = time.Minute

func clockSkew(response *http.Response) time.Duration {
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return 0
	}
	skew := time.Since(date).Round(time.Second)
	if skew.Abs() <= tolerableSkew {
		return 0
	}
	return skew
}

func skewText(skew time.Duration) string {
	if skew < 0 {
		return skew.Abs().String() + " behind the service's"
	}
	return skew.String() + " ahead of the service's"
}

// newUnusableError describes a 2xx that cannot be used.
func newUnusableError(response *http.Response, body []byte, cause error, redact func(string) string) *ResponseError {
	result := newResponseError(response, body, redact)
	result.Cause = cause
	return result
}

// excerpt truncates a large body before it is redacted: redacting all of it takes seconds, and the place of the cut is not shown.
func excerpt(body []byte, redact func(string) string) string {
	return PrintableLine(redact(string(body[:min(len(body), maxErrorBytes)])), maxExcerptRunes)
}

func requestID(response *http.Response, fromBody string, redact func(string) string) string {
	id := response.Header.Get(requestIDHeader)
	if id == "" {
		id = fromBody
	}
	return PrintableLine(redact(id), maxExcerptRunes)
}

// redirectTarget omits path and query, which may contain secrets for a login page.
func redirectTarget(response *http.Response) string {
	from := response.Request.URL
	to, err := response.Location()
	if err != nil {
		return "somewhere unreadable (from " + from.Scheme + "://" + from.Host + ")"
	}
	return fmt.Sprintf("%s://%s (from %s://%s)", to.Scheme, to.Host, from.Scheme, from.Host)
}
