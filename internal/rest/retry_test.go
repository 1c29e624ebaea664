package rest

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	inAnHour := time.Now().Add(time.Hour).UTC()
	for _, test := range []struct {
		header   string
		min, max time.Duration
	}{
		{"", 0, 0},
		{"0", 0, 0},
		{"7", 7 * time.Second, 7 * time.Second},
		{"60", time.Minute, time.Minute},
		{"86400", 24 * time.Hour, 24 * time.Hour},
		{"9223372037", math.MaxInt64 - time.Second, math.MaxInt64},
		{"99999999999999999999999", math.MaxInt64 - time.Second, math.MaxInt64},
		{"-5", 0, 0},
		{"1.5", 0, 0},
		{"soon", 0, 0},
		{"NaN", 0, 0},
		{inAnHour.Format(http.TimeFormat), 59 * time.Minute, time.Hour},
		{inAnHour.Format("Monday, 02-Jan-06 15:04:05 GMT"), 59 * time.Minute, time.Hour},
		{inAnHour.Format(time.ANSIC), 59 * time.Minute, time.Hour},
		{"Fri, 31 Dec 1999 23:59:59 GMT", 0, 0},
	} {
		response := &http.Response{Header: http.Header{"Retry-After": {test.header}}}
		if got := retryAfter(response); got < test.min || got > test.max {
			t.Errorf("%q: %s is not in %s to %s", test.header, got, test.min, test.max)
		}
	}
}

func TestBackoffGrowsWithJitterUpToItsBound(t *testing.T) {
	t.Parallel()
	client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, RetryWaitMin: time.Second, RetryWaitMax: 20 * time.Second})
	for status, test := range map[int]struct {
		most   []time.Duration // of each attempt
		spread float64
	}{
		http.StatusServiceUnavailable: {seconds(1, 2, 4, 8, 16, 20, 20), 0.5},
		http.StatusTooManyRequests:    {seconds(1, 4, 16, 20, 20), 0.25},
	} {
		seen, smallest, largest := map[time.Duration]bool{}, 1.0, 0.0
		for range 100 {
			backoff := client.newBackoff()
			for attempt, most := range test.most {
				wait := backoff.next(&failure{status: status})
				if least := time.Duration(float64(most)*(1-test.spread)) - time.Nanosecond; wait < least || wait > most {
					t.Fatalf("%d: wait %d is %s, want %s to %s", status, attempt, wait, least, most)
				}
				seen[wait] = true
				smallest, largest = min(smallest, float64(wait)/float64(most)), max(largest, float64(wait)/float64(most))
			}
		}
		if len(seen) < 50*len(test.most) {
			t.Errorf("%d: only %d different waits", status, len(seen))
		}
		if smallest > 1-0.95*test.spread || largest < 1-0.05*test.spread {
			t.Errorf("%d: waits are %.3f to %.3f of the step, want a spread of %.2f", status, smallest, largest, test.spread)
		}
	}
}

func seconds(numbers ...int) []time.Duration {
	var durations []time.Duration
	for _, number := range numbers {
		durations = append(durations, time.Duration(number)*time.Second)
	}
	return durations
}

func TestRetryAfterDateIsReadByTheServicesClock(t *testing.T) {
	t.Parallel()
	response := &http.Response{Header: http.Header{
		"Date": {"Fri, 31 Dec 1999 23:00:00 GMT"}, "Retry-After": {"Fri, 31 Dec 1999 23:02:00 GMT"},
	}}
	if got := retryAfter(response); got != 2*time.Minute {
		t.Errorf("waits %s, want 2m", got)
	}
}

// renewal is a credential whose renewals fail with an error, if there is one.
type renewal struct {
	anonymous
	err error
}

func (r renewal) Renew(context.Context, *http.Request) error { return r.err }

func TestRenewedProofHasAllItsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{status: 503}, {status: 401}, {status: 503}, {status: 503}}}
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries, c.Credential = 1, renewal{} })
		err := ask(t.Context(), client)
		if failed, ok := errors.AsType[*RequestError](err); !ok || failed.Attempts != 4 || len(service.asked) != 4 {
			t.Errorf("got %v after %d requests, want an error that counts 4", err, len(service.asked))
		}
	})
}

// exhausted is a credential with a number of proofs.
type exhausted struct {
	anonymous
	proofs int
	err    error
}

func (e *exhausted) Authorize(context.Context, *http.Request) error {
	if e.proofs == 0 {
		return e.err
	}
	e.proofs--
	return nil
}

func TestErrorOfTheCredentialIsFinal(t *testing.T) {
	t.Parallel()
	for _, proofs := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			service := &script{steps: []step{{status: 503}}}
			credential := &exhausted{proofs: proofs, err: errors.New("no authorization")}
			client := newScriptedClient(service, func(c *Config) { c.MaxRetries, c.Credential = 1, credential })
			if err := ask(t.Context(), client); err == nil || err.Error() != "no authorization" || len(service.asked) != proofs {
				t.Errorf("with %d proofs: got %v after %d requests", proofs, err, len(service.asked))
			}
		})
	}
}

// Five wrong signatures in a row lock an access key.
func TestRejectedProofIsNotSentAgainByWaitingRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{}}}
		for range 7 {
			service.steps = append(service.steps, step{status: 503})
		}
		service.steps = append(service.steps, step{status: 401})
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries = 5 })
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		var asking sync.WaitGroup
		for range 8 { // seven back off, one is rejected
			asking.Go(func() {
				if response, ok := errors.AsType[*ResponseError](ask(t.Context(), client)); !ok || response.StatusCode != http.StatusUnauthorized {
					t.Errorf("got %v, want the rejection", response)
				}
			})
		}
		asking.Wait()
		if len(service.asked) != 9 {
			t.Errorf("%d requests were sent, want 9", len(service.asked))
		}
	})
}

// A renewal may succeed later, so the credential is not rejected for good.
func TestFailedRenewalIsTheErrorOfTheRequest(t *testing.T) {
	t.Parallel()
	service := &script{steps: []step{{status: 401}}}
	failed := errors.New("no new proof")
	client := newScriptedClient(service, func(c *Config) { c.Credential = renewal{err: failed} })
	if err := ask(t.Context(), client); !errors.Is(err, failed) || len(service.asked) != 1 {
		t.Errorf("got %v after %d requests", err, len(service.asked))
	}
	if err := ask(t.Context(), client); err != nil {
		t.Errorf("then got %v", err)
	}
}
