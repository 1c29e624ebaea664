package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/semaphore"
)

const (
	defaultRetryWaitMin = 500 * time.Millisecond
	defaultRetryWaitMax = time.Minute
)

// ErrWaitTooLong is in the chain of an error if the service asks for a wait that ends after the context's deadline.
var ErrWaitTooLong = errors.New("the service asks for a wait that is longer than the time left")

// retryableStatuses may be followed by another status if the request is repeated.
var retryableStatuses = []int{
	http.StatusTooManyRequests,
	http.StatusInternalServerError,
	http.StatusBadGateway,
	http.StatusServiceUnavailable,
	http.StatusGatewayTimeout,
}

// finalPattern is how net/http words errors of a request that it cannot send. They have no type.
var finalPattern = regexp.MustCompile(`unsupported protocol scheme|invalid header field`)

// isRetryable reports whether the next attempt may succeed.
func isRetryable(err error) bool {
	if errors.Is(err, ErrBodyCut) {
		return true
	}
	if response, ok := errors.AsType[*ResponseError](err); ok {
		return slices.Contains(retryableStatuses, response.StatusCode)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound && !dns.IsTemporary {
		return false
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return false
	}
	return wrongScheme(err) == nil && !finalPattern.MatchString(err.Error())
}

// IsTemporary reports whether an error of [Client.Get] is a failure that the client retries, so that a later request may succeed. It is
// false if the service asks for a wait that is longer than the time left.
func IsTemporary(err error) bool {
	failed, ok := errors.AsType[*RequestError](err)
	return ok && !errors.Is(err, ErrWaitTooLong) && isRetryable(failed.cause)
}

// checkWait returns [ErrWaitTooLong] if the context ends before the time that the service names: waiting would be in vain.
func checkWait(ctx context.Context, until time.Time) error {
	deadline, ok := ctx.Deadline()
	if !ok || !until.After(deadline) {
		return nil
	}
	return fmt.Errorf("%w: no request before %s, which is in %s",
		ErrWaitTooLong, until.UTC().Format(time.RFC3339), time.Until(until).Round(time.Second))
}

// backoffs are the waits of one request. Both grow with each attempt, so that the order of failures does not matter.
type backoffs struct{ failures, throttling *backoff.ExponentialBackOff }

// newBackoff returns waits that are random within the upper half of each step, so that clients that failed together do not come back
// together. Gateways count requests per minute, and many do not say when the minute ends: the waits after a 429 grow faster and vary
// less, so that the default number of retries lasts longer than a minute.
func (c *Client) newBackoff() *backoffs {
	return &backoffs{
		failures:   exponential(c.retryWaitMin, c.retryWaitMax, 2, 0.5),
		throttling: exponential(c.retryWaitMin, c.retryWaitMax, 4, 0.25),
	}
}

// exponential returns waits of at least the first and at most the longest, less a random part of up to spread. The library spreads a
// wait to both sides of its middle.
func exponential(first, longest time.Duration, growth, spread float64) *backoff.ExponentialBackOff {
	middle := func(wait time.Duration) time.Duration { return time.Duration(float64(wait) * (1 - spread/2)) }
	return &backoff.ExponentialBackOff{
		InitialInterval:     middle(min(first, longest)),
		MaxInterval:         middle(longest),
		Multiplier:          growth,
		RandomizationFactor: spread / 2 / (1 - spread/2),
	}
}

// next returns the wait after a failure: what the service asks for, or else a step of the back-off.
func (b *backoffs) next(failed *failure) time.Duration {
	afterFailure, afterThrottling := b.failures.NextBackOff(), b.throttling.NextBackOff()
	switch {
	case failed.retryAfter > 0:
		return failed.retryAfter
	case failed.status == http.StatusTooManyRequests:
		return afterThrottling
	}
	return afterFailure
}

// maxSeconds is what a time.Duration can hold.
const maxSeconds = uint64(math.MaxInt64 / time.Second)

// retryAfter reads the header in its two forms, seconds and an HTTP date (RFC 9110, section 10.2.3). It is 0 if the header is absent, in
// the past or unreadable. A date is compared with the service's own clock.
func retryAfter(response *http.Response) time.Duration {
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

func sleep(ctx context.Context, pause time.Duration) error {
	if pause <= 0 {
		return nil
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(pause):
		return nil
	}
}

func acquire(ctx context.Context, free *semaphore.Weighted) error {
	if free.Acquire(ctx, 1) != nil {
		return context.Cause(ctx)
	}
	return nil
}
