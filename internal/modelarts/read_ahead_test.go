package modelarts_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// With events that are all different and nothing moving, at most 3 % more requests than there have to be, and one.
func TestRequestsStayNearTheFewest(t *testing.T) {
	t.Parallel()
	for _, events := range []int{0, 1, 2, 3, 99, 100, 101, 196, 198, 200, 296, 300, 1000, 5000, 20000} {
		for _, level := range []string{"", "Info"} {
			t.Run(fmt.Sprint(events, level), func(t *testing.T) {
				t.Parallel()
				service := newService(events)
				query := jobQuery()
				query.Level = level
				list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, 0)
				if err != nil {
					t.Fatal(err)
				}
				most := 1.03*float64((list.Total+99)/100) + 1
				if got := len(service.Requests()); float64(got) > most {
					t.Errorf("took %d requests for %d events, want at most %.2f", got, list.Total, most)
				}
			})
		}
	}
}

// A total that ignores the filters promises pages that are not there.
func TestTotalThatIgnoresFiltersCausesNoFanOut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		level    string
		requests int
	}{{"Error", 2}, {"Warning", 4}, {"Info", 103}} { // 51, 100 and 9,700 or so of 10,000 events
		service := newService(10_000)
		service.Inject(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 10_000})
		query := jobQuery()
		query.Level = test.level
		list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, 0)
		if err != nil {
			t.Fatal(err)
		}
		// One for the look at where the total says that the list ends, and one for whether it is that of all events.
		most := 1.03*float64((list.Total+99)/100) + 3
		if got := len(service.Requests()); float64(got) > most {
			t.Errorf("%s: took %d requests for %d events, want at most %.2f", test.level, got, list.Total, most)
		}
	}
}

// So few pages are not worth a look at the end first.
func TestShortFilteredListIsReadPageAfterPage(t *testing.T) {
	t.Parallel()
	service := newService(300)
	query := jobQuery()
	query.Level = "Info"
	if _, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1); err != nil {
		t.Fatal(err)
	}
	var offsets []string
	for _, request := range service.Requests() {
		offsets = append(offsets, request.Query.Get("offset"))
	}
	if !slices.Equal(offsets, []string{"0", "98", "196"}) {
		t.Errorf("asked for the offsets %v, want one page after the other", offsets)
	}
}

// The page that fails is asked for while others hang: they must not hold up its error.
func TestFailedPageEndsTheOthersAtOnce(t *testing.T) {
	t.Parallel()
	service := newService(2000)
	hanging := make(chan struct{}, 100)
	client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("offset") {
		case "0":
			service.ServeHTTP(w, r)
		case "392":
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

func TestDescendingListKeepsItsNewestEvents(t *testing.T) {
	t.Parallel()
	want := wantMessages(1000, modelarts.OrderDescending)
	for _, test := range []struct{ offset, keep, from, to int64 }{
		{0, 3, 0, 3}, {5, 3, 5, 8}, {995, 10, 995, 1000}, {0, 0, 0, 0}, {1000, 5, 1000, 1000}, {5, -1, 5, 1000},
	} {
		query := jobQuery()
		query.Order, query.Offset = modelarts.OrderDescending, test.offset
		list, err := newClient(t, newService(1000)).TrainingJobEvents(t.Context(), query, test.keep)
		if err != nil {
			t.Fatal(err)
		}
		got := messages(list.Events)
		if fmt.Sprint(got) != fmt.Sprint(want[test.from:test.to]) || list.Total != 1000 || list.Truncated != (test.to-test.from < 1000-test.offset) {
			t.Errorf("offset %d, keep %d: got %d events, total %d, truncated %t", test.offset, test.keep, len(got), list.Total, list.Truncated)
		}
	}
}
