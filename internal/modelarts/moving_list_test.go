package modelarts_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// The promise, against a plain model of it, for random jobs that change at random moments. rapid prints the seed of a failure.
func TestListIsWholeHoweverItMoves(t *testing.T) {
	var current atomic.Pointer[mockapi.Service]
	endpoint := mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		current.Load().ServeHTTP(w, r)
	}))
	clients := map[int]*modelarts.Client{}
	for _, requests := range []int{1, 2, 8} {
		service := rest.New(rest.Config{
			Endpoint: endpoint, Credential: iam.Token(mockapi.Token), MaxRetries: 8, MaxConcurrentRequests: requests,
			RetryWaitMin: time.Microsecond, RetryWaitMax: time.Microsecond,
		})
		t.Cleanup(service.CloseIdleConnections)
		clients[requests] = modelarts.New(service, slog.New(slog.DiscardHandler))
	}

	rapid.Check(t, func(t *rapid.T) {
		job := &movingJob{changes: rapid.SliceOfN(rapid.Custom(drawChange), 0, 4).Draw(t, "changes")}
		if rapid.IntRange(0, 3).Draw(t, "writes all the time") == 0 {
			job.writes = rapid.SliceOfN(rapid.Custom(drawEvent), 1, 60).Draw(t, "writes")
		}
		service := mockapi.New(mockapi.Config{BeforeEvents: job.beforeRequest})
		service.AddJob(jobID, nil)
		for _, event := range rapid.SliceOfN(rapid.Custom(drawEvent), 0, 30).Draw(t, "events") {
			job.insert(event, true)
			service.Append(jobID, event)
		}
		job.remember()
		for _, fault := range drawFaults(t) {
			service.Inject(fault)
		}
		query := jobQuery()
		query.Order = rapid.SampledFrom(modelarts.Orders).Draw(t, "order")
		query.Level = rapid.SampledFrom([]string{"", "", "Error"}).Draw(t, "level")
		query.Offset = rapid.SampledFrom([]int64{0, 0, 1, 5, 40}).Draw(t, "offset")
		query.Limit = rapid.SampledFrom([]int64{1, 2, 3, 4, 5, 7, 10, 100}).Draw(t, "limit")
		current.Store(service)

		list, err := clients[rapid.SampledFrom([]int{1, 2, 8}).Draw(t, "requests at a time")].TrainingJobEvents(t.Context(), query, -1)
		if errors.Is(err, modelarts.ErrListMoves) && (job.moves > 1 || job.moves > 0 && job.happened > 2) {
			return // allowed where it changes again and again, but not where it moves once, or only grows
		}
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, event := range list.Events {
			got = append(got, *event.Time+*event.Level+*event.Message)
		}
		if !job.explains(got, query) {
			t.Fatalf("got %q\nof %+v", got, job.ever)
		}
		if ends := list.Total >= query.Offset; ends && list.Total-query.Offset != int64(len(got)) {
			t.Fatalf("the total is %d for %d events behind the offset %d", list.Total, len(got), query.Offset)
		}
		if query.Order == modelarts.OrderDescending {
			slices.Reverse(list.Events)
		}
		checkSummary(t, list.Summary, list.Events)
	})
}

// What was removed between two pages may be followed by events that look like those before it.
func TestRemovalBetweenEqualEventsSkipsNone(t *testing.T) {
	t.Parallel()
	for _, order := range modelarts.Orders {
		var requests atomic.Int32
		service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
			if requests.Add(1) == 2 {
				s.Remove(jobID, 0)
				s.Remove(jobID, 0)
			}
		}})
		var events []mockapi.Event
		for i, message := range []string{"x", "y", "A", "B", "A", "B", "z", "w"} {
			events = append(events, mockapi.Event{Message: message, Time: fmt.Sprintf("2026-01-01T00:00:%02dZ", (i+2)/4), Level: "Error"})
		}
		service.AddJob(jobID, events)
		query := jobQuery()
		query.Order, query.Limit = order, 4
		list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(messages(list.Events), "")
		if order == modelarts.OrderDescending && got != "wzBABA" || order == modelarts.OrderAscending && got != "ABABzw" {
			t.Errorf("%s: got %s", order, got)
		}
	}
}

// A service that clamps its pages without a word makes the page before the removal look like the last one.
func TestRemovalBehindAShortPageSkipsNone(t *testing.T) {
	t.Parallel()
	for _, fault := range []mockapi.Fault{{}, {Kind: mockapi.FaultNoTotal}} {
		var requests atomic.Int32
		service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
			if requests.Add(1) == 2 {
				s.Remove(jobID, 0)
			}
		}})
		service.AddJob(jobID, nil)
		for i, message := range []string{"a", "b", "c", "d", "d"} {
			service.Append(jobID, mockapi.Event{Message: message, Time: fmt.Sprintf("2026-01-01T00:00:%02dZ", i/3), Level: "Error"})
		}
		service.Inject(mockapi.Fault{Kind: mockapi.FaultSilentClamp, PageSize: 2})
		if fault.Kind != "" {
			service.Inject(fault)
		}
		query := jobQuery()
		query.Offset = 2
		list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(messages(list.Events), ""); got != "dd" {
			t.Errorf("%s: got %s", fault.Kind, got)
		}
	}
}

// A job that writes as fast as it is read: what came since the read began may be left out, but the read has to end.
func TestListThatGrowsAsFastAsItIsReadEnds(t *testing.T) {
	t.Parallel()
	for _, order := range modelarts.Orders {
		var appended atomic.Int32
		service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
			var more []mockapi.Event
			for range 150 {
				more = append(more, mockapi.Event{Time: "2030-01-01T00:00:00Z", Message: fmt.Sprint("new ", appended.Add(1))})
			}
			s.Append(jobID, more...)
		}})
		service.AddJob(jobID, mockapi.Generate(250))
		query := jobQuery()
		query.Order = order
		list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
		if err != nil {
			t.Fatal(err)
		}
		got := messages(list.Events)
		if order == modelarts.OrderDescending {
			slices.Reverse(got)
		}
		if !slices.Equal(got[:250], wantMessages(250, modelarts.OrderAscending)) || len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
			t.Errorf("%s: the first 250 are not those of the job, or some are doubled: %d", order, len(got))
		}
		if requests := len(service.Requests()); requests > 60 {
			t.Errorf("%s: took %d requests", order, requests)
		}
	}
}

func TestListThatMovesBetweenEveryTwoPagesIsAnError(t *testing.T) {
	t.Parallel()
	var inserted atomic.Int32
	service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
		s.Append(jobID, mockapi.Event{Time: "2000-01-01T00:00:00Z", Message: fmt.Sprint("late ", inserted.Add(1))})
	}})
	service.AddJob(jobID, mockapi.Generate(250))
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if !errors.Is(err, modelarts.ErrListMoves) || list != nil || !strings.Contains(err.Error(), "each of the 5 times") {
		t.Errorf("got %v, %v", list, err)
	}
}

// Equal events on both sides of a page's end leave a doubt, and appending must not keep it alive: the second reading cannot be as long
// as the first, but the third repeats it. Read side by side, a list that grows may seem to shrink, and is then read page after page.
func TestListOfEqualEventsThatGrowsIsReadAFewTimes(t *testing.T) {
	t.Parallel()
	for atATime, mostPasses := range map[int]int{1: 3, 2: 5, 8: 5} {
		for range 5 {
			var appended atomic.Int32
			service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
				s.Append(jobID, mockapi.Event{Time: "2030-01-01T00:00:00Z", Message: fmt.Sprint("new ", appended.Add(1))})
			}})
			events := mockapi.Generate(250)
			for i := 90; i < 110; i++ {
				events[i] = events[90]
			}
			service.AddJob(jobID, events)
			client := newClient(t, service, requestsAtATime(atATime))
			list, err := client.TrainingJobEvents(t.Context(), jobQuery(), -1)
			if err != nil || len(list.Events) < 250 {
				t.Fatalf("%d requests at a time: got %v, %v", atATime, list, err)
			}
			for i, event := range events {
				if *list.Events[i].Message != event.Message {
					t.Fatalf("event %d is %s, want %s", i, *list.Events[i].Message, event.Message)
				}
			}
			starts := passes(service)
			if got := len(starts); got > mostPasses {
				t.Errorf("%d requests at a time: was read %d times, want at most %d", atATime, got, mostPasses)
			}
			if repeated := 250 + starts[len(starts)-1]; len(list.Events) > repeated {
				t.Errorf("%d events, but only the first %d were read twice", len(list.Events), repeated)
			}
		}
	}
}

// passes are the numbers of the requests for the first page, the first of all is 0.
func passes(service *mockapi.Service) []int {
	var starts []int
	for i, request := range service.Requests() {
		if request.Query.Get("offset") == "0" {
			starts = append(starts, i)
		}
	}
	return starts
}

func TestTotalThatIsTooLowAtFirstCutsNothing(t *testing.T) {
	t.Parallel()
	for _, total := range []int{0, 100, 500} {
		service := newService(5000)
		service.Inject(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: total, Times: 1})
		list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), 0)
		if err != nil || list.Total != 5000 {
			t.Errorf("%d: got %+v, %v", total, list, err)
		}
	}
}
