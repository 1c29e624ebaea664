package jobsearch_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const path = "/v2/" + mockapi.ProjectID + "/training-job-searches"

// newService has ten jobs besides the sample job, which is older: job-0 is the oldest. Every third has failed, the others are running.
func newService(config mockapi.Config) *mockapi.Service {
	service := mockapi.New(config)
	for i := range 10 {
		phase := "Running"
		if i%3 == 0 {
			phase = "Failed"
		}
		service.SetDetails(fmt.Sprintf("job-%d", i), mockapi.JobDetails{
			Name: fmt.Sprintf("train_%d", i), Phase: phase, CreateTime: time.Date(2026, time.May, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return service
}

func post(t *testing.T, service http.Handler, address, body string) (status int, answer string) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	request.Header.Set("X-Auth-Token", mockapi.Token)
	recorder := httptest.NewRecorder()
	service.ServeHTTP(recorder, request)
	got, err := io.ReadAll(recorder.Body)
	if err != nil {
		t.Fatal(err)
	}
	return recorder.Code, string(got)
}

// found returns the last characters of the ids that a search finds, which are the numbers of the jobs; the sample's is "5".
func found(t *testing.T, service http.Handler, body string) string {
	t.Helper()
	status, answer := post(t, service, path, body)
	var page struct {
		Items []struct{ Metadata struct{ ID string } }
	}
	if err := json.Unmarshal([]byte(answer), &page); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	var ids strings.Builder
	for _, item := range page.Items {
		ids.WriteString(item.Metadata.ID[len(item.Metadata.ID)-1:])
	}
	return ids.String()
}

func TestSearchFiltersAndSorts(t *testing.T) {
	t.Parallel()
	filters := func(list string) string { return `{"limit":50,"order":"asc","filters":[` + list + `]}` }
	for name, test := range map[string]struct{ body, want string }{
		"newest first":       {`{"limit":3}`, "987"},
		"oldest first":       {`{"limit":3,"order":"asc","sort_by":"create_time"}`, "501"},
		"like":               {filters(`{"key":"name","operator":"like","value":["ain_7"]}`), "7"},
		"like the beginning": {filters(`{"key":"name","operator":"like","value":["train"]}`), "0123456789"},
		"in phases":          {filters(`{"key":"phase","operator":"in","value":["Failed","Completed"]}`), "50369"},
		"not in phases":      {filters(`{"key":"phase","operator":"not","value":["Failed"]}`), "124578"},
		"in ids":             {filters(`{"key":"id","operator":"in","value":["job-4"]}`), "4"},
		"of a kind":          {filters(`{"key":"kind","operator":"in","value":["edge_job"]}`), ""},
		"between":            {filters(`{"key":"create_time","operator":"between","value":["2026-05-03T00:00:00Z","2026-05-05T02:00:00+02:00"]}`), "234"},
		"both": {
			filters(`{"key":"phase","operator":"in","value":["Failed"]},{"key":"name","operator":"like","value":["9"]}`), "9",
		},
		"without a value":      {filters(`{"key":"name","operator":"like","value":[""]},{"key":"phase","operator":"in","value":[]}`), "50123456789"},
		"of another workspace": {`{"workspace_id":"` + mockapi.ProjectID + `"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := found(t, newService(mockapi.Config{}), test.body); got != test.want {
				t.Errorf("found %s, want %s", got, test.want)
			}
		})
	}
}

func TestOffsetCountsPagesOrRecords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		records bool
		want    []string
	}{
		{false, []string{"9876", "5432", "105", ""}},
		{true, []string{"9876", "8765", "7654", "6543"}},
	} {
		service := newService(mockapi.Config{SearchOffsetCountsRecords: test.records})
		var got []string
		for offset := range test.want {
			got = append(got, found(t, service, fmt.Sprintf(`{"limit":4,"offset":%d}`, offset)))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("records %t: got %q, want %q", test.records, got, test.want)
		}
	}
}

func TestSearchThatReferenceDoesNotAllowIsRefused(t *testing.T) {
	t.Parallel()
	filter := func(key, operator, value string) string {
		return fmt.Sprintf(`{"filters":[{"key":%q,"operator":%q,"value":%s}]}`, key, operator, value)
	}
	many := `["1","2","3","4","5","6","7","8","9","10","11"]`
	for body, code := range map[string]string{
		``:                             "2787",
		`[]`:                           "2787",
		`{} {}`:                        "2787",
		`{"limits":1}`:                 "2787",
		`{"limit":"1"}`:                "2787",
		`{"group_by":"name"}`:          "2787",
		`{"limit":0}`:                  "2764",
		`{"limit":51}`:                 "2764",
		`{"offset":-1}`:                "2764",
		`{"order":"DESC"}`:             "2764",
		`{"order":""}`:                 "2764",
		`{"workspace_id":""}`:          "2764",
		`{"train_type":"x"}`:           "2764",
		`{"sort_by":"name"}`:           "2790",
		filter("label", in, `["a"]`):   "2807",
		filter("", in, `["a"]`):        "2807",
		filter("name", "=", `["a"]`):   "2808",
		filter("phase", like, `["a"]`): "2808",
		filter("create_time", in, `["2026-05-03T00:00:00Z"]`):                             "2808",
		filter("name", like, `["a","b"]`):                                                 "2809",
		filter("id", in, many):                                                            "2809",
		filter("create_time", between, `["2026-05-03T00:00:00Z"]`):                        "2809",
		filter("create_time", between, `["2026-05-03","2026-05-04"]`):                     "2809",
		filter("create_time", between, `["2026-05-04T00:00:00Z","2026-05-03T00:00:00Z"]`): "2809",
		filter("create_time", between, `["2026-05-01T00:00:00Z","2026-06-01T00:00:01Z"]`): "2809",
		`{"filters":[` + strings.Repeat(`{"key":"name","operator":"like","value":["a"]},`, 20) + `{"key":"id","operator":"in","value":["a"]}]}`: "2789",
	} {
		status, answer := post(t, newService(mockapi.Config{}), path, body)
		if status != http.StatusBadRequest || !strings.Contains(answer, "ModelArts."+code) {
			t.Errorf("%s: got %d %s, want %s", body, status, answer, code)
		}
	}
	if status, _ := post(t, newService(mockapi.Config{}), path+"?limit=1", `{}`); status != http.StatusBadRequest {
		t.Errorf("a parameter in the query: got %d", status)
	}
}

const (
	in      = "in"
	like    = "like"
	between = "between"
)

func TestSearchTakesNoPhase(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.SetPhases(mockapi.SampleJobID, "Running", "Completed")
	for range 2 {
		if _, answer := post(t, service, path, `{}`); !strings.Contains(answer, `"phase":"Running"`) {
			t.Errorf("got %s", answer)
		}
	}
	service.RemoveJob(mockapi.SampleJobID)
	if got := found(t, service, `{}`); got != "" {
		t.Errorf("found %s after the job was removed", got)
	}
}

func TestSearchNeedsCredentialOfProject(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	if status, _ := post(t, service, strings.Replace(path, mockapi.ProjectID, "other", 1), `{}`); status != http.StatusForbidden && status != http.StatusNotFound {
		t.Errorf("another project: got %d", status)
	}
	recorder := httptest.NewRecorder()
	service.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(`{}`)))
	if recorder.Code != http.StatusUnauthorized {
		t.Errorf("no token: got %d", recorder.Code)
	}
	recorder = httptest.NewRecorder()
	service.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	if recorder.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: got %d", recorder.Code)
	}
}

func TestFaultChangesSearch(t *testing.T) {
	t.Parallel()
	for fault, want := range map[mockapi.FaultKind]string{
		mockapi.FaultClamp: `"limit":2`, mockapi.FaultSilentClamp: `"limit":5`, mockapi.FaultWrongTotal: `"count":7`,
		mockapi.FaultNoTotal: `"limit":5,"offset":1`, mockapi.FaultUnknownFields: `"sequence":"7"`, mockapi.FaultStringNumbers: `"count":"11"`,
		mockapi.FaultIgnoreOffset: `"offset":0`,
	} {
		service := newService(mockapi.Config{})
		service.Inject(mockapi.Fault{Kind: fault, On: mockapi.OnSearch, PageSize: 2, Total: 7})
		status, answer := post(t, service, path, `{"limit":5,"offset":1}`)
		if status != http.StatusOK || !strings.Contains(answer, want) || strings.Contains(answer, `"count"`) == (fault == mockapi.FaultNoTotal) {
			t.Errorf("%s: %d %s lacks %s", fault, status, answer, want)
		}
		if isClamp := strings.Contains(string(fault), "clamp"); (strings.Count(answer, `"metadata"`) == 2) != isClamp {
			t.Errorf("%s: got %s", fault, answer)
		}
	}
	if (mockapi.Fault{Kind: mockapi.FaultNullEvents, On: mockapi.OnSearch}).Validate() == nil {
		t.Error("null_events applies to a search")
	}
}
