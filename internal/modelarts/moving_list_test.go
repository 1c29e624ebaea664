package modelarts_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
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

// change is what happens to the job before a request is answered.
type change struct {
	request int
	remove  bool
	// at is the place of what is removed, among what there is then.
	at    int
	event mockapi.Event
}

// movingJob is a plain model of a job that changes while it is read: every event that ever was, in the service's order.
type movingJob struct {
	mu       sync.Mutex
	changes  []change
	requests int
	ever     []modelEvent
	// states are, for each moment, which of the events were there.
	states [][]int
	ids    int
	// happened counts the changes, moves those that were more than an event appended at the end.
	happened, moves int
}

type modelEvent struct {
	mockapi.Event
	id      int
	alive   bool
	initial bool
}

func (j *movingJob) insert(event mockapi.Event, initial bool) {
	at := len(j.ever)
	for at > 0 && j.ever[at-1].Time > event.Time {
		at--
	}
	j.ids++
	j.ever = slices.Insert(j.ever, at, modelEvent{event, j.ids, true, initial})
}

func (j *movingJob) remember() {
	var ids []int
	for _, event := range j.ever {
		if event.alive {
			ids = append(ids, event.id)
		}
	}
	j.states = append(j.states, ids)
}

// beforeRequest lets happen what is due.
func (j *movingJob) beforeRequest(service *mockapi.Service) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests++
	for _, change := range j.changes {
		switch {
		case change.request != j.requests:
			continue
		case !change.remove:
			if len(j.ever) > 0 && change.event.Time < j.ever[len(j.ever)-1].Time {
				j.moves++
			}
			j.insert(change.event, false)
			service.Append(jobID, change.event)
		default:
			j.moves++
			j.remove(service, change.at)
		}
		j.happened++
		j.remember()
	}
}

func (j *movingJob) remove(service *mockapi.Service, at int) {
	alive := -1
	for i := range j.ever {
		if j.ever[i].alive {
			alive++
			if alive == at {
				j.ever[i].alive = false
				service.Remove(jobID, at)
				return
			}
		}
	}
}

// explains says whether the promise allows a list: there is a way to match its events, in order, with different events that were there
// at some time, so that none is left out that was there all the time, and so many are skipped as the offset says.
func (j *movingJob) explains(got []string, query modelarts.EventsQuery) bool {
	events := slices.DeleteFunc(slices.Clone(j.ever), func(e modelEvent) bool {
		return query.Level != "" && e.Level != query.Level
	})
	skipped := func(part []modelEvent) bool {
		least := 0
		for _, event := range part {
			if event.initial && event.alive {
				least++
			}
		}
		return least <= int(query.Offset) && int(query.Offset) <= len(part)
	}
	if query.Order == modelarts.OrderDescending {
		got = slices.Clone(got)
		slices.Reverse(got)
		for end := range len(events) + 1 {
			if skipped(events[end:]) && matches(got, events[:end]) {
				return true
			}
		}
		return len(got) == 0 && len(events) <= int(query.Offset)
	}
	for start := range len(events) + 1 {
		if skipped(events[:start]) && matches(got, events[start:]) {
			return true
		}
	}
	// The offset may have been behind the end at the time.
	return len(got) == 0 && slices.ContainsFunc(j.states, func(ids []int) bool {
		there := slices.DeleteFunc(slices.Clone(events), func(e modelEvent) bool { return !slices.Contains(ids, e.id) })
		return len(there) <= int(query.Offset)
	})
}

// matches reads the list as a sequence of the events that leaves out none which was there all the time.
func matches(got []string, events []modelEvent) bool {
	possible := map[int]bool{0: true} // how many of got may be matched so far
	for _, event := range events {
		next := map[int]bool{}
		for matched := range possible {
			if matched < len(got) && got[matched] == textOf(event.Event) {
				next[matched+1] = true
			}
			if !event.initial || !event.alive {
				next[matched] = true
			}
		}
		possible = next
	}
	return possible[len(got)]
}

func textOf(event mockapi.Event) string { return event.Time + event.Level + event.Message }

// drawEvent draws from few texts and times, so that equal events are common.
func drawEvent(t *rapid.T) mockapi.Event {
	return mockapi.Event{
		Time:    fmt.Sprintf("2026-01-01T00:00:%02dZ", rapid.SampledFrom([]int{0, 0, 0, 1, 1, 1, 2, 5, 9}).Draw(t, "second")),
		Message: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "message"),
		Level:   rapid.SampledFrom([]string{"Info", "Error"}).Draw(t, "level"),
	}
}

func drawChange(t *rapid.T) change {
	return change{
		request: rapid.IntRange(1, 12).Draw(t, "before request"),
		remove:  rapid.Bool().Draw(t, "remove"),
		at:      rapid.IntRange(0, 20).Draw(t, "at"),
		event:   drawEvent(t),
	}
}

func drawFaults(t *rapid.T) []mockapi.Fault {
	return rapid.SliceOfN(rapid.SampledFrom([]mockapi.Fault{
		{Kind: mockapi.FaultClamp, PageSize: 3},
		{Kind: mockapi.FaultSilentClamp, PageSize: 4},
		{Kind: mockapi.FaultSilentClamp, PageSize: 2},
		{Kind: mockapi.FaultNoTotal},
		{Kind: mockapi.FaultStringNumbers},
		{Kind: mockapi.FaultThrottle, Every: 5},
		{Kind: mockapi.FaultCutBody, Every: 4},
		{Kind: mockapi.FaultBadGateway, Every: 7},
		{Kind: mockapi.FaultWrongTotal, Total: 0, Times: 1},
	}), 0, 2).Draw(t, "faults")
}

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

// Equal events on both sides of a page's end leave a doubt, and appending must not keep it alive.
func TestListOfEqualEventsThatGrowsIsReadThreeTimes(t *testing.T) {
	t.Parallel()
	var appended atomic.Int32
	service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
		s.Append(jobID, mockapi.Event{Time: "2030-01-01T00:00:00Z", Message: fmt.Sprint("new ", appended.Add(1))})
	}})
	events := mockapi.Generate(250)
	for i := 90; i < 110; i++ {
		events[i] = events[90]
	}
	service.AddJob(jobID, events)
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if err != nil || len(list.Events) < 250 {
		t.Fatalf("got %v, %v", list, err)
	}
	for i, event := range events {
		if *list.Events[i].Message != event.Message {
			t.Fatalf("event %d is %s, want %s", i, *list.Events[i].Message, event.Message)
		}
	}
	if got := len(service.Requests()); got > 12 {
		t.Errorf("took %d requests", got)
	}
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
