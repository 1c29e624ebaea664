package modelarts_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// The number of requests is part of the promise: the fewest that prove that the list is whole.
func TestListComesBackWholeAndInOrder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		events   int
		limit    int64
		faults   []mockapi.Fault
		requests int
	}{
		{name: "no events", events: 0, requests: 1},
		{name: "one page", events: 27, requests: 1},
		{name: "three pages", events: 250, requests: 3},
		{name: "a full last page is followed by a look behind it", events: 200, requests: 3},
		{name: "small pages", events: 10, limit: 3, requests: 9},
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
				if got := len(service.Requests()); got != test.requests {
					t.Errorf("took %d requests, want %d", got, test.requests)
				}
			})
		}
	}
}

// A connection that was used before may be reset without harm: net/http itself may send the request again, so the
// number of requests is not fixed.
func TestResetBeforeTheAnswerIsTriedAgain(t *testing.T) {
	t.Parallel()
	service := newService(250)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultReset, Every: 2})
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if err != nil || len(list.Events) != 250 {
		t.Fatalf("got %v, %v", list, err)
	}
}

func TestKeepLimitsTheEventsAndNotTheRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		keep      int64
		events    int
		truncated bool
	}{{-1, 250, false}, {0, 0, true}, {1, 1, true}, {100, 100, true}, {249, 249, true}, {250, 250, false}, {1000, 250, false}} {
		t.Run(fmt.Sprint(test.keep), func(t *testing.T) {
			t.Parallel()
			service := newService(250)
			query := jobQuery()
			query.Order = modelarts.OrderDescending
			list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, test.keep)
			if err != nil {
				t.Fatal(err)
			}
			want := wantMessages(250, modelarts.OrderDescending)[:test.events]
			if !slices.Equal(messages(list.Events), want) || list.Truncated != test.truncated || list.Total != 250 {
				t.Errorf("got %d events, truncated %t, total %d", len(list.Events), list.Truncated, list.Total)
			}
			if list.Events == nil {
				t.Error("no events are nil, not an empty list")
			}
			if got := len(service.Requests()); got != 3 {
				t.Errorf("took %d requests, want 3", got)
			}
		})
	}
}

func TestOffsetSkipsInTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	for _, order := range modelarts.Orders {
		for _, test := range []struct {
			offset        int64
			events, total int
		}{{0, 250, 250}, {1, 249, 250}, {130, 120, 250}, {250, 0, 250}, {1000, 0, 250}} {
			t.Run(fmt.Sprint(order, test.offset), func(t *testing.T) {
				t.Parallel()
				service := newService(250)
				query := jobQuery()
				query.Order, query.Offset = order, test.offset
				list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
				if err != nil {
					t.Fatal(err)
				}
				want := wantMessages(250, order)[250-test.events:]
				if !slices.Equal(messages(list.Events), want) || list.Total != int64(test.total) {
					t.Errorf("got %d events of %d, want %d of %d", len(list.Events), list.Total, len(want), test.total)
				}
			})
		}
	}
}

// Whether total counts the matches or all events of the job is documented nowhere.
func TestTotalThatIgnoresFiltersCostsOneRequestMore(t *testing.T) {
	t.Parallel()
	service := newService(1000)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 1000})
	query := jobQuery()
	query.Level = "Error"
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Events) == 0 || list.Total != int64(len(list.Events)) {
		t.Errorf("got %d events and the total %d", len(list.Events), list.Total)
	}
	if got := len(service.Requests()); got != 2 {
		t.Errorf("took %d requests, want 2", got)
	}
}

func TestReadFailsWhereTheListCannotBeWhole(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault mockapi.Fault
		want  error
	}{
		{"total too high without a filter", mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 251}, modelarts.ErrListShort},
		{"total beyond every bound", mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: modelarts.MaxEvents + 1}, modelarts.ErrTooManyEvents},
		{"service stands still", mockapi.Fault{Kind: mockapi.FaultIgnoreOffset}, modelarts.ErrOtherOffset},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			service := newService(250)
			service.Inject(test.fault)
			list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
			if !errors.Is(err, test.want) || list != nil {
				t.Errorf("got %v, %v, want %v and no list", list, err, test.want)
			}
			if got := len(service.Requests()); got > 5 {
				t.Errorf("took %d requests", got)
			}
		})
	}
}

// pages is a service that answers by the offset asked for, and with an empty list behind the last page.
type pages map[string]string

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, found := p[r.URL.Query().Get("offset")]
	if !found {
		page = `{"events":[]}`
	}
	fmt.Fprint(w, page)
}

func TestServiceThatForgetsItsTotalBehindTheEndCutsNothing(t *testing.T) {
	t.Parallel()
	service := pages{"0": `{"total":3,"events":[{"message":"a"},{"message":"b"}]}`, "2": `{"total":0,"events":[]}`}
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if !errors.Is(err, modelarts.ErrListShort) {
		t.Errorf("got %v, %v", list, err)
	}
}

func TestServiceThatStandsStillDoublesNothing(t *testing.T) {
	t.Parallel()
	service := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"total":6,"events":[{"message":"a"},{"message":"b"},{"message":"c"}]}`)
	})
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), -1)
	if !errors.Is(err, modelarts.ErrListMoves) {
		t.Errorf("got %v, %v", list, err)
	}
}

func TestEveryFilterExplainsATotalThatIsTooHigh(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, set := range map[string]func(*modelarts.EventsQuery){
		"level":   func(q *modelarts.EventsQuery) { q.Level = "Error" },
		"source":  func(q *modelarts.EventsQuery) { q.Source = "Job" },
		"pattern": func(q *modelarts.EventsQuery) { q.Pattern = "x" },
		"window":  func(q *modelarts.EventsQuery) { q.StartTime, q.EndTime = now, now },
		"start":   func(q *modelarts.EventsQuery) { q.StartTime = now },
		"end":     func(q *modelarts.EventsQuery) { q.EndTime = now },
	} {
		for _, total := range []string{"9", "100001"} {
			query := jobQuery()
			set(&query)
			service := pages{"0": `{"total":` + total + `,"events":[{"message":"a"}]}`}
			if list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1); err != nil || list.Total != 1 {
				t.Errorf("%s, %s: got %v, %v", name, total, list, err)
			}
		}
	}
}

func TestOffsetBehindTheEndOfAFilteredListIsCountedByReading(t *testing.T) {
	t.Parallel()
	service := newService(250)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 250})
	query := jobQuery()
	query.Level, query.Offset = "Error", 200
	list, err := newClient(t, service).TrainingJobEvents(t.Context(), query, -1)
	if err != nil || len(list.Events) != 0 || list.Total != 2 || list.Truncated {
		t.Errorf("got %+v, %v, want no events of 2", list, err)
	}
}

func TestEndlessListEndsInAnError(t *testing.T) {
	t.Parallel()
	requests := 0
	service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		offset, err := strconv.Atoi(r.URL.Query().Get("offset"))
		if err != nil {
			t.Error(err)
		}
		var rows []string
		for i := range 100 {
			rows = append(rows, fmt.Sprintf(`{"message":"%d"}`, offset+i))
		}
		fmt.Fprint(w, `{"events":[`+strings.Join(rows, ",")+`]}`)
	})
	_, err := newClient(t, service).TrainingJobEvents(t.Context(), jobQuery(), 0)
	if !errors.Is(err, modelarts.ErrTooManyEvents) || requests > 1.03*modelarts.MaxEvents/100 {
		t.Errorf("got %v after %d requests", err, requests)
	}
}

func TestQueryIsSentAsTheReferenceHasIt(t *testing.T) {
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
		{"window is never narrower than asked", modelarts.EventsQuery{
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
				t.Errorf("asked for\n%s, want\n%s", got, test.want)
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

func TestEventsAreExactlyWhatTheServiceWrote(t *testing.T) {
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
	if second != (modelarts.Event{}) {
		t.Errorf("absent and null fields became %+v", second)
	}
}

// Each would be an empty list, and a green gate, to a careless reader.
func TestA200WithoutEventsIsAnError(t *testing.T) {
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
			if !ok || response.Reason() != rest.ReasonUnusable || response.RequestID == "" {
				t.Errorf("%s after %d pages: got %v", kind, skip, err)
			}
		}
	}
}
