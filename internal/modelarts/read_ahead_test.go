package modelarts_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// gateway answers each request after a latency. If most is not 0, it accepts most requests in any period, and refuses the others.
type gateway struct {
	latency time.Duration
	most    int
	period  time.Duration

	mu       sync.Mutex
	accepted []time.Time
	// under is the number of requests that are under way, top the largest number so far.
	under, top        int
	requests, refused int
}

func (g *gateway) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accepts := g.begin()
		time.Sleep(g.latency) //nolint:forbidigo // the bubble's clock
		g.mu.Lock()
		g.under--
		g.mu.Unlock()
		if !accepts {
			if g.period == time.Second { // a service that counts per minute often does not say how long to wait
				w.Header().Set("Retry-After", "1")
			}
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// begin counts a request, and reports whether it is accepted.
func (g *gateway) begin() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests++
	g.under++
	g.top = max(g.top, g.under)
	now := time.Now()
	for len(g.accepted) > 0 && now.Sub(g.accepted[0]) >= g.period {
		g.accepted = g.accepted[1:]
	}
	if g.most > 0 && len(g.accepted) >= g.most {
		g.refused++
		return false
	}
	g.accepted = append(g.accepted, now)
	return true
}

// read reads a list several times at once with one client of default settings, and returns how long that took.
func (g *gateway) read(t *testing.T, reads, events int, settings ...func(*rest.Config)) (took time.Duration) {
	t.Helper()
	service := newService(events)
	synctest.Test(t, func(t *testing.T) {
		memory := mockapitest.NewMemory()
		server := &http.Server{Handler: g.before(service)}
		go func() { _ = server.Serve(memory) }()
		defer server.Close()
		config := rest.Config{
			Endpoint: &url.URL{Scheme: "http", Host: mockapitest.MemoryAddress}, Dial: memory.DialContext,
			Credential: auth.Token(mockapi.Token), MaxRetries: rest.DefaultMaxRetries,
		}
		for _, set := range settings {
			set(&config)
		}
		connection := rest.New(config)
		defer connection.CloseIdleConnections()
		client := modelarts.New(connection, nil)
		start := time.Now()
		var reading sync.WaitGroup
		for range reads {
			reading.Go(func() {
				list, err := client.TrainingJobEvents(t.Context(), jobQuery(), 0)
				if err != nil || list.Total != int64(events) {
					t.Errorf("got %+v, %v", list, err)
				}
			})
		}
		reading.Wait()
		took = time.Since(start)
	})
	return took
}

func TestReadIsFasterThanPageAfterPage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ events, requests, timesAsFast int }{
		{5_000, 53, 12},
		{20_000, 209, 20},
	} {
		t.Run(fmt.Sprintf("%d events", test.events), func(t *testing.T) {
			t.Parallel()
			slow, fast := &gateway{latency: 100 * time.Millisecond}, &gateway{latency: 100 * time.Millisecond}
			pageAfterPage := slow.read(t, 1, test.events, func(c *rest.Config) { c.MaxConcurrentRequests = 1 })
			took := fast.read(t, 1, test.events)
			if took > pageAfterPage/time.Duration(test.timesAsFast) || fast.requests > test.requests {
				t.Errorf("%d requests took %s, want at most %d, and %d times as fast as %s",
					fast.requests, took, test.requests, test.timesAsFast, pageAfterPage)
			}
		})
	}
}

// The bounds are what a client with at most eight concurrent requests needs. The back-off is random, so those per minute are wider.
func TestFewRequestsExceedTheLimitOfAService(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		most          int
		period        time.Duration
		reads, events int
		refused       int
		took          time.Duration
	}{
		{5, time.Second, 1, 20_000, 10, 52 * time.Second},
		{20, time.Second, 1, 20_000, 8, 14 * time.Second},
		{100, time.Second, 1, 20_000, 14, 3 * time.Second},
		{60, time.Minute, 1, 20_000, 35, 5 * time.Minute},
		{5, time.Second, 50, 300, 10, 50 * time.Second},
		{20, time.Second, 50, 300, 8, 13 * time.Second},
		{100, time.Second, 50, 300, 7, 2 * time.Second},
		{60, time.Minute, 50, 300, 35, 5 * time.Minute},
	} {
		t.Run(fmt.Sprintf("%d in %s, %d reads", test.most, test.period, test.reads), func(t *testing.T) {
			t.Parallel()
			service := &gateway{latency: 20 * time.Millisecond, most: test.most, period: test.period}
			took := service.read(t, test.reads, test.events)
			if took > test.took || service.refused > test.refused {
				t.Errorf("it took %s, and %d of %d requests were refused, want %s and %d",
					took, service.refused, service.requests, test.took, test.refused)
			}
		})
	}
}

// A list whose total counts all events of the job is read up to that total.
func TestTotalIgnoringFilterCostsAsAllEvents(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]int64{"Error": 103, "Warning": 198, "Info": 9699} {
		service := newService(10_000)
		service.Inject(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 10_000})
		query := jobQuery()
		query.Level = level
		list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, 0)
		if err != nil || list.Total != want {
			t.Fatalf("%s: got %+v, %v", level, list, err)
		}
		if got, most := len(service.Requests()), 110; got > most { // 1.05 times 100 pages, and the checks at the end
			t.Errorf("%s: took %d requests, want at most %d", level, got, most)
		}
	}
}

// The failed page is requested while others hang. They must not delay its error.
func TestFailedPageCancelsOtherRequests(t *testing.T) {
	t.Parallel()
	service := newService(2000)
	hanging := make(chan struct{}, 100)
	client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("offset") {
		case "0":
			service.ServeHTTP(w, r)
		case "386":
			<-hanging
			w.WriteHeader(http.StatusForbidden)
		default:
			hanging <- struct{}{}
			<-r.Context().Done()
		}
	}))
	done := make(chan error)
	go func() {
		_, err := client.TrainingJobEvents(t.Context(), jobQuery(), -1)
		done <- err
	}()
	select {
	case err := <-done:
		if response, ok := errors.AsType[*rest.ResponseError](err); !ok || response.StatusCode != http.StatusForbidden {
			t.Errorf("got %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the read hangs")
	}
}
