package modelarts_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// edited lets a test change the pages of a service.
func edited(service *mockapi.Service, edit func(r *http.Request, page map[string]any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		service.ServeHTTP(recorder, r)
		var page map[string]any
		if json.Unmarshal(recorder.Body.Bytes(), &page) == nil && page["events"] != nil {
			edit(r, page)
			recorder.Body.Reset()
			_ = json.NewEncoder(recorder.Body).Encode(page)
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

func isFiltered(r *http.Request) bool { return r.URL.Query().Has("level") }

// first truncates a page to its first n rows.
func first(page map[string]any, n int) {
	rows, _ := page["events"].([]any)
	page["events"] = rows[:min(n, len(rows))]
}

// noneMatches lets no event have the level of the filter.
func noneMatches(r *http.Request, page map[string]any) {
	if isFiltered(r) {
		first(page, 0)
	}
	events, _ := page["events"].([]any)
	for _, event := range events {
		event.(map[string]any)["level"] = "Warning"
	}
}

var filteredListShorterThanItsTotalCases = map[string]struct {
	edit func(r *http.Request, page map[string]any)
	// grows is true if the job writes an event before each request.
	grows bool
	want  error
}{
	"the total counts matches, and the first page is empty": {func(r *http.Request, page map[string]any) {
		if isFiltered(r) {
			first(page, 0)
		}
	}, false, eventlist.ErrListShort},
	"the same of a job that grows": {func(r *http.Request, page map[string]any) {
		if isFiltered(r) {
			first(page, 0)
		}
	}, true, eventlist.ErrListShort},
	"the total counts matches, and pages behind the first have nothing new": {func(r *http.Request, page map[string]any) {
		if isFiltered(r) && r.URL.Query().Get("offset") != "0" {
			first(page, 2)
		}
	}, false, eventlist.ErrFilteredPages},
	"every page is empty, filtered or not": {func(_ *http.Request, page map[string]any) { first(page, 0); page["total"] = 30 }, false, eventlist.ErrListShort},
	"the total is that of all events, and none matches": {func(r *http.Request, page map[string]any) {
		page["total"] = 500
		noneMatches(r, page)
	}, false, nil},
	"the total is that of all events, and the first one matches": {func(r *http.Request, page map[string]any) {
		page["total"] = 500
		if isFiltered(r) {
			first(page, 0)
		}
	}, false, eventlist.ErrListShort},
	"the total is that of all events, of a job that grows": {func(r *http.Request, page map[string]any) {
		if total, counted := page["total"].(float64); counted && isFiltered(r) {
			page["total"] = total + 15 // events without the level, including new ones
		}
		noneMatches(r, page)
	}, true, nil},
	"the total is not there": {func(r *http.Request, page map[string]any) {
		delete(page, "total")
		if isFiltered(r) {
			first(page, 0)
		}
	}, false, nil},
}

// A gate on errors must not pass because the service lost errors. It must pass if the total counts all events.
func TestFilteredListShorterThanItsTotal(t *testing.T) {
	t.Parallel()
	tests := filteredListShorterThanItsTotalCases
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := mockapi.Config{}
			if test.grows {
				config.BeforeEvents = func(s *mockapi.Service) {
					s.Append(jobID, mockapi.Event{Time: "2030-01-01T00:00:00Z", Level: "Info", Message: "more"})
				}
			}
			service := mockapi.New(config)
			service.AddJob(jobID, mockapi.Generate(500))
			query := jobQuery()
			query.Level = "Info"
			list, err := newClient(t, edited(service, test.edit)).TrainingJobEvents(t.Context(), query, -1)
			if !errors.Is(err, test.want) || (err == nil) != (list != nil) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
