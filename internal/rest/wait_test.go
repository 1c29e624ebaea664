package rest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// turnedAway answers a number of requests with an error, and then with a body.
type turnedAway struct {
	times      int
	retryAfter string
}

func (t *turnedAway) RoundTrip(request *http.Request) (*http.Response, error) {
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: request, Body: io.NopCloser(strings.NewReader("{}"))}
	if t.times > 0 {
		t.times--
		response.StatusCode = http.StatusTooManyRequests
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
		"as long as the service asks":     {turnedAway{1, "7"}, 7 * time.Second, 7 * time.Second},
		"no longer than a minute":         {turnedAway{1, "3600"}, time.Minute, time.Minute},
		"each time as long as asked":      {turnedAway{3, "2"}, 6 * time.Second, 6 * time.Second},
		"exponentially where nobody says": {turnedAway{5, ""}, 7750 * time.Millisecond, 15500 * time.Millisecond},
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
