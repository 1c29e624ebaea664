package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// limited is a service that turns requests away for some time, and notes when it was asked.
type limited struct {
	mu    sync.Mutex
	until time.Time
	pause string
	asked []time.Time
	under int
	most  int
}

func (l *limited) RoundTrip(request *http.Request) (*http.Response, error) {
	l.mu.Lock()
	l.under++
	l.most = max(l.most, l.under)
	l.asked = append(l.asked, time.Now())
	turnedAway := turnedAway{retryAfter: l.pause}
	if time.Now().Before(l.until) {
		turnedAway.times = 1
	}
	l.mu.Unlock()
	time.Sleep(100 * time.Millisecond) //nolint:forbidigo // the bubble's clock
	l.mu.Lock()
	l.under--
	l.mu.Unlock()
	return turnedAway.RoundTrip(request)
}

func newLimitedClient(service http.RoundTripper) *Client {
	client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxRetries: 9, MaxConcurrentRequests: 8})
	client.http.HTTPClient.Transport = service
	return client
}

func ask(ctx context.Context, client *Client) error {
	return client.Get(ctx, nil, nil, nil, func([]byte) error { return nil })
}

func TestNothingIsSentBeforeTheServiceWantsToBeAskedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &limited{pause: "10"}
		client := newLimitedClient(service)
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
				t.Errorf("asked %s after the start, and the service wants 10 s of peace", since)
			}
		}
	})
}

func TestThrottlingHalvesTheRequestsAtATimeAndAnswersRaiseThem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &limited{pause: "1"}
		client := newLimitedClient(service)
		burst := func() int {
			service.most = 0
			var readers sync.WaitGroup
			for range 16 {
				readers.Go(func() {
					if err := ask(t.Context(), client); err != nil {
						t.Error(err)
					}
				})
			}
			readers.Wait()
			return service.most
		}
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if got := burst(); got != 8 {
			t.Errorf("at first %d at a time, want 8", got)
		}
		service.until = time.Now().Add(50 * time.Millisecond)
		burst()
		client.pace.mu.Lock()
		halved := client.pace.target
		client.pace.mu.Unlock()
		if halved == 0 || halved > 4 {
			t.Errorf("%d of 8 are withheld after one throttling and some answers, want 1 to 4", halved)
		}
		for range 150 { // it takes some time, see spacing
			burst()
		}
		if got := burst(); got != 8 {
			t.Errorf("in the end %d at a time, want 8", got)
		}
	})
}

func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("the user went away")
		pace := newPace(1, time.Second)
		if err := pace.begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		if err := pace.begin(ctx); !errors.Is(err, cause) {
			t.Errorf("got %v", err)
		}
		pace.throttled(time.Now(), time.Hour)
		if _, err := pace.wait(ctx); !errors.Is(err, cause) {
			t.Errorf("got %v", err)
		}
	})
}

// A turn that a throttling withholds must never be the last one.
func TestThrottlingLeavesATurn(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1, 2, 8} {
		for _, trusted := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				pace := newPace(most, time.Second)
				if trusted {
					pace.credentialAccepted()
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				for range 20 {
					if err := pace.begin(ctx); err != nil {
						t.Fatalf("%d turns, trusted %t: %v", most, trusted, err)
					}
					pace.throttled(time.Now(), time.Second)
					if _, err := pace.wait(ctx); err != nil {
						t.Fatal(err)
					}
					pace.end()
				}
				pace.credentialAccepted()
			})
		}
	}
}

// slowRefusals is a service whose first answers are 429s that come one after the other, later than the pause that they ask for.
type slowRefusals struct{ refusals atomic.Int32 }

func (s *slowRefusals) RoundTrip(request *http.Request) (*http.Response, error) {
	answer := turnedAway{retryAfter: "1"}
	if nth := s.refusals.Add(1); nth > 1 && nth < 10 {
		answer.times = 1
		time.Sleep(time.Duration(nth) * 2 * time.Second) //nolint:forbidigo // the bubble's clock
	}
	return answer.RoundTrip(request)
}

func TestRequestsUnderWayTogetherAreThrottledOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxConcurrentRequests: 8})
		client.http.HTTPClient.Transport = &slowRefusals{}
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		var readers sync.WaitGroup
		for range 8 {
			readers.Go(func() {
				if ask(t.Context(), client) == nil {
					t.Error("no error")
				}
			})
		}
		readers.Wait()
		if client.pace.target != 4 {
			t.Errorf("%d turns of 8 are to be withheld, want 4", client.pace.target)
		}
	})
}

func TestShorterPauseDoesNotReplaceALongerOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := newPace(8, time.Second)
		start := time.Now()
		pace.throttled(time.Now(), time.Minute)
		pace.throttled(time.Now(), time.Second)
		if _, err := pace.wait(t.Context()); err != nil || time.Since(start) != time.Minute {
			t.Errorf("waited %s, %v", time.Since(start), err)
		}
	})
}

// A failing gateway lets nobody conclude that the credential is good.
func TestFailureOfAGatewayIsNoTrust(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{200: true, 400: true, 404: true, 401: false, 429: false, 502: false} {
		client := newLimitedClient(nil)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://service", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response := &http.Response{StatusCode: status, Request: request, Body: http.NoBody, Header: http.Header{}}
		_ = client.handle(response, func(*http.Response, []byte) error { return nil })
		if client.pace.open != want {
			t.Errorf("%d: trusted is %t", status, client.pace.open)
		}
	}
}
