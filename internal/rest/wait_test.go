package rest

import (
	"cmp"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// turnedAway answers a number of requests with an error, 429 unless it has another status, and then with a body.
type turnedAway struct {
	times      int
	retryAfter string
	status     int
}

func (t *turnedAway) RoundTrip(request *http.Request) (*http.Response, error) {
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: request, Body: io.NopCloser(strings.NewReader("{}"))}
	if t.times > 0 {
		t.times--
		response.StatusCode = cmp.Or(t.status, http.StatusTooManyRequests)
		response.Header.Set("Retry-After", t.retryAfter)
	}
	return response, nil
}

// The clock in these tests is the bubble's: it jumps to the end of each wait.
func TestWaitsBetweenAttempts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		service           turnedAway
		shortest, longest time.Duration
	}{
		"as long as the service asks":          {turnedAway{times: 1, retryAfter: "7"}, 7 * time.Second, 7 * time.Second},
		"no longer than a minute":              {turnedAway{times: 1, retryAfter: "3600"}, time.Minute, time.Minute},
		"each time as long as asked":           {turnedAway{times: 3, retryAfter: "2"}, 6 * time.Second, 6 * time.Second},
		"exponentially after failures":         {turnedAway{times: 5, status: 503}, 7750 * time.Millisecond, 15500 * time.Millisecond},
		"past a minute where nobody says when": {turnedAway{times: 5}, 76875 * time.Millisecond, 102500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := New(Config{Endpoint: &url.URL{Scheme: "http", Host: "service"}, MaxRetries: DefaultMaxRetries})
				client.http.HTTPClient.Transport = &test.service
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
