package rest

import (
	"math"
	"net/http"
	"strconv"
	"testing"
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
	const shortest, longest = time.Second, 10 * time.Second
	for attempt, whole := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, longest, longest} {
		t.Run(strconv.Itoa(attempt), func(t *testing.T) {
			t.Parallel()
			seen := map[time.Duration]bool{}
			for range 100 {
				wait := backoff(shortest, longest, attempt, nil)
				if wait < whole/2 || wait > whole {
					t.Fatalf("%s is not in %s to %s", wait, whole/2, whole)
				}
				seen[wait] = true
			}
			if len(seen) < 2 {
				t.Error("no jitter")
			}
		})
	}
}

func TestBackoffIsAsLongAsRetryAfter(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{"3": 3 * time.Second, "3600": time.Hour} {
		response := &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {header}}}
		if got := backoff(time.Millisecond, time.Millisecond, 0, response); got != want {
			t.Errorf("%q: waits %s, want %s", header, got, want)
		}
	}
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
