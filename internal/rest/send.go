package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// acceptFunc takes the body of a 2xx.
type acceptFunc func(response *http.Response, body []byte) error

// responseHandler takes the response to a request.
type responseHandler struct {
	accept acceptFunc
	// confidential is true if the body may contain secrets of others, which the client cannot redact because it does not know them.
	confidential bool
}

// conceal removes the excerpt of a body that may contain secrets. A page of HTML, such as a login page, comes from something else than the
// service, and its excerpt shows from what.
func (h responseHandler) conceal(err *ResponseError) *ResponseError {
	if h.confidential && !strings.HasPrefix(err.Excerpt, "<") {
		err.Excerpt = ""
	}
	return err
}

// failure is an attempt that failed.
type failure struct {
	err error
	// redact removes the secrets of the request from a text.
	redact func(string) string
	// sent is zero if there was no response.
	sent time.Time
	// status is 0 if there was no response.
	status int
	// retryAfter is the wait that the service asks for, 0 if it names none.
	retryAfter time.Duration
}

// response is nil if there was none.
func (f *failure) response() *ResponseError {
	response, _ := errors.AsType[*ResponseError](f.err)
	return response
}

// isThrottledWithoutTime reports whether the response is a 429 without Retry-After.
func (f *failure) isThrottledWithoutTime() bool {
	return f.status == http.StatusTooManyRequests && f.retryAfter == 0
}

// send sends a request until it succeeds or fails for good; the package comment lists which failures are retried. A rejected authorization is
// never sent again, by no later request either: five 401s in a row lock an access key for five minutes.
func (c *Client) send(request *http.Request, handler responseHandler) error {
	ctx := request.Context()
	if err := acquire(ctx, c.throttle.slots); err != nil {
		return err
	}
	defer c.throttle.release()
	var last *ResponseError
	renewer, renewable := c.credential.(Renewer)
	retries, backoff := c.maxRetries, c.newBackoff()
	for sent := 1; ; sent++ {
		attempt, err := c.authorize(request)
		if err != nil {
			return withLastResponse(ctx, err, last)
		}
		failed := c.exchange(attempt, handler)
		if failed == nil {
			return nil
		}
		last = cmp.Or(failed.response(), last)
		if ctx.Err() != nil {
			return withLastResponse(ctx, context.Cause(ctx), last)
		}
		if failed.status == http.StatusUnauthorized && renewable {
			if err := renewer.Renew(ctx, attempt); err != nil {
				return err
			}
			renewable, retries, backoff = false, c.maxRetries, c.newBackoff()
			continue
		}
		if err := c.giveUp(ctx, failed, sent, retries); err != nil {
			return err
		}
		if err := c.backOff(ctx, failed, backoff.next(failed)); err != nil {
			return withLastResponse(ctx, err, last)
		}
		retries--
	}
}

// backOff waits before the next attempt.
func (c *Client) backOff(ctx context.Context, failed *failure, wait time.Duration) error {
	if failed.isThrottledWithoutTime() {
		c.throttle.slowDown(failed.sent, wait, false)
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "API request failed, retrying",
		slog.String("error", failed.redact(failed.err.Error())), slog.Duration("wait", wait))
	return sleep(ctx, wait)
}

// authorize waits until the request may be sent, and returns a copy with an authorization. The signature is made as late as possible, and again if
// a pause began meanwhile: waiting and logging in take time. It is a copy because net/http may still write one that timed out.
func (c *Client) authorize(request *http.Request) (*http.Request, error) {
	ctx := request.Context()
	for {
		if err := c.throttle.wait(ctx); err != nil {
			return nil, err
		}
		if rejection := c.rejection.Load(); rejection != nil {
			return nil, *rejection
		}
		attempt := request.Clone(ctx)
		if err := c.credential.Authorize(ctx, attempt); err != nil {
			return nil, err
		}
		if pause, _ := c.throttle.pause(); pause <= 0 {
			return attempt, nil
		}
	}
}

// exchange makes one attempt, and returns nil if the response is accepted. The body is read within the attempt, so that a body cut short
// is retried like a broken connection.
func (c *Client) exchange(attempt *http.Request, handler responseHandler) *failure {
	if attempt.GetBody != nil {
		attempt.Body, _ = attempt.GetBody() // reads from memory
	}
	sent, redact := time.Now(), c.redactFor(attempt)
	response, err := c.http.Do(attempt)
	if err != nil {
		return &failure{err: err, redact: redact}
	}
	defer response.Body.Close()
	failed := &failure{redact: redact, sent: sent, status: response.StatusCode, retryAfter: retryAfter(response)}
	if failed.status == http.StatusTooManyRequests && failed.retryAfter > 0 { // even if this request is not retried
		c.throttle.slowDown(sent, failed.retryAfter, true)
	}
	if failed.err = read(response, handler, redact); failed.err != nil {
		return failed
	}
	c.throttle.accept(sent)
	return nil
}

// read returns a [ResponseError] unless the response is accepted.
func read(response *http.Response, handler responseHandler, redact func(string) string) error {
	if response.StatusCode/100 != 2 {
		// The beginning of an error body that is cut short is better than nothing.
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBytes))
		return handler.conceal(newResponseError(response, body, redact))
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBodyBytes+1))
	switch {
	case err != nil:
		return newUnusableError(response, nil, fmt.Errorf("%w: %w", ErrBodyCut, err), redact)
	case len(body) > maxBodyBytes:
		return handler.conceal(newUnusableError(response, body, ErrResponseTooLarge, redact))
	}
	err = handler.accept(response, body)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %w", ErrBodyCut, err)
	}
	if err != nil {
		return handler.conceal(newUnusableError(response, body, err, redact))
	}
	return nil
}

// giveUp returns the final error, or nil if the request must be retried. sent counts the attempts so far, retries those that are left.
func (c *Client) giveUp(ctx context.Context, failed *failure, sent, retries int) error {
	err := failed.err
	if isRetryable(err) {
		tooLong := checkWait(ctx, time.Now().Add(failed.retryAfter))
		if tooLong == nil && retries > 0 {
			return nil
		}
		if tooLong != nil {
			err = fmt.Errorf("%w; the last response was: %w", tooLong, err)
		}
	}
	if failed.isThrottledWithoutTime() { // the other requests must wait even if this one fails
		c.throttle.slowDown(failed.sent, c.retryWaitMin, false)
	}
	result := error(newRequestError(err, sent, failed.redact))
	if failed.status == http.StatusUnauthorized {
		c.rejection.Store(&result)
	}
	return result
}

// withLastResponse adds the last response to an error that is the end of the context: it may be the reason why the time ran out.
func withLastResponse(ctx context.Context, err error, last *ResponseError) error {
	if ctx.Err() == nil || last == nil || last.Cause != nil {
		return err
	}
	return fmt.Errorf("%w; the last response was: %w", err, last)
}
