package modelarts_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// BenchmarkRead compares sequential reads with reads at the default concurrency. The latency of the network is simulated by waiting, which
// uses no processor.
func BenchmarkRead(b *testing.B) {
	for _, events := range []int{300, 5_000, 20_000} {
		for _, latency := range []time.Duration{0, 20 * time.Millisecond, 100 * time.Millisecond} {
			benchmarkRead(b, events, modelarts.MaxLimit, latency)
		}
	}
	const serviceDefault = 50
	benchmarkRead(b, 5_000, serviceDefault, 100*time.Millisecond)
}

func benchmarkRead(b *testing.B, events, limit int, latency time.Duration) {
	b.Helper()
	service := newService(events)
	for _, concurrent := range []int{1, rest.DefaultMaxConcurrentRequests} {
		b.Run(fmt.Sprintf("limit=%d/events=%d/latency=%s/concurrent=%d", limit, events, latency, concurrent), func(b *testing.B) {
			client := newWarmClient(b, service, latency, concurrent)
			query := jobQuery()
			query.Limit = int64(limit)
			service.ResetRequests()
			for b.Loop() {
				list, err := client.TrainingJobEvents(b.Context(), query, -1)
				if err != nil || len(list.Events) != events {
					b.Fatal(list, err)
				}
			}
			requests := float64(len(service.Requests())) / float64(b.N)
			b.ReportMetric(requests, "requests")
			if least := (events + modelarts.MaxLimit - 1) / modelarts.MaxLimit; limit == modelarts.MaxLimit && requests > 1.05*float64(least)+2 {
				b.Errorf("%g requests, %d could do", requests, least)
			}
		})
	}
}

// BenchmarkThrottledRead compares the default concurrency with eight requests at a time, at services that accept a number of requests per
// second. A client begins without knowledge of the service's limit.
func BenchmarkThrottledRead(b *testing.B) {
	for _, perSecond := range []int{20, 100} {
		for _, concurrent := range []int{8, rest.DefaultMaxConcurrentRequests} {
			b.Run(fmt.Sprintf("per-second=%d/concurrent=%d", perSecond, concurrent), func(b *testing.B) {
				service := mockapi.New(mockapi.Config{RequestsPerSecond: perSecond})
				service.AddJob(jobID, mockapi.Generate(2*perSecond*modelarts.MaxLimit)) // two seconds' worth of requests
				connection := rest.New(rest.Config{
					Endpoint:   mockapitest.Serve(b, delayed(service, 100*time.Millisecond)),
					Credential: auth.Token(mockapi.Token), MaxRetries: rest.DefaultMaxRetries, MaxConcurrentRequests: concurrent,
				})
				b.Cleanup(connection.CloseIdleConnections)
				client := modelarts.New(connection, nil)
				for b.Loop() {
					if _, err := client.TrainingJobEvents(b.Context(), jobQuery(), 0); err != nil {
						b.Fatal(err)
					}
				}
				refused := 0
				for _, request := range service.Requests() {
					if request.Status == http.StatusTooManyRequests {
						refused++
					}
				}
				b.ReportMetric(float64(refused)/float64(b.N), "refused")
			})
		}
	}
}

// newWarmClient returns a client whose connections are open already, because a run of Terraform opens them once for all reads.
func newWarmClient(b *testing.B, service *mockapi.Service, latency time.Duration, concurrent int) *modelarts.Client {
	b.Helper()
	connection := rest.New(rest.Config{
		Endpoint:              mockapitest.Serve(b, delayed(service, latency)),
		Credential:            auth.Token(mockapi.Token),
		MaxConcurrentRequests: concurrent,
	})
	b.Cleanup(connection.CloseIdleConnections)
	client := modelarts.New(connection, nil)

	query := jobQuery()
	query.TrainingJobID = "warm-up"
	service.AddJob(query.TrainingJobID, mockapi.Generate(2*concurrent*modelarts.MaxLimit)) // the concurrency doubles from round to round
	if _, err := client.TrainingJobEvents(b.Context(), query, 0); err != nil {
		b.Fatal(err)
	}
	return client
}

func delayed(next http.Handler, latency time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if latency > 0 {
			timer := time.NewTimer(latency)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-r.Context().Done():
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
