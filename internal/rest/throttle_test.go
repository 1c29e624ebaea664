package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// limited is a service that refuses requests for some time, and notes when it was asked.
type limited struct {
	mu    sync.Mutex
	until time.Time
	pause string
	asked []time.Time
}

func (l *limited) RoundTrip(request *http.Request) (*http.Response, error) {
	l.mu.Lock()
	l.asked = append(l.asked, time.Now())
	refusing := refusing{retryAfter: l.pause}
	if time.Now().Before(l.until) {
		refusing.times = 1
	}
	l.mu.Unlock()
	time.Sleep(100 * time.Millisecond) //nolint:forbidigo // the bubble's clock
	return refusing.RoundTrip(request)
}

func newLimitedClient(service http.RoundTripper, most int) *Client {
	client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxRetries: 9, MaxConcurrentRequests: most})
	client.http.Transport = service
	return client
}

func ask(ctx context.Context, client *Client) error {
	return client.Get(ctx, nil, nil, nil, func([]byte) error { return nil })
}

func TestNothingIsSentBeforeRetryAfterEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &limited{pause: "10"}
		client := newLimitedClient(service, 8)
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		service.until = start.Add(time.Second)
		var readers sync.WaitGroup
		for range 30 {
			readers.Go(func() {
				if err := ask(t.Context(), client); err != nil {
					t.Error(err)
				}
			})
		}
		readers.Wait()
		for _, asked := range service.asked[1:] {
			if since := asked.Sub(start); since > 100*time.Millisecond && since < 10*time.Second {
				t.Errorf("asked %s after the start, within the pause of 10 s", since)
			}
		}
	})
}

// step is how a script answers one request: after a delay, with a status and a body, with 200 if the status is 0.
type step struct {
	status     int
	retryAfter string
	delay      time.Duration
	body       string
}

// script is a service that answers requests in the order of their arrival, and 200 after the last step.
type script struct {
	mu    sync.Mutex
	steps []step
	asked []time.Time
}

func (s *script) RoundTrip(request *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.asked = append(s.asked, time.Now())
	var now step
	if len(s.steps) > 0 {
		now, s.steps = s.steps[0], s.steps[1:]
	}
	s.mu.Unlock()
	if err := sleep(request.Context(), now.delay); err != nil {
		return nil, err
	}
	answer := refusing{retryAfter: now.retryAfter, status: now.status, body: now.body}
	if now.status != 0 {
		answer.times = 1
	}
	return answer.RoundTrip(request)
}

// newScriptedClient retries nothing unless an option says so.
func newScriptedClient(service *script, options ...func(*Config)) *Client {
	config := Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}}
	for _, option := range options {
		option(&config)
	}
	client := New(config)
	client.http.Transport = service
	return client
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	cause := errors.New("the user went away")
	for name, first := range map[string]step{
		"for a slot":             {delay: time.Hour},
		"for the end of a pause": {status: http.StatusTooManyRequests, retryAfter: "3600"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := &script{steps: []step{first}}
				client := newScriptedClient(service, func(c *Config) { c.MaxConcurrentRequests = 1 })
				other := make(chan struct{})
				go func() {
					defer close(other)
					_ = ask(t.Context(), client)
				}()
				synctest.Wait()
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Minute, func() { cancel(cause) })
				start := time.Now()
				if err := ask(ctx, client); !errors.Is(err, cause) || time.Since(start) != time.Minute {
					t.Errorf("got %v after %s", err, time.Since(start))
				}
				<-other
				if len(service.asked) != 1 {
					t.Errorf("%d requests were sent, want 1", len(service.asked))
				}
			})
		})
	}
}

// After a 429, the next request must wait for 38 seconds, and the one after that queues behind it.
func TestWaitingForTheRateEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{}, {status: http.StatusTooManyRequests, retryAfter: "2"}}}
		client := newScriptedClient(service, func(c *Config) { c.RetryWaitMin, c.RetryWaitMax = time.Hour, time.Hour })
		for range 3 {
			_ = ask(t.Context(), client)
			time.Sleep(time.Second) //nolint:forbidigo // the bubble's clock
		}
		cause := errors.New("the user went away")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(10*time.Second, func() { cancel(cause) })
		var waiting sync.WaitGroup
		for range 2 {
			waiting.Go(func() {
				if err := ask(ctx, client); !errors.Is(err, cause) {
					t.Errorf("got %v", err)
				}
			})
		}
		waiting.Wait()
		if len(service.asked) != 3 {
			t.Errorf("%d requests were sent, want 3", len(service.asked))
		}
	})
}

// askAll sends concurrent requests and returns when all are answered.
func askAll(ctx context.Context, client *Client, requests int) {
	var asking sync.WaitGroup
	for range requests {
		asking.Go(func() { _ = ask(ctx, client) })
	}
	asking.Wait()
}

// The 429s come one after the other, each later than the pause that the one before asked for.
func TestConcurrent429sLowerTheRateOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{}}}
		for nth := range 8 {
			service.steps = append(service.steps, step{status: http.StatusTooManyRequests, retryAfter: "1", delay: time.Duration(nth+1) * 2 * time.Second})
		}
		client := newScriptedClient(service)
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		askAll(t.Context(), client, 8)
		start := time.Now()
		askAll(t.Context(), client, 10)
		if took := time.Since(start); took < time.Second || took > 4*time.Second {
			t.Errorf("10 requests took %s, want a second of pause and then 4 or more requests a second", took)
		}
	})
}

func TestShorterPauseDoesNotReplaceALongerOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{
			{}, {status: http.StatusTooManyRequests, retryAfter: "60", delay: time.Second}, {status: http.StatusTooManyRequests, retryAfter: "1", delay: 2 * time.Second},
		}}
		client := newScriptedClient(service)
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		askAll(t.Context(), client, 2)
		short, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if err := ask(short, client); !errors.Is(err, ErrWaitTooLong) {
			t.Errorf("got %v within the longer pause", err)
		}
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if waited := service.asked[3].Sub(service.asked[1]); waited != 61*time.Second {
			t.Errorf("the next request was sent %s after those that got the 429s, want 1m1s", waited)
		}
	})
}

// A wrong credential must not be sent concurrently: it would be locked. An error says nothing about it, because a gateway may have sent it.
func TestErrorDoesNotUnlockConcurrency(t *testing.T) {
	t.Parallel()
	const page, coded = "<html>Not found</html>", `{"error_code": "ModelArts.2710", "error_msg": "The job does not exist."}`
	for _, test := range []struct {
		status int
		body   string
		want   int
	}{
		{200, "{}", 8},
		{404, coded, 1},
		{403, page, 1},
		{429, "{}", 1},
		{502, page, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			service := &script{steps: []step{{status: test.status, body: test.body}, {delay: time.Hour}}}
			for range 7 {
				service.steps = append(service.steps, step{delay: time.Hour})
			}
			client := newScriptedClient(service)
			_ = ask(t.Context(), client)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			askAll(ctx, client, 8)
			if got := len(service.asked) - 1; got != test.want {
				t.Errorf("after a %d with %s, %d of 8 requests were sent concurrently, want %d", test.status, test.body, got, test.want)
			}
		})
	}
}

// rounds is a service that answers each request after the same time. It refuses what exceeds a number of concurrent requests, 0: nothing.
// A refusal takes half the time.
type rounds struct {
	latency time.Duration
	most    int
	// slowEach is 5 if each fifth request takes ten times the latency.
	slowEach int

	mu    sync.Mutex
	asked int
	// under is the number of requests that are under way, peaks has the largest number by time in units of the latency.
	under, refused int
	peaks          []int
	start          time.Time
}

func (s *rounds) RoundTrip(request *http.Request) (*http.Response, error) {
	s.mu.Lock()
	if s.start.IsZero() {
		s.start = time.Now()
	}
	round := int(time.Since(s.start) / s.latency)
	for len(s.peaks) <= round {
		s.peaks = append(s.peaks, 0)
	}
	s.under++
	s.peaks[round] = max(s.peaks[round], s.under)
	answer, latency := refusing{retryAfter: "1"}, s.latency
	s.asked++
	if s.slowEach > 0 && s.asked%s.slowEach == 0 {
		latency *= 10
	}
	if s.most > 0 && s.under > s.most {
		answer.times, latency = 1, latency/2
		s.refused++
	}
	s.mu.Unlock()
	time.Sleep(latency) //nolint:forbidigo // the bubble's clock
	s.mu.Lock()
	s.under--
	s.mu.Unlock()
	return answer.RoundTrip(request)
}

func TestConcurrencyDoublesWithEachRound(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, test := range []struct {
		most    int
		latency time.Duration
		want    []int
	}{
		{1, 100 * ms, []int{1, 1, 1, 1}},
		{2, 100 * ms, []int{1, 2, 2, 2}},
		{20, 100 * ms, []int{1, 8, 16, 20, 20}},
		{32, 100 * ms, []int{1, 8, 16, 32, 32}},
		{64, 300 * ms, []int{1, 8, 16, 32, 64, 64}},
		// A fast service needs fewer requests under way.
		{32, 50 * ms, []int{1, 8, 16, 16}},
		{32, 20 * ms, []int{1, 8, 8, 8}},
		{64, 50 * ms, []int{1, 8, 16, 32, 32}},
	} {
		t.Run(fmt.Sprintf("at most %d, %s", test.most, test.latency), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := &rounds{latency: test.latency}
				client := newLimitedClient(service, test.most)
				askAll(t.Context(), client, 300)
				if got := service.peaks[:len(test.want)]; !slices.Equal(got, test.want) {
					t.Errorf("the rounds had %v requests, want %v", got, test.want)
				}
			})
		})
	}
}

// A slow response now and then, or the first one of a new connection, does not make a service slow.
func TestSlowResponsesDoNotRaiseConcurrencyOfAFastService(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &rounds{latency: 10 * time.Millisecond, slowEach: 5}
		askAll(t.Context(), newLimitedClient(service, 64), 2000)
		if top := slices.Max(service.peaks); top != firstSlots {
			t.Errorf("%d requests were concurrent, want %d", top, firstSlots)
		}
	})
}

// The rate recovers, so that only the number of slots keeps the requests from the limit of the service.
func TestThrottlingReducesConcurrencyToWhatWasAccepted(t *testing.T) {
	t.Parallel()
	for most, want := range map[int]int{10: 6, 20: 12} { // the first round of more than most has 16, and 32
		synctest.Test(t, func(t *testing.T) {
			service := &rounds{latency: 500 * time.Millisecond, most: most}
			client := newLimitedClient(service, DefaultMaxConcurrentRequests)
			askAll(t.Context(), client, 2000)
			if top := slices.Max(service.peaks[20:]); service.refused != want || top != most {
				t.Errorf("of a service that accepts %d, %d requests were refused, then %d were concurrent, want %d and %d", most, service.refused, top, want, most)
			}
		})
	}
}

// Otherwise a service that accepted few requests for a moment would be read slowly for the rest of the run.
func TestConcurrencyRecoversUpToEight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &rounds{latency: 500 * time.Millisecond, most: 3}
		client := newLimitedClient(service, DefaultMaxConcurrentRequests)
		askAll(t.Context(), client, 9)
		service.most = 0
		askAll(t.Context(), client, 500)
		if top := service.peaks[len(service.peaks)-10]; top != firstSlots {
			t.Errorf("%d requests were concurrent in the end, want %d", top, firstSlots)
		}
	})
}
