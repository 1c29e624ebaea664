package rest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// Errors are short and printable and contain no secret, for every body.
func FuzzErrorBody(f *testing.F) {
	for _, body := range []string{
		`{"error_code":"ModelArts.2775","error_msg":"Job not found"}`,
		`{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information","request_id":"5bd6"}`,
		`{"error":{"code":401,"message":"The request requires authentication.","title":"Unauthorized"}}`,
		`{"error":"text"}`, `{"error":[1]}`, `{"code":1e999,"message":{"a":[]}}`, `<html>Bad gateway`, ``, `null`, `[]`, `"text"`,
		"{\"error_msg\":\"\x1b[2J\"}", "{\"error_msg\":\"\\u001b]0;title\\u0007\u202e\"}", `{"error_msg":"token fuzzed/Secret+1 is wrong"}`,
		`fuzzed\/Secret+1`, `fuzzed%2FSecret%2B1`, `{"error_msg":"fuzzed\u002fSecret+1"}`, "Signature=0123456789abcdef", "\xff\xfe",
	} {
		f.Add(401, []byte(body), "5bd61eea")
	}
	const secret = "fuzzed/Secret+1"
	client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, Credential: fixedSecret(secret)})
	f.Fuzz(func(t *testing.T, status int, body []byte, requestID string) {
		response := &http.Response{
			StatusCode: status, Header: http.Header{requestIDHeader: {requestID}},
			Request: &http.Request{URL: &url.URL{Scheme: "http", Host: "service"}},
		}
		for _, err := range []*ResponseError{
			newResponseError(response, body, client.Redact),
			newUnusableError(response, body, io.ErrUnexpectedEOF, client.Redact),
		} {
			for _, text := range []string{err.Error(), err.RequestID} {
				if utf8.RuneCountInString(text) > 1500 {
					t.Errorf("%d characters", utf8.RuneCountInString(text))
				}
				if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
					t.Errorf("%q is not printable", text)
				}
				if strings.Contains(text, secret) {
					t.Errorf("%q holds the secret", text)
				}
			}
		}
	})
}

type fixedSecret string

func (fixedSecret) Authorize(context.Context, *http.Request) error { return nil }

func (s fixedSecret) Secrets() []string { return []string{string(s)} }

// A wait is positive and never shorter than the service asks.
func FuzzRetryAfter(f *testing.F) {
	for _, header := range []string{
		"", "0", "1", "-1", "1.5", "60", "61", "99999999999999999999", "1e3", "Wed, 21 Oct 2015 07:28:00 GMT", "Wednesday, 21-Oct-15 07:28:00 GMT",
		"Wed Oct 21 07:28:00 2015", "Fri, 31 Dec 9999 23:59:59 GMT", "soon", "\x00", " 7",
	} {
		f.Add(header, uint8(3))
	}
	client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}})
	f.Fuzz(func(t *testing.T, header string, attempt uint8) {
		response := &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {header}}}
		waits := client.newBackoff()
		var wait time.Duration
		for range int(attempt) + 1 {
			wait = waits.next(&failure{status: response.StatusCode, retryAfter: retryAfter(response)})
		}
		if wait <= 0 {
			t.Errorf("Retry-After %q at attempt %d: waits %s", header, attempt, wait)
		}
		if seconds, err := strconv.ParseUint(header, 10, 32); err == nil && seconds > 0 && wait.Seconds() != float64(seconds) {
			t.Errorf("Retry-After %q: waits %s", header, wait)
		}
	})
}
