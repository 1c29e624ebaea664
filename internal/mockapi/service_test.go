package mockapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const samplePath = "/v2/" + mockapi.ProjectID + "/training-jobs/" + mockapi.SampleJobID + "/events"

// start starts a server with a new service on a loopback port.
func start(t *testing.T, faults ...mockapi.Fault) (*mockapi.Service, *httptest.Server) {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	for _, fault := range faults {
		service.Inject(fault)
	}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	return service, server
}

// request returns a GET with a valid token.
func request(t *testing.T, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Auth-Token", mockapi.Token)
	return r
}

// send returns the answer and its body.
func send(t *testing.T, server *httptest.Server, r *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// eventsPage is a decoded page.
type eventsPage struct {
	Total, Limit, Offset int
	Order                string
	Events               []struct{ Message, Level, Time, Source string }
}

func (p eventsPage) messages() []string {
	messages := []string{}
	for _, event := range p.Events {
		messages = append(messages, event.Message)
	}
	return messages
}

// get returns a page, and expects a 200.
func get(t *testing.T, server *httptest.Server, pathAndQuery string) eventsPage {
	t.Helper()
	response, body := send(t, server, request(t, server.URL+pathAndQuery))
	if response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: status %d, %s", pathAndQuery, response.StatusCode, body)
	}
	var page eventsPage
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return page
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

func TestAnswerMatchesReferenceExample(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	const query = "?order=desc&offset=0&limit=10&start_time=1669449696964&end_time=1669711991259"
	response, body := send(t, server, request(t, server.URL+samplePath+query))
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %s", response.StatusCode, body)
	}
	if got, want := decode(t, body), decode(t, referenceExample); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestRequestIDsAreUniqueAndDeterministic(t *testing.T) {
	t.Parallel()
	_, server := start(t, mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1})
	for i, path := range []string{samplePath, samplePath, "/elsewhere"} {
		response, body := send(t, server, request(t, server.URL+path))
		want := fmt.Sprintf("%032x", i+1)
		if got := response.Header.Get("X-Request-Id"); got != want {
			t.Errorf("%s: X-Request-Id %q, want %q", path, got, want)
		}
		inBody := strings.Contains(body, `"request_id":"`+want+`"`)
		if fromGateway := strings.Contains(body, "APIGW."); inBody != fromGateway {
			t.Errorf("%s: the body of a gateway's answer, and no other, must hold the request id: %s", path, body)
		}
	}
}

func TestConfiguredProjectAndTokenReplaceDefaults(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{ProjectID: "other-project", Token: "other-token"})
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	r := request(t, server.URL+strings.Replace(samplePath, mockapi.ProjectID, "other-project", 1))
	r.Header.Set("X-Auth-Token", "other-token")
	if response, body := send(t, server, r); response.StatusCode != http.StatusOK {
		t.Errorf("status %d, %s", response.StatusCode, body)
	}
}

func TestAddJobWithoutEventsReplacesJob(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.AddJob(mockapi.SampleJobID, nil)
	response, body := send(t, server, request(t, server.URL+samplePath))
	want := `{"total":0,"limit":50,"offset":0,"order":"asc","events":[]}`
	if response.StatusCode != http.StatusOK || !reflect.DeepEqual(decode(t, body), decode(t, want)) {
		t.Errorf("status %d, %s, want %s", response.StatusCode, body, want)
	}
}

func TestAppendedEventsAreSortedByTime(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.Append("grown", mockapi.Event{Message: "second", Time: "2024-01-01T00:00:02Z"})
	service.Append("grown",
		mockapi.Event{Message: "same second", Time: "2024-01-01T08:00:02+08:00"},
		mockapi.Event{Message: "late", Time: "2024-01-01T00:00:01Z"})
	page := get(t, server, strings.Replace(samplePath, mockapi.SampleJobID, "grown", 1))
	if got, want := page.messages(), []string{"late", "second", "same second"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEmptyFieldsAreOmittedAndTextIsUnchanged(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.AddJob("odd", []mockapi.Event{{Message: "<a> & \"b\" ÿ", Time: "yesterday"}, {Level: "info"}})
	_, body := send(t, server, request(t, server.URL+strings.Replace(samplePath, mockapi.SampleJobID, "odd", 1)))
	page, _ := decode(t, body).(map[string]any)
	want := []any{map[string]any{"message": "<a> & \"b\" ÿ", "time": "yesterday"}, map[string]any{"level": "info"}}
	if !reflect.DeepEqual(page["events"], want) {
		t.Errorf("got %v, want %v", page["events"], want)
	}
}

func TestServiceIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	var running sync.WaitGroup
	for i := range 8 {
		running.Go(func() {
			service.Append(mockapi.SampleJobID, mockapi.Event{Message: strconv.Itoa(i), Time: "2022-11-26T16:04:00+08:00"})
			service.Inject(mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 5})
			get(t, server, samplePath)
			service.Requests()
			service.ClearFaults()
		})
	}
	running.Wait()
	if got := get(t, server, samplePath).Total; got != 35 {
		t.Errorf("total %d, want 27 and the 8 appended", got)
	}
	if got := len(service.Requests()); got != 9 {
		t.Errorf("%d requests in the log, want 9", got)
	}
}

const referenceExample = `{
  "total": 27, "limit": 10, "offset": 0, "order": "desc",
  "start_time": "2022-11-26T16:01:36+08:00", "end_time": "2022-11-29T16:53:11+08:00",
  "events": [
    {"time": "2022-11-26T16:03:41+08:00", "level": "Error", "source": "Job",
     "message": "Training job failed."},
    {"time": "2022-11-26T16:03:16+08:00", "level": "Info", "source": "K8S",
     "message": "[Job: modelarts-job-5bd61eea-9de2-4864-a0f7-5fae966171b5] ExecuteAction: Start to execute action TerminateJob"},
    {"time": "2022-11-26T16:03:12+08:00", "level": "Info", "source": "Task",
     "message": "[worker-0][time used: 0.296s] Upload training output(parameter name: train_url) finished."},
    {"time": "2022-11-26T16:03:12+08:00", "level": "Info", "source": "Task",
     "message": "[worker-0] Training output(parameter name: train_url) Uploading."},
    {"time": "2022-11-26T16:03:11+08:00", "level": "Info", "source": "Task",
     "message": "[worker-0] Training finished. Exit code 1."},
    {"time": "2022-11-26T16:02:10+08:00", "level": "Info", "source": "Task",
     "message": "[worker-0] training started."},
    {"time": "2022-11-26T16:02:09+08:00", "level": "Info", "source": "Job",
     "message": "Training job is running."},
    {"time": "2022-11-26T16:02:06+08:00", "level": "Info", "source": "K8S",
     "message": "[Pod: modelarts-job-5bd61eea-9de2-4864-a0f7-5fae966171b5-worker-0] Started: Started container"},
    {"time": "2022-11-26T16:02:06+08:00", "level": "Info", "source": "K8S",
     "message": "[Pod: modelarts-job-5bd61eea-9de2-4864-a0f7-5fae966171b5-worker-0] SuccessfulCreate: Created container"},
    {"time": "2022-11-26T16:02:05+08:00", "level": "Info", "source": "K8s",
     "message": "[Pod: modelarts-job-5bd61eea-9de2-4864-a0f7-5fae966171b5-worker-0] Pulled: Successfully pulled image \"resource-path/modelarts-job-dev-image/modelarts-tool-container:1.0.0-5.3.1-b002.2\""}
  ]
}`

func TestJobChangesBetweenRequests(t *testing.T) {
	t.Parallel()
	requests := 0
	service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
		requests++
		if requests == 2 {
			s.Remove("job", 0)
			s.Append("job", mockapi.Event{Message: "late", Time: "2026-01-01T00:00:01Z"})
		}
	}})
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	service.AddJob("job", []mockapi.Event{
		{Message: "first", Time: "2026-01-01T00:00:00Z"}, {Message: "last", Time: "2026-01-01T00:00:02Z"},
	})
	for _, want := range [][]string{{"first", "last"}, {"late", "last"}} {
		got := get(t, server, "/v2/"+mockapi.ProjectID+"/training-jobs/job/events").messages()
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A test may then count requests without a lock, although the client sends them concurrently.
func TestCallsBeforeConcurrentRequestsDoNotOverlap(t *testing.T) {
	t.Parallel()
	requests := 0
	service := mockapi.New(mockapi.Config{BeforeEvents: func(*mockapi.Service) {
		count := requests
		runtime.Gosched()
		requests = count + 1
	}})
	var group sync.WaitGroup
	for range 50 {
		r := request(t, samplePath)
		group.Go(func() { service.ServeHTTP(httptest.NewRecorder(), r) })
	}
	group.Wait()
	if requests != 50 {
		t.Errorf("counted %d of 50 requests", requests)
	}
}

func TestRequestLogHasOrderAndStatus(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	get(t, server, samplePath+"?limit=7&order=desc")
	send(t, server, request(t, server.URL+"/a%2Fb"))

	requests := service.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests", len(requests))
	}
	first, second := requests[0], requests[1]
	if first.Method != http.MethodGet || first.Path != samplePath || first.Status != http.StatusOK {
		t.Errorf("first: %s %s, status %d", first.Method, first.Path, first.Status)
	}
	if first.Query.Encode() != "limit=7&order=desc" || first.Header.Get("X-Auth-Token") != mockapi.Token {
		t.Errorf("first: query %v, header %v", first.Query, first.Header)
	}
	if second.Path != "/a%2Fb" || second.Status != http.StatusNotFound || second.At.Before(first.At) {
		t.Errorf("second: %s, status %d, at %v after %v", second.Path, second.Status, second.At, first.At)
	}
}

func TestRequestsReturnsCopy(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	get(t, server, samplePath+"?limit=7")
	changed := service.Requests()
	changed[0].Query["limit"][0] = "8"
	changed[0].Header.Set("X-Auth-Token", "other")
	kept := service.Requests()[0]
	if kept.Query.Get("limit") != "7" || kept.Header.Get("X-Auth-Token") != mockapi.Token {
		t.Errorf("query %v, header %v", kept.Query, kept.Header)
	}
}

func TestResetRequestsEmptiesLog(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	get(t, server, samplePath)
	service.ResetRequests()
	if got := service.Requests(); len(got) != 0 {
		t.Errorf("%d requests", len(got))
	}
	get(t, server, samplePath)
	if got := service.Requests(); len(got) != 1 {
		t.Errorf("%d requests after one more", len(got))
	}
}

func TestRequestsAboveRateLimitGet429(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.January, 31, 8, 0, 0, 0, time.UTC)
	service := mockapi.New(mockapi.Config{RequestsPerSecond: 2, Now: func() time.Time { return now }})
	var got []int
	for _, pause := range []time.Duration{0, 0, 0, 999 * time.Millisecond, time.Millisecond, 0, 0} {
		now = now.Add(pause)
		answer := httptest.NewRecorder()
		service.ServeHTTP(answer, request(t, samplePath))
		got = append(got, answer.Code)
		if retryAfter := answer.Header().Get("Retry-After"); (retryAfter == "1") != (answer.Code == http.StatusTooManyRequests) {
			t.Errorf("%d with the Retry-After %q", answer.Code, retryAfter)
		}
	}
	if want := []int{200, 200, 429, 429, 200, 200, 429}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
