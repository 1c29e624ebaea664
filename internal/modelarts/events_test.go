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
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var listIsCompleteAndInOrderCases = []struct {
	name     string
	events   int
	limit    int64
	faults   []mockapi.Fault
	requests int // at most
}{
	{name: "no events", events: 0, requests: 1},
	{name: "one page", events: 27, requests: 2},
	{name: "three pages", events: 250, requests: 3},
	{name: "a full last page is followed by a look behind it", events: 200, requests: 3},
	{name: "small pages", events: 10, limit: 5, requests: 4},
	{name: "clamped pages", events: 250, requests: 6, faults: []mockapi.Fault{{Kind: mockapi.FaultClamp, PageSize: 50}}},
	{name: "clamped without a word", events: 250, requests: 6, faults: []mockapi.Fault{{Kind: mockapi.FaultSilentClamp, PageSize: 50}}},
	{name: "pages of all sizes", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultSilentClamp, PageSize: 7, Times: 1}}},
	{name: "numbers as strings", events: 250, requests: 3, faults: []mockapi.Fault{{Kind: mockapi.FaultStringNumbers}}},
	{name: "no total", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultNoTotal}}},
	{name: "no total and clamped without a word", events: 250, requests: 7, faults: []mockapi.Fault{
		{Kind: mockapi.FaultNoTotal}, {Kind: mockapi.FaultSilentClamp, PageSize: 50},
	}},
	{name: "total too low", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultWrongTotal, Total: 100}}},
	{name: "total of zero", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultWrongTotal, Total: 0}}},
	{name: "every third request throttled", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultThrottle, Every: 3}}},
	{name: "every second body cut", events: 250, requests: 5, faults: []mockapi.Fault{{Kind: mockapi.FaultCutBody, Every: 2}}},
	{name: "bad gateway", events: 250, requests: 5, faults: []mockapi.Fault{{Kind: mockapi.FaultBadGateway, Times: 2}}},
	{name: "internal error", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultInternalError, Times: 1}}},
	{name: "unavailable", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultUnavailable, Times: 1}}},
	{name: "gateway timeout", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultGatewayTimeout, Times: 1}}},
	{name: "reset in the body", events: 250, requests: 4, faults: []mockapi.Fault{{Kind: mockapi.FaultResetBody, Skip: 1, Times: 1}}},
	{name: "unknown fields", events: 250, requests: 3, faults: []mockapi.Fault{{Kind: mockapi.FaultUnknownFields}}},
}

// The number of requests has a bound: the fewest that prove that the list is complete.
func TestListIsCompleteAndInOrder(t *testing.T) {
	t.Parallel()
	tests := listIsCompleteAndInOrderCases
	for _, test := range tests {
		for _, order := range modelarts.Orders {
			t.Run(test.name+" "+order, func(t *testing.T) {
				t.Parallel()
				service := newService(test.events)
				for _, fault := range test.faults {
					service.Inject(fault)
				}
				query := jobQuery()
				query.Order, query.Limit = order, test.limit
				list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := messages(list.Events), wantMessages(test.events, order); !slices.Equal(got, want) {
					t.Errorf("got %d events %.200q\nwant %d %.200q", len(got), got, len(want), want)
				}
				if list.Total != int64(test.events) || list.Truncated {
					t.Errorf("got total %d, truncated %t", list.Total, list.Truncated)
				}
				if got := len(service.Requests()); got > test.requests {
					t.Errorf("took %d requests, want at most %d", got, test.requests)
				}
			})
		}
	}
}

// The number of requests is not fixed, because net/http may retry a request whose reused connection was reset.
func TestResetConnectionIsRetried(t *testing.T) {
	t.Parallel()
	service := newService(250)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultReset, Every: 2})
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if err != nil || len(list.Events) != 250 {
		t.Fatalf("got %v, %v", list, err)
	}
}

// pages is a service that answers by the requested offset, and with an empty list after the last page.
type pages map[string]string

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, found := p[r.URL.Query().Get("offset")]
	if !found {
		page = `{"events":[]}`
	}
	fmt.Fprint(w, page)
}

func TestFilterExplainsTotalThatIsTooHigh(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	for name, set := range map[string]func(*modelarts.EventsQuery){
		"level":   func(q *modelarts.EventsQuery) { q.Level = "Error" },
		"source":  func(q *modelarts.EventsQuery) { q.Source = "Job" },
		"pattern": func(q *modelarts.EventsQuery) { q.Pattern = "x" },
		"window":  func(q *modelarts.EventsQuery) { q.StartTime, q.EndTime = at, at },
		"start":   func(q *modelarts.EventsQuery) { q.StartTime = at },
		"end":     func(q *modelarts.EventsQuery) { q.EndTime = at },
	} {
		for _, total := range []string{"9", "100001"} {
			query := jobQuery()
			set(&query)
			service := pages{"0": `{"total":` + total + `,"events":[{"message":"x","level":"Error","source":"Job","time":"2026-01-01T00:00:00Z"}]}`}
			if list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1); err != nil || list.Total != 1 {
				t.Errorf("%s, %s: got %v, %v", name, total, list, err)
			}
		}
	}
}

func TestQueryMatchesReference(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, test := range []struct {
		name  string
		query modelarts.EventsQuery
		want  string
	}{
		{"defaults", modelarts.EventsQuery{}, "limit=100&offset=0&order=asc"},
		{"all", modelarts.EventsQuery{
			Level: "Error", Source: "K8S", Pattern: "a b&c=%é", Order: "asc", Offset: 7, Limit: 3,
			StartTime: at("2022-11-26T16:01:36.964+08:00"), EndTime: at("2022-11-29T08:53:11.259Z"),
		}, "end_time=1669711991259&level=Error&limit=3&offset=7&order=asc&pattern=a+b%26c%3D%25%C3%A9&source=K8S&start_time=1669449696964"},
		{"descending is read ascending, and turned round", modelarts.EventsQuery{Order: "desc", Offset: 7}, "limit=100&offset=0&order=asc"},
		{"window is never narrower than requested", modelarts.EventsQuery{
			StartTime: at("1970-01-01T00:00:00.0019Z"), EndTime: at("1970-01-01T00:00:00.0021Z"),
		}, "end_time=3&limit=100&offset=0&order=asc&start_time=1"},
		{"window without an end", modelarts.EventsQuery{StartTime: at("2022-11-26T16:01:36+08:00")},
			"end_time=253402214400000&limit=100&offset=0&order=asc&start_time=1669449696000"},
		{"window without a start", modelarts.EventsQuery{EndTime: at("2022-11-26T16:01:36+08:00")},
			"end_time=1669449696000&limit=100&offset=0&order=asc&start_time=0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			service := newService(0)
			test.query.ProjectID, test.query.TrainingJobID = mockapi.ProjectID, jobID
			if _, err := newClient(t, service).TrainingJobEvents(t.Context(), test.query, -1); err != nil {
				t.Fatal(err)
			}
			if got := service.Requests()[0].Query.Encode(); got != test.want {
				t.Errorf("requested\n%s, want\n%s", got, test.want)
			}
		})
	}
}

func TestLanguageAndProjectAreHeaders(t *testing.T) {
	t.Parallel()
	for _, language := range append(modelarts.Languages, "") {
		service := newService(1)
		query := jobQuery()
		query.Language = language
		if _, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1); err != nil {
			t.Fatal(err)
		}
		header := service.Requests()[0].Header
		if header.Get("X-Language") != language || header.Get("X-Project-Id") != mockapi.ProjectID {
			t.Errorf("language %q: sent %v", language, header)
		}
	}
}

func TestEventsAreUnchanged(t *testing.T) {
	t.Parallel()
	service := pages{
		"0": `{"total":2,"limit":100,"events":[{"message":" \u001b[1m\"é\" ","level":"error","time":"yesterday","source":"K8s"},{"level":null}]}`,
	}
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if err != nil {
		t.Fatal(err)
	}
	first, second := list.Events[0], list.Events[1]
	if *first.Message != " \x1b[1m\"é\" " || *first.Level != "error" || *first.Time != "yesterday" || *first.Source != "K8s" {
		t.Errorf("got %q %q %q %q", *first.Message, *first.Level, *first.Time, *first.Source)
	}
	if second != (eventlist.Event{}) {
		t.Errorf("absent and null fields became %+v", second)
	}
}

// A careless reader would take each for an empty list, and a gate would pass.
func Test200WithoutEventListIsAnError(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultEmptyBody, mockapi.FaultNullBody, mockapi.FaultNoEvents, mockapi.FaultNullEvents, mockapi.FaultLoginPage,
	} {
		for _, skip := range []int{0, 1, 2} {
			service := newService(250)
			service.Inject(mockapi.Fault{Kind: kind, Skip: skip})
			list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
			if list != nil {
				t.Errorf("%s after %d pages: got a list", kind, skip)
			}
			response, ok := errors.AsType[*rest.ResponseError](err)
			if !ok || modelarts.ReasonOf(response) != modelarts.ReasonUnusable || response.RequestID == "" {
				t.Errorf("%s after %d pages: got %v", kind, skip, err)
			}
		}
	}
}
