package modelarts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	// 100 events are 30 kB; this leaves room for 100 messages of 100 kB.
	maxPageBytes = 16 << 20
	// An error is shown to a person; more than this no one reads.
	maxErrorBytes = 64 << 10
)

var (
	// ErrRequestTimeout is in the chain of an error where the last attempt was not answered within Config.RequestTimeout.
	ErrRequestTimeout = errors.New("no complete answer within the request timeout")
	// ErrAnswerTooLarge is in the chain of an error where a page has more than 16 MiB.
	ErrAnswerTooLarge = fmt.Errorf("the answer is larger than %d MiB", maxPageBytes>>20)
)

// get requests a path below the endpoint and hands the body of a 200 to decode, which may be called once an attempt.
// Everything else becomes an error without a secret in it: a [ResponseError] where the service answered, the cause
// of the context where that ended.
func (c *Client) get(ctx context.Context, segments []string, query url.Values, header http.Header, decode func([]byte) error) error {
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, c.url(segments, query), nil)
	if err != nil {
		return fmt.Errorf("building the request: %w", err)
	}
	maps.Copy(request.Header, header)
	request.Header.Set("Accept", "application/json")
	var last error
	request.SetResponseHandler(func(response *http.Response) error {
		last = c.handle(response, decode)
		return last
	})

	_, err = c.http.Do(request) //nolint:bodyclose // handle closes it
	switch {
	case err != nil && ctx.Err() != nil && last != nil:
		return fmt.Errorf("%w; the last answer was: %w", context.Cause(ctx), last)
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}

// url escapes each segment, so that no id can reach another path.
func (c *Client) url(segments []string, query url.Values) string {
	var address strings.Builder
	address.WriteString(c.endpoint.String())
	for _, segment := range segments {
		address.WriteString("/" + url.PathEscape(segment))
	}
	if len(query) > 0 {
		address.WriteString("?" + query.Encode())
	}
	return address.String()
}

// handle reads a response while its attempt lasts, so that a body cut short is tried again like a broken connection.
func (c *Client) handle(response *http.Response, decode func([]byte) error) error {
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		// What a cut error body still says is better than nothing.
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBytes))
		return newResponseError(response, body, c.redact)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxPageBytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("reading the body: %w", err)
	case len(body) > maxPageBytes:
		return newUnusableError(response, body, ErrAnswerTooLarge, c.redact)
	}
	if err := decode(body); errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("reading the body: %w", err)
	} else if err != nil {
		return newUnusableError(response, body, err, c.redact)
	}
	return nil
}

// giveUp turns the last failure of a request into what is reported. net/http puts the method and the URL with its
// query around an error: too long for a person, who is told the job and the project elsewhere.
func giveUp(err error, attempts int, redact func(string) string) *RequestError {
	if address, ok := errors.AsType[*url.Error](err); ok {
		err = address.Err
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		err = fmt.Errorf("%w: %w", ErrRequestTimeout, err)
	}
	return &RequestError{Attempts: attempts, cause: err, text: printable(redact(err.Error()), maxMessageRunes)}
}
