package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// refusing answers a number of requests with an error, 429 unless it has another status, and then with a body.
type refusing struct {
	times      int
	retryAfter string
	status     int
	// body is "{}" if it is empty.
	body string
}

func (t *refusing) RoundTrip(request *http.Request) (*http.Response, error) {
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: request, Body: io.NopCloser(strings.NewReader("{}"))}
	if t.times > 0 {
		t.times--
		response.StatusCode = cmp.Or(t.status, http.StatusTooManyRequests)
		response.Header.Set("Retry-After", t.retryAfter)
		response.Body = io.NopCloser(strings.NewReader(cmp.Or(t.body, "{}")))
	}
	return response, nil
}

// The clock of a synctest bubble jumps to the end of each wait.
func TestWaitsBetweenAttempts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		service           refusing
		shortest, longest time.Duration
	}{
		"as long as the service asks":            {refusing{times: 1, retryAfter: "7"}, 7 * time.Second, 7 * time.Second},
		"longer than a minute if it asks so":     {refusing{times: 1, retryAfter: "3600"}, time.Hour, time.Hour},
		"each time as long as asked":             {refusing{times: 3, retryAfter: "2"}, 6 * time.Second, 6 * time.Second},
		"exponentially after failures":           {refusing{times: 5, status: 503}, 7750 * time.Millisecond, 15500 * time.Millisecond},
		"longer than a minute in all after 429s": {refusing{times: 5}, 76875 * time.Millisecond, 102500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxRetries: DefaultMaxRetries})
				client.http.Transport = &test.service
				start := time.Now()
				if err := client.Get(t.Context(), nil, nil, nil, func([]byte) error { return nil }); err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(start); waited < test.shortest || waited > test.longest {
					t.Errorf("waited %s, want %s to %s", waited, test.shortest, test.longest)
				}
			})
		})
	}
}

func TestWaitWithinTheDeadlineIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		client := newScriptedClient(&script{steps: []step{{status: 429, retryAfter: "30"}, {status: 503, retryAfter: "29"}}}, func(c *Config) { c.MaxRetries = 2 })
		if err := ask(ctx, client); err != nil || time.Since(start) != 59*time.Second {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

func TestWaitBeyondTheDeadlineFailsAtOnce(t *testing.T) {
	t.Parallel()
	for name, service := range map[string]refusing{
		"429 in seconds":  {times: 1, retryAfter: "61"},
		"429 with a date": {times: 1, retryAfter: "Sat, 01 Jan 2000 00:01:01 GMT"}, // the bubble's clock begins with the year 2000
		"503":             {times: 1, retryAfter: "61", status: http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxRetries: DefaultMaxRetries})
				client.http.Transport = &service
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				start := time.Now()
				err := ask(ctx, client)
				if !errors.Is(err, ErrWaitTooLong) || !strings.Contains(err.Error(), "no request before 2000-01-01T00:01:01Z, which is in 1m1s") {
					t.Errorf("got %v", err)
				}
				if waited := time.Since(start); waited != 0 {
					t.Errorf("waited %s", waited)
				}
			})
		})
	}
}

func TestRetryAfterOfOneRequestHoldsBackTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &limited{pause: "3600", until: time.Now().Add(time.Second)}
		client := newLimitedClient(service, 8)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 2 {
			if err := ask(ctx, client); !errors.Is(err, ErrWaitTooLong) {
				t.Errorf("got %v", err)
			}
		}
		if len(service.asked) != 1 {
			t.Errorf("asked %d times, want once", len(service.asked))
		}
		if err := ask(t.Context(), client); err != nil {
			t.Error(err)
		}
		if waited := service.asked[1].Sub(service.asked[0]); waited < time.Hour {
			t.Errorf("asked again after %s", waited)
		}
	})
}

func TestRetryAfterOfA503HoldsBackOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newScriptedClient(&script{steps: []step{{status: 503, retryAfter: "60"}}})
		if err := ask(t.Context(), client); err == nil {
			t.Error("the 503 is no error")
		}
		start := time.Now()
		if err := ask(t.Context(), client); err != nil || time.Since(start) != 0 {
			t.Errorf("the next request got %v after %s", err, time.Since(start))
		}
	})
}

func TestBodyThatDecodeCallsCutIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{}
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries = 1 })
		err := client.Get(t.Context(), nil, nil, nil, func([]byte) error { return fmt.Errorf("decoding: %w", io.ErrUnexpectedEOF) })
		if !errors.Is(err, ErrBodyCut) || len(service.asked) != 2 {
			t.Errorf("got %v after %d requests", err, len(service.asked))
		}
	})
}

func TestWaitsGrowWhenFailuresAlternate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{status: 503}, {status: 429}, {status: 503}, {status: 429}}}
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries = 4 })
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		for i, most := range []time.Duration{500 * time.Millisecond, 2 * time.Second, 2 * time.Second, 32 * time.Second} {
			if waited := service.asked[i+1].Sub(service.asked[i]); waited < most/2 || waited > most {
				t.Errorf("wait %d is %s, want at most %s and at least half", i, waited, most)
			}
		}
	})
}

func TestEndOfTheContextNamesTheLastAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps      []step
		maxRetries int
		want       string
	}{
		"in a wait between attempts":    {[]step{{status: 503, retryAfter: "60"}}, 1, `; the last response was: 503 Service Unavailable; the body begins "{}"`},
		"in a pause":                    {[]step{{status: 429, retryAfter: "60"}}, 1, `; the last response was: 429 Too Many Requests; the body begins "{}"`},
		"in the last attempt":           {[]step{{status: 500}, {delay: time.Hour}}, 1, `; the last response was: 500 Internal Server Error; the body begins "{}"`},
		"before there was any response": {[]step{{delay: time.Hour}}, 1, ""},
		"in the only attempt":           {[]step{{delay: time.Hour}}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				cause := errors.New("the user went away")
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(10*time.Second, func() { cancel(cause) })
				start := time.Now()
				err := ask(ctx, newScriptedClient(&script{steps: test.steps}, func(c *Config) { c.MaxRetries = test.maxRetries }))
				if !errors.Is(err, cause) || err.Error() != cause.Error()+test.want || time.Since(start) != 10*time.Second {
					t.Errorf("got %v after %s", err, time.Since(start))
				}
			})
		})
	}
}

// A body that was cut short is no reason why the time ran out.
func TestEndOfTheContextDoesNotNameACutBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newScriptedClient(&script{steps: []step{{}, {delay: time.Hour}}}, func(c *Config) { c.MaxRetries = 1 })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := client.Get(ctx, nil, nil, nil, func([]byte) error { return io.ErrUnexpectedEOF })
		if err == nil || err.Error() != context.DeadlineExceeded.Error() {
			t.Errorf("got %v", err)
		}
	})
}

// The pause that ends the time of one request may be that of another.
func TestPauseOfAnotherRequestDoesNotHideTheLastAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{}, {status: 503}, {status: 429, retryAfter: "60"}}}
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries = 1 })
		if err := ask(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() { failed <- ask(ctx, client) }()
		synctest.Wait()
		time.AfterFunc(10*time.Second, cancel)
		_ = ask(ctx, client)
		if err := <-failed; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the last response was: 503") {
			t.Errorf("got %v", err)
		}
	})
}

// A service that accepts connections and says nothing must not fail before the request timeout.
func TestHandshakeHasNoBoundOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := New(Config{
			Endpoint: &url.URL{Scheme: "https", Host: "service"}, RequestTimeout: time.Minute,
			Dial: func(context.Context, string, string) (net.Conn, error) {
				conn, service := net.Pipe()
				t.Cleanup(func() { service.Close() })
				return conn, nil
			},
		})
		start := time.Now()
		if err := ask(t.Context(), client); !errors.Is(err, ErrRequestTimeout) || time.Since(start) != time.Minute {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}
