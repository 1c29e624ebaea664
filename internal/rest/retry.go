package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	defaultRetryWaitMin = 500 * time.Millisecond
	defaultRetryWaitMax = time.Minute
)

// ErrWaitTooLong is in the chain of an error if the service asks for a wait that ends behind the context's deadline.
var ErrWaitTooLong = errors.New("the service asks for a wait that is longer than the time left")

// retrying wraps a client so that each request is tried again after failures that may pass, authorized anew.
func (c *Client) retrying(config Config, logger *slog.Logger, httpClient *http.Client) *retryablehttp.Client {
	client := retryablehttp.NewClient()
	client.HTTPClient = httpClient
	client.Logger = nil
	client.RetryMax = config.MaxRetries
	client.RetryWaitMin = cmp.Or(config.RetryWaitMin, defaultRetryWaitMin)
	client.RetryWaitMax = cmp.Or(config.RetryWaitMax, defaultRetryWaitMax)
	client.CheckRetry = func(ctx context.Context, response *http.Response, err error) (bool, error) {
		again := err != nil && ctx.Err() == nil && passes(ctx, err)
		if again {
			if tooLong := checkWait(ctx, time.Now().Add(retryAfter(response))); tooLong != nil {
				return false, fmt.Errorf("%w; the last answer was: %w", tooLong, err)
			}
			logger.LogAttrs(ctx, slog.LevelDebug, "API request failed, may be tried again", slog.String("error", c.Redact(err.Error())))
		}
		return again, err
	}
	client.Backoff = func(shortest, longest time.Duration, attempt int, response *http.Response) time.Duration {
		wait := backoff(shortest, longest, attempt, response)
		if isThrottled(response) {
			c.pace.throttled(sentAt(response), wait)
		}
		return wait
	}
	client.PrepareRetry = func(request *http.Request) error {
		return c.prepare(request.Context(), request)
	}
	client.ErrorHandler = func(_ *http.Response, err error, attempts int) (*http.Response, error) {
		return nil, newRequestError(err, attempts, c.Redact)
	}
	return client
}

// passes says whether a failure may be over at the next attempt. A 401 never is tried again: five in a row lock an
// access key for five minutes.
func passes(ctx context.Context, err error) bool {
	if errors.Is(err, ErrBodyCut) {
		return true
	}
	if response, ok := errors.AsType[*ResponseError](err); ok {
		return slices.Contains([]int{
			http.StatusTooManyRequests,
			http.StatusInternalServerError,
			http.StatusBadGateway,
			http.StatusServiceUnavailable,
			http.StatusGatewayTimeout,
		}, response.StatusCode)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound && !dns.IsTemporary {
		return false
	}
	if wrongScheme(err) != nil {
		return false
	}
	// The library knows which errors of net/http are final: certificates, schemes, headers.
	again, _ := retryablehttp.ErrorPropagatedRetryPolicy(ctx, nil, err)
	return again
}

// checkWait returns [ErrWaitTooLong] if the context ends before the service wants to be asked again: waiting would be in vain.
func checkWait(ctx context.Context, until time.Time) error {
	deadline, ok := ctx.Deadline()
	if !ok || !until.After(deadline) {
		return nil
	}
	return fmt.Errorf("%w: no request before %s, which is in %s",
		ErrWaitTooLong, until.UTC().Format(time.RFC3339), time.Until(until).Round(time.Second))
}

// backoff is what Retry-After asks for, or else grows exponentially between a part of the step and the whole, so that
// clients that were turned away together do not come back together. Gateways count requests a minute, and many do not say when the
// minute is over: throttling is waited for so that the default number of retries lasts longer than that.
func backoff(shortest, longest time.Duration, attempt int, response *http.Response) time.Duration {
	if wait := retryAfter(response); wait > 0 {
		return wait
	}
	growth, spread := 1, 2
	if isThrottled(response) {
		growth, spread = 2, 4
	}
	step := retryablehttp.DefaultBackoff(shortest, longest, growth*attempt, nil)
	return step - rand.N(step/time.Duration(spread)+1) //nolint:gosec // spreads load, guards nothing
}

func isThrottled(response *http.Response) bool {
	return response != nil && response.StatusCode == http.StatusTooManyRequests
}

// maxSeconds is what a time.Duration can hold.
const maxSeconds = uint64(math.MaxInt64 / time.Second)

// retryAfter reads the header in its two forms, seconds and an HTTP date (RFC 9110, section 10.2.3). It is 0 if the header is absent, in
// the past or unreadable. A date is compared with the service's own clock. The retry library reads the header too, but overflows on
// large numbers and takes only one of the three forms of a date.
func retryAfter(response *http.Response) time.Duration {
	if response == nil {
		return 0
	}
	header := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, maxSeconds)) * time.Second
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, date.Sub(now))
}
