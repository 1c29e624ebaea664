package modelarts_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

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
