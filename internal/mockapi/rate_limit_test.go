package mockapi_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestRequestsBeyondTheLimitOfASecondAreTurnedAway(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.January, 31, 8, 0, 0, 0, time.UTC)
	service := mockapi.New(mockapi.Config{RequestsPerSecond: 2, Now: func() time.Time { return now }})
	var got []int
	for _, pause := range []time.Duration{0, 0, 0, 999 * time.Millisecond, time.Millisecond, 0, 0} {
		now = now.Add(pause)
		answer := httptest.NewRecorder()
		service.ServeHTTP(answer, request(t, samplePath))
		got = append(got, answer.Code)
		if retryAfter := answer.Header().Get("Retry-After"); (retryAfter == "1") != (answer.Code == http.StatusTooManyRequests) {
			t.Errorf("%d with the Retry-After %q", answer.Code, retryAfter)
		}
	}
	if want := []int{200, 200, 429, 429, 200, 200, 429}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
