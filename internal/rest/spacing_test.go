package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// rateLimit is a service that takes so many requests in any period, and turns the others away.
type rateLimit struct {
	most       int
	period     time.Duration
	retryAfter string

	mu      sync.Mutex
	taken   []time.Time
	refused int
}

const latency = 20 * time.Millisecond

func (s *rateLimit) RoundTrip(request *http.Request) (*http.Response, error) {
	time.Sleep(latency) //nolint:forbidigo // the bubble's clock
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	answer := turnedAway{retryAfter: s.retryAfter}
	if s.within(now.Add(-s.period)) >= s.most {
		answer.times = 1
		s.refused++
	} else {
		s.taken = append(s.taken, now)
	}
	return answer.RoundTrip(request)
}

func (s *rateLimit) within(since time.Time) int {
	count := 0
	for _, at := range s.taken {
		if at.After(since) {
			count++
		}
	}
	return count
}

func TestReadersOfAServiceThatTakesSoManyRequestsASecondAllGetTheirAnswers(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1, 20} {
		for _, atATime := range []int{8, 32} {
			for _, retryAfter := range []string{"1", ""} {
				t.Run(fmt.Sprintf("%d a second, %d at a time, Retry-After %q", most, atATime, retryAfter), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						readLimited(t, &rateLimit{most: most, period: time.Second, retryAfter: retryAfter}, 50, atATime)
					})
				})
			}
		}
	}
}

// Such a limit is used up within a second, and the retries have to last for the rest of the minute.
func TestReadersOfAServiceThatTakesSoManyRequestsAMinuteAllGetTheirAnswers(t *testing.T) {
	t.Parallel()
	for _, most := range []int{60, 100} {
		for _, readers := range []int{1, 10, 50} {
			t.Run(fmt.Sprintf("%d a minute, %d readers", most, readers), func(t *testing.T) {
				t.Parallel()
				for range 20 {
					synctest.Test(t, func(t *testing.T) {
						readLimited(t, &rateLimit{most: most, period: time.Minute}, readers, DefaultMaxConcurrentRequests)
					})
				}
			})
		}
	}
}

func readLimited(t *testing.T, service *rateLimit, readers, atATime int) {
	t.Helper()
	const requests = 500
	client := New(Config{
		Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxRetries: DefaultMaxRetries, MaxConcurrentRequests: atATime,
	})
	client.http.HTTPClient.Transport = service
	start := time.Now()
	var reading sync.WaitGroup
	for range readers {
		reading.Go(func() {
			for range requests / readers {
				if err := ask(t.Context(), client); err != nil {
					t.Error(err)
				}
			}
		})
	}
	reading.Wait()

	best := max(requests*service.period/time.Duration(service.most), requests*latency/time.Duration(atATime))
	if took := time.Since(start); took > best*3/2+3*service.period {
		t.Errorf("it took %s, and %s would have been enough", took, best)
	}
	if most := requests/7 + atATime; service.refused > most {
		t.Errorf("%d requests of %d were turned away, want at most %d", service.refused, requests, most)
	}
}

func TestThrottlingInPassingIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newLimitedClient(&turnedAway{times: 1, retryAfter: "1"})
		start := time.Now()
		for range 300 {
			if err := ask(t.Context(), client); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took < 5*time.Second || took > 10*time.Second {
			t.Errorf("300 requests, the first of which was turned away once, took %s, want 5 to 10 s", took)
		}
	})
}

// The first request after a pause may be turned away by somebody else's load.
func TestThrottlingRightAfterAPauseDoesNotForgetTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := newPace(8, defaultRetryWaitMin)
		for range 200 {
			time.Sleep(10 * time.Millisecond) //nolint:forbidigo // the bubble's clock
			pace.answered()
		}
		pace.throttled(time.Now(), time.Second)
		first := pace.spacing.rate
		time.Sleep(time.Second) //nolint:forbidigo // the bubble's clock
		pace.throttled(time.Now(), time.Second)
		if second := pace.spacing.rate; first < 70 || second < first/2 {
			t.Errorf("from 100 answers a second to %.1f and %.1f requests", first, second)
		}
	})
}

// slowLogin is a credential that takes its time.
type slowLogin struct{ Credential }

func (slowLogin) Authorize(context.Context, *http.Request) error {
	time.Sleep(2 * time.Second) //nolint:forbidigo // the bubble's clock
	return nil
}

func (slowLogin) Secrets() []string { return nil }

func TestNothingIsSentInAPauseThatBeganDuringALogin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, Credential: slowLogin{}})
		client.http.HTTPClient.Transport = &turnedAway{}
		start := time.Now()
		go func() {
			time.Sleep(time.Second) //nolint:forbidigo // the bubble's clock
			client.pace.throttled(time.Now(), 10*time.Second)
		}()
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 11*time.Second {
			t.Errorf("sent after %s, and the pause ends after 11 s", took)
		}
	})
}

// Whether or not the request that is turned away is tried again.
func TestPauseHoldsForRequestsThatAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}})
		client.http.HTTPClient.Transport = &turnedAway{times: 1, retryAfter: "10"}
		if err := ask(t.Context(), client); err == nil {
			t.Fatal("no error")
		}
		start := time.Now()
		if err := ask(t.Context(), client); err != nil || time.Since(start) < 10*time.Second {
			t.Errorf("the next one was sent after %s, %v", time.Since(start), err)
		}
	})
}
