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

// rateLimit is a service that accepts a number of requests in any period, and refuses the others.
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
	answer := refusing{retryAfter: s.retryAfter}
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

func TestReadsSucceedUnderRateLimitPerSecond(t *testing.T) {
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

// Such a limit is used up within a second, so the retries must last for the rest of the minute.
func TestReadsSucceedUnderRateLimitPerMinute(t *testing.T) {
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
	client.http.Transport = service
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
		t.Errorf("%d requests of %d were refused, want at most %d", service.refused, requests, most)
	}
}

func TestRateRecoversAfterOne429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newLimitedClient(&refusing{times: 1, retryAfter: "1"}, 8)
		start := time.Now()
		for range 300 {
			if err := ask(t.Context(), client); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took < 5*time.Second || took > 10*time.Second {
			t.Errorf("300 requests, the first of which was refused once, took %s, want 5 to 10 s", took)
		}
	})
}

// The first request after a pause may be refused because of the load of others. Two 429s in a row leave two fifths of the rate.
func TestSecond429InARowHalvesTheRateAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{}
		for range 200 {
			service.steps = append(service.steps, step{delay: 10 * time.Millisecond}) // 100 a second
		}
		throttled := step{status: http.StatusTooManyRequests, retryAfter: "1"}
		service.steps = append(service.steps, throttled, throttled)
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries = 2 })
		for range 241 {
			if err := ask(t.Context(), client); err != nil {
				t.Fatal(err)
			}
		}
		again := service.asked[202:] // the first after the pause, and 40 more
		if took := again[40].Sub(again[0]); took < 800*time.Millisecond || took > 1200*time.Millisecond {
			t.Errorf("40 requests took %s, want 1 s", took)
		}
	})
}

// slowLogin is a credential that takes two seconds per attempt.
type slowLogin struct{ Credential }

func (slowLogin) Authorize(context.Context, *http.Request) error {
	time.Sleep(2 * time.Second) //nolint:forbidigo // the bubble's clock
	return nil
}

func (slowLogin) Secrets() []string { return nil }

func TestPauseThatBeginsDuringALoginIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{}, {status: http.StatusTooManyRequests, retryAfter: "10"}}}
		client := newScriptedClient(service, func(c *Config) { c.Credential = slowLogin{} })
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		refused := make(chan error)
		go func() { refused <- ask(t.Context(), client) }()
		time.Sleep(time.Second) //nolint:forbidigo // the bubble's clock
		if err := ask(t.Context(), client); err != nil {
			t.Error(err)
		}
		if <-refused == nil {
			t.Error("the 429 is no error")
		}
		if waited := service.asked[2].Sub(service.asked[1]); waited < 10*time.Second {
			t.Errorf("sent %s after the 429, which asked for 10 s", waited)
		}
	})
}

// Even if the request that got the 429 is not retried.
func TestPauseIsKeptAfterTheLastAttempt(t *testing.T) {
	t.Parallel()
	for retryAfter, want := range map[string]time.Duration{"10": 10 * time.Second, "": defaultRetryWaitMin} {
		t.Run(fmt.Sprintf("Retry-After %q", retryAfter), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}})
				client.http.Transport = &refusing{times: 1, retryAfter: retryAfter}
				if err := ask(t.Context(), client); err == nil {
					t.Fatal("no error")
				}
				start := time.Now()
				if err := ask(t.Context(), client); err != nil || time.Since(start) < want {
					t.Errorf("the next one was sent after %s, %v, want at least %s", time.Since(start), err, want)
				}
			})
		})
	}
}
