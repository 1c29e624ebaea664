package modelarts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

const (
	requestIDHeader = "X-Request-Id"
	// Long enough for every message that the API documents, short enough for a terminal.
	maxMessageRunes = 500
	maxExcerptRunes = 200
)

// RequestError is a request that was given up. Its chain holds a [ResponseError] where the service answered.
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
	return fmt.Sprintf("%s (tried %d times)", e.text, e.Attempts)
}

// Unwrap returns the last attempt's failure.
func (e *RequestError) Unwrap() error { return e.cause }

// ResponseError is an answer that is not a page of events. Its texts are free of secrets and of control characters.
type ResponseError struct {
	StatusCode int
	// Code and Message are the service's own, empty where the body has none.
	Code, Message string
	// RequestID is what the service's support asks for, empty where neither header nor body has one.
	RequestID string
	// Excerpt is the beginning of a body that has no code and no message.
	Excerpt string
	// Location is the host that a redirect names.
	Location string
	// Cause says what is wrong with the body of a 200, nil for other statuses.
	Cause error
}

func (e *ResponseError) Error() string {
	text := fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))
	if e.Code != "" {
		text += ", " + e.Code
	}
	switch {
	case e.Cause != nil:
		text += ", but " + e.Cause.Error()
	case e.Location != "":
		text += ", a redirect to " + e.Location
	case e.Message != "":
		text += ": " + e.Message
	}
	if e.Excerpt != "" {
		text += fmt.Sprintf("; the body begins %q", e.Excerpt)
	}
	return text
}

// Unwrap returns Cause.
func (e *ResponseError) Unwrap() error { return e.Cause }

// newResponseError reads an answer that is not a 200.
func newResponseError(response *http.Response, body []byte, redact func(string) string) *ResponseError {
	parsed, isJSON := parseErrorBody(body)
	result := &ResponseError{
		StatusCode: response.StatusCode,
		Code:       printable(redact(parsed.code), maxExcerptRunes),
		Message:    printable(redact(parsed.message), maxMessageRunes),
		RequestID:  requestID(response, parsed.requestID, redact),
	}
	if !isJSON || parsed.code == "" && parsed.message == "" {
		result.Excerpt = printable(redact(string(body)), maxExcerptRunes)
	}
	if location, err := response.Location(); err == nil && response.StatusCode/100 == 3 {
		result.Location = redirectTarget(response.Request.URL, location)
	}
	return result
}

// newUnusableError describes a 200 whose body is not what was asked for.
func newUnusableError(response *http.Response, body []byte, cause error, redact func(string) string) *ResponseError {
	return &ResponseError{
		StatusCode: response.StatusCode,
		RequestID:  requestID(response, "", redact),
		Excerpt:    printable(redact(string(body)), maxExcerptRunes),
		Cause:      cause,
	}
}

func requestID(response *http.Response, fromBody string, redact func(string) string) string {
	id := response.Header.Get(requestIDHeader)
	if id == "" {
		id = fromBody
	}
	return printable(redact(id), maxExcerptRunes)
}

// redirectTarget leaves out path and query, which may hold what a login page was sent.
func redirectTarget(from, to *url.URL) string {
	return fmt.Sprintf("%s://%s (from %s://%s)", to.Scheme, to.Host, from.Scheme, from.Host)
}

type errorBody struct{ code, message, requestID string }

// parseErrorBody reads the three shapes that errors come in: ModelArts' and the gateway's error_code and error_msg,
// IAM's object named error, and plain code and message.
func parseErrorBody(body []byte) (parsed errorBody, isJSON bool) {
	type flat struct {
		Code    scalar `json:"code"`
		Message scalar `json:"message"`
	}
	var wire struct {
		flat
		ErrorCode scalar          `json:"error_code"`
		ErrorMsg  scalar          `json:"error_msg"`
		RequestID scalar          `json:"request_id"`
		Error     json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return errorBody{}, false
	}
	var nested flat
	if wire.Error != nil && json.Unmarshal(wire.Error, &nested) != nil {
		var text scalar
		_ = json.Unmarshal(wire.Error, &text) // a scalar takes whatever there is
		nested.Message = text
	}
	return errorBody{
		code:      string(cmp.Or(wire.ErrorCode, wire.Code, nested.Code)),
		message:   string(cmp.Or(wire.ErrorMsg, wire.Message, nested.Message)),
		requestID: string(wire.RequestID),
	}, true
}

// scalar is a JSON string's text, or what else stands there as it stands: codes come as strings and as numbers.
type scalar string

func (s *scalar) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	*s = scalar(text)
	return nil
}

// printable makes a text from outside safe to show in a terminal: one line, no escape sequences, no invisible or
// direction-changing characters, at most so many characters.
func printable(text string, maxRunes int) string {
	text = strings.Join(strings.Fields(text), " ")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
	if runes := []rune(text); len(runes) > maxRunes {
		return string(runes[:maxRunes]) + "…"
	}
	return text
}
