package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	// 100 events are 30 kB; this leaves room for 100 messages of 100 kB.
	maxBodyBytes = 16 << 20
	// An error is shown to a person; more than this no one reads.
	maxErrorBytes = 64 << 10
)

var (
	// ErrRequestTimeout is in the chain of an error where the last attempt was not answered within Config.RequestTimeout.
	ErrRequestTimeout = errors.New("no complete answer within the request timeout")
	// ErrBodyCut is in the chain of an error where the connection broke in the middle of an answer.
	ErrBodyCut = errors.New("the body ends too early")
	// ErrAnswerTooLarge is in the chain of an error where an answer has more than 16 MiB.
	ErrAnswerTooLarge = fmt.Errorf("the answer is larger than %d MiB", maxBodyBytes>>20)
)

// Get requests the path that the segments make below the endpoint, each escaped so that no id can reach another path, and passes the
// body of a 200 to decode, once per attempt. If decode returns [io.ErrUnexpectedEOF], the body counts as cut short and the request is
// tried again. Any other 2xx is an error, and so is a 200 that is not JSON by its type, is older than five seconds by its Age, or has
// an error in its body.
//
// Everything else becomes an error without a secret in it: a [RequestError], with a [ResponseError] in its chain where the service
// answered; the cause of the context where that ended; the credential's own error where it has no proof.
func (c *Client) Get(ctx context.Context, segments []string, query url.Values, header http.Header, decode func([]byte) error) error {
	var address strings.Builder
	address.WriteString(c.endpoint.String())
	for _, segment := range segments {
		address.WriteString("/" + url.PathEscape(segment))
	}
	if len(query) > 0 {
		address.WriteString("?" + query.Encode())
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return fmt.Errorf("building the request: %w", err)
	}
	maps.Copy(request.Header, header)
	requireJSON(request.Header)
	return c.send(ctx, request, func(response *http.Response, body []byte) error {
		if err := checkAnswer(response, body); err != nil {
			return err
		}
		return decode(body)
	})
}

// RoundTrip lets a library send its requests through the client, with the same retries and bounds. It returns an answer only if
// that is a 2xx, read to its end; the errors are those of [Client.Get].
func (c *Client) RoundTrip(request *http.Request) (*http.Response, error) {
	retryable, err := retryablehttp.FromRequest(request.Clone(request.Context()))
	if err != nil {
		return nil, fmt.Errorf("reading the body of the request: %w", err)
	}
	var answer *http.Response
	err = c.send(request.Context(), retryable, func(response *http.Response, body []byte) error {
		answer = response
		answer.Body = io.NopCloser(bytes.NewReader(body))
		return nil
	})
	return answer, err
}

// send tries a request until it is answered for good. A 401 is never tried again with the same proof, by no later request either: five
// in a row lock an access key for five minutes.
func (c *Client) send(ctx context.Context, request *retryablehttp.Request, accept acceptFunc) error {
	if err := c.pace.begin(ctx); err != nil {
		return err
	}
	defer c.pace.end()
	if refusal := c.refusal.Load(); refusal != nil {
		return *refusal
	}
	ctx = context.WithValue(ctx, attemptKey{}, &attempt{})
	request = request.WithContext(ctx)
	if c.userAgent != "" {
		request.Header.Set("User-Agent", c.userAgent)
	}
	rejection, err := c.authorizeAndTry(ctx, request, accept)
	renewer, renewable := c.credential.(Renewer)
	if rejection != nil && renewable && rejection.Reason() == ReasonUnauthorized {
		if err := renewer.Renew(ctx, request.Request); err != nil {
			return err
		}
		rejection, err = c.authorizeAndTry(ctx, request, accept)
	}
	if rejection != nil {
		c.refusal.Store(&err)
	}
	return err
}

// acceptFunc takes the body of a 2xx.
type acceptFunc func(response *http.Response, body []byte) error

// authorizeAndTry returns beside its error the 401 by which the service rejected the proof. A credential's own error is no rejection.
func (c *Client) authorizeAndTry(
	ctx context.Context, request *retryablehttp.Request, accept acceptFunc,
) (rejection *ResponseError, err error) {
	if err := c.prepare(ctx, request.Request); err != nil {
		return nil, err
	}
	var last *ResponseError
	request.SetResponseHandler(func(response *http.Response) error {
		err := c.handle(response, accept)
		last, _ = errors.AsType[*ResponseError](err)
		return err
	})
	_, err = c.http.Do(request) //nolint:bodyclose // handle closes it
	switch {
	case err == nil:
		return nil, nil
	case ctx.Err() != nil && last != nil && last.Cause == nil:
		return nil, fmt.Errorf("%w; the last answer was: %w", context.Cause(ctx), last)
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case last != nil && last.StatusCode == http.StatusUnauthorized:
		return last, err
	}
	return nil, err
}

// prepare comes before each attempt: nothing is sent before the service wants to be asked again, and a signature is made as late as
// possible.
func (c *Client) prepare(ctx context.Context, request *http.Request) error {
	for {
		pauses, err := c.pace.wait(ctx)
		if err != nil {
			return err
		}
		if err := c.credential.Authorize(ctx, request); err != nil {
			return err
		}
		if c.pace.pausesSoFar() == pauses { // Authorize may have taken its time
			if current, ok := ctx.Value(attemptKey{}).(*attempt); ok {
				current.sent = time.Now()
			}
			return nil
		}
	}
}

// attempt is the one of a request that is under way, in the request's context under attemptKey.
type attempt struct{ sent time.Time }

type attemptKey struct{}

func sentAt(response *http.Response) time.Time {
	if current, ok := response.Request.Context().Value(attemptKey{}).(*attempt); ok {
		return current.sent
	}
	return time.Now()
}

// handle reads a response while its attempt lasts, so that a body cut short is tried again like a broken connection.
func (c *Client) handle(response *http.Response, accept acceptFunc) error {
	defer response.Body.Close()
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests:
		if pause := retryAfter(response); pause > 0 { // whether or not this request is tried again
			c.pace.heldBack(sentAt(response), pause)
		}
	case status < 500 && status != http.StatusUnauthorized: // a gateway's own failure says nothing of the credential
		c.pace.credentialAccepted()
	}
	if response.StatusCode/100 != 2 {
		// What a cut error body still says is better than nothing.
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBytes))
		return newResponseError(response, body, c.Redact)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBodyBytes+1))
	switch {
	case err != nil:
		return newUnusableError(response, nil, fmt.Errorf("%w: %w", ErrBodyCut, err), c.Redact)
	case len(body) > maxBodyBytes:
		return newUnusableError(response, body, ErrAnswerTooLarge, c.Redact)
	}
	err = accept(response, body)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %w", ErrBodyCut, err)
	}
	if err != nil {
		return newUnusableError(response, body, err, c.Redact)
	}
	c.pace.answered()
	return nil
}
