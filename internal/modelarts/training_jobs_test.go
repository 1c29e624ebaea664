package modelarts_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var firstCreation = time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)

// newJobs has n jobs, created a minute after each other; train-0 is the oldest. Every third has failed, the others have completed.
func newJobs(n int, config mockapi.Config) *mockapi.Service {
	service := mockapi.New(config)
	service.RemoveJob(mockapi.SampleJobID)
	for i := range n {
		addListed(service, fmt.Sprintf("id-%d", i), fmt.Sprintf("train-%d", i), firstCreation.Add(time.Duration(i)*time.Minute))
	}
	return service
}

func addListed(service *mockapi.Service, id, name string, created time.Time) {
	phase := "Completed"
	if created.Minute()%3 == 0 {
		phase = "Failed"
	}
	service.SetDetails(id, mockapi.JobDetails{Name: name, Phase: phase, CreateTime: created})
}

const allJobs = 10_000

func find(t *testing.T, service http.Handler, query modelarts.JobsQuery) ([]string, error) {
	t.Helper()
	query.ProjectID = mockapi.ProjectID
	list, err := newClient(t, service).TrainingJobs(t.Context(), query, allJobs)
	if err != nil {
		if list != nil {
			t.Error("a list beside an error")
		}
		return nil, err
	}
	ids := []string{}
	for _, job := range list.Jobs {
		ids = append(ids, job.ID)
	}
	return ids, nil
}

func wantFound(t *testing.T, service http.Handler, query modelarts.JobsQuery, want ...string) {
	t.Helper()
	got, err := find(t, service, query)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v: got %v, %v, want %v", query, got, err, want)
	}
}

func numbers(from, to int) (ids []string) {
	for i := from; i <= to; i++ {
		ids = append(ids, fmt.Sprintf("id-%d", i))
	}
	return ids
}

func TestSearchMatchesReference(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		query modelarts.JobsQuery
		want  string
	}{
		"nothing else": {modelarts.JobsQuery{}, `{"offset":0,"limit":50,"sort_by":"create_time","order":"desc"}`},
		"everything": {
			modelarts.JobsQuery{
				Name: "train", Phases: []string{"Completed", "Failed"}, WorkspaceID: "0", Order: "asc",
				CreatedAfter: firstCreation.Add(500 * time.Millisecond), CreatedBefore: firstCreation.Add(time.Hour).In(time.FixedZone("", 7200)),
			},
			`{"offset":0,"limit":50,"sort_by":"create_time","order":"asc","workspace_id":"0","filters":[` +
				`{"key":"name","operator":"like","value":["train"]},{"key":"phase","operator":"in","value":["Completed","Failed"]},` +
				`{"key":"create_time","operator":"between","value":["2026-04-30T23:59:59Z","2026-05-01T01:00:02Z"]}]}`,
		},
		"a part of the name": {
			modelarts.JobsQuery{NameContains: "ra"},
			`{"offset":0,"limit":50,"sort_by":"create_time","order":"desc","filters":[{"key":"name","operator":"like","value":["ra"]}]}`,
		},
		"a range of more than 31 days": {
			modelarts.JobsQuery{CreatedAfter: firstCreation, CreatedBefore: firstCreation.Add(31 * 24 * time.Hour)},
			`{"offset":0,"limit":50,"sort_by":"create_time","order":"desc"}`,
		},
		"an open range": {modelarts.JobsQuery{CreatedAfter: firstCreation}, `{"offset":0,"limit":50,"sort_by":"create_time","order":"desc"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newJobs(1, mockapi.Config{})
			if _, err := find(t, service, test.query); err != nil {
				t.Fatal(err)
			}
			got := service.Requests()[0]
			if got.Method != http.MethodPost || got.Path != "/v2/"+mockapi.ProjectID+"/training-job-searches" || len(got.Query) > 0 || got.Body != test.want {
				t.Errorf("sent %s %s %s", got.Method, got.Path, got.Body)
			}
			if got.Header.Get("X-Project-Id") != mockapi.ProjectID {
				t.Errorf("sent the headers %v", got.Header)
			}
		})
	}
}

// Totals, echoes and smaller pages do not matter.
func TestJobsAreFoundDespiteFaults(t *testing.T) {
	t.Parallel()
	for _, fault := range []mockapi.Fault{
		{Kind: mockapi.FaultWrongTotal, Total: 0},
		{Kind: mockapi.FaultWrongTotal, Total: 5000},
		{Kind: mockapi.FaultNoTotal},
		{Kind: mockapi.FaultStringNumbers},
		{Kind: mockapi.FaultUnknownFields},
		{Kind: mockapi.FaultClamp, PageSize: 20},
		{Kind: mockapi.FaultSilentClamp, PageSize: 20},
		{Kind: mockapi.FaultThrottle, Skip: 1, Times: 1},
		{Kind: mockapi.FaultUnavailable, Times: 2},
		{Kind: mockapi.FaultReset, Skip: 1, Times: 1},
		{Kind: mockapi.FaultCutBody, Skip: 1, Times: 1},
		{Kind: mockapi.FaultCorruptGzip, Times: 1},
	} {
		for _, records := range []bool{false, true} {
			service := newJobs(60, mockapi.Config{SearchOffsetCountsRecords: records})
			fault.On = mockapi.OnSearch
			service.Inject(fault)
			got, err := find(t, service, modelarts.JobsQuery{Order: modelarts.OrderAscending})
			if err != nil || !slices.Equal(got, numbers(0, 59)) {
				t.Errorf("%+v: got %d jobs, %v", fault, len(got), err)
			}
		}
	}
}

func TestSearchSelectsJobs(t *testing.T) {
	t.Parallel()
	service := newJobs(30, mockapi.Config{})
	minute := func(n int) time.Time { return firstCreation.Add(time.Duration(n) * time.Minute) }
	long := 40 * 24 * time.Hour
	for name, test := range map[string]struct {
		query modelarts.JobsQuery
		want  []string
	}{
		"exact name":          {modelarts.JobsQuery{Name: "train-2"}, []string{"id-2"}},
		"no such name":        {modelarts.JobsQuery{Name: "train"}, nil},
		"part of the name":    {modelarts.JobsQuery{NameContains: "n-2"}, []string{"id-29", "id-28", "id-27", "id-26", "id-25", "id-24", "id-23", "id-22", "id-21", "id-20", "id-2"}},
		"phase and name":      {modelarts.JobsQuery{NameContains: "n-2", Phases: []string{"Failed"}}, []string{"id-27", "id-24", "id-21"}},
		"bounds":              {modelarts.JobsQuery{CreatedAfter: minute(7), CreatedBefore: minute(9)}, []string{"id-9", "id-8", "id-7"}},
		"bounds, ascending":   {modelarts.JobsQuery{CreatedAfter: minute(7), CreatedBefore: minute(9), Order: "asc"}, []string{"id-7", "id-8", "id-9"}},
		"between two jobs":    {modelarts.JobsQuery{CreatedAfter: minute(7).Add(time.Millisecond), CreatedBefore: minute(8).Add(-time.Millisecond)}, nil},
		"after":               {modelarts.JobsQuery{CreatedAfter: minute(28)}, []string{"id-29", "id-28"}},
		"before":              {modelarts.JobsQuery{CreatedBefore: minute(1)}, []string{"id-1", "id-0"}},
		"long range":          {modelarts.JobsQuery{CreatedAfter: minute(28), CreatedBefore: minute(28).Add(long)}, []string{"id-29", "id-28"}},
		"long range, to left": {modelarts.JobsQuery{CreatedAfter: minute(1).Add(-long), CreatedBefore: minute(1)}, []string{"id-1", "id-0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFound(t, service, test.query, test.want...)
		})
	}
}

const listedJob = `{"metadata":{"id":"a","name":"train","create_time":1777593600000,"workspace_id":"0"},"status":{"phase":"Completed"}}`

// A response to another search must not look like a response to this one.
func TestPageThatDoesNotMatchSearchIsAnError(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer(`"a"`, `"b"`, `1777593600000`, `1777593700000`).Replace(listedJob)
	for name, test := range map[string]struct {
		query modelarts.JobsQuery
		items string
	}{
		"name":                {modelarts.JobsQuery{Name: "other"}, listedJob},
		"part of the name":    {modelarts.JobsQuery{NameContains: "other"}, listedJob},
		"no name":             {modelarts.JobsQuery{Name: "train"}, strings.Replace(listedJob, `"name":"train",`, "", 1)},
		"phase":               {modelarts.JobsQuery{Phases: []string{"Failed", "Abnormal"}}, listedJob},
		"workspace":           {modelarts.JobsQuery{WorkspaceID: strings.Repeat("a", 32)}, listedJob},
		"later":               {modelarts.JobsQuery{CreatedAfter: firstCreation.Add(-time.Hour), CreatedBefore: firstCreation.Add(-time.Minute)}, listedJob},
		"earlier":             {modelarts.JobsQuery{CreatedAfter: firstCreation.Add(time.Minute), CreatedBefore: firstCreation.Add(time.Hour)}, listedJob},
		"order":               {modelarts.JobsQuery{}, listedJob + "," + other},
		"order, ascending":    {modelarts.JobsQuery{Order: "asc"}, other + "," + listedJob},
		"twice":               {modelarts.JobsQuery{}, listedJob + "," + listedJob},
		"more than the limit": {modelarts.JobsQuery{}, strings.TrimSuffix(manyJobs(51), ",")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: `{"items":[` + test.items + `]}`})
			if got, err := find(t, service, test.query); !errors.Is(err, modelarts.ErrOtherResponse) {
				t.Errorf("got %v, %v", got, err)
			}
			if got := len(service.Requests()); got != 1 {
				t.Errorf("%d requests", got)
			}
		})
	}
}

func manyJobs(n int) string {
	var items strings.Builder
	for i := range n {
		items.WriteString(strings.Replace(listedJob, `"a"`, fmt.Sprintf(`"id-%d"`, i), 1) + ",")
	}
	return items.String()
}

// A database may ignore case and take an underscore for any character. Then the names are compared here.
func TestNameThatOperatorLikeMayFindIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, query := range []modelarts.JobsQuery{{Name: "Train"}, {NameContains: "T"}, {Name: "t_ain"}, {NameContains: "_"}, {Name: "rai"}} {
		service := mockapi.New(mockapi.Config{})
		service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: `{"items":[` + listedJob + `]}`, Times: 1})
		service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: `{"items":[]}`})
		wantFound(t, service, query)
	}
}

func TestResponseWithoutListIsAnError(t *testing.T) {
	t.Parallel()
	without := func(text string) string { return `{"items":[` + strings.Replace(listedJob, text, "", 1) + `]}` }
	for _, fault := range []mockapi.Fault{
		{Kind: mockapi.FaultEmptyBody},
		{Kind: mockapi.FaultNullBody},
		{Kind: mockapi.FaultNoEvents},
		{Kind: mockapi.FaultLoginPage},
		{Kind: mockapi.FaultRespond, Body: `{"items":null}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":null,"count":3}`},
		{Kind: mockapi.FaultRespond, Body: `{"Items":[]}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":{}}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":[null]}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":[]} {}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":[],"items":[]}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":[],"error_code":"X.1"}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":[],"errors":["X"]}`},
		{Kind: mockapi.FaultRespond, Body: `{"items":[],"has_more":true}`},
		{Kind: mockapi.FaultRespond, Body: without(`"id":"a",`)},
		{Kind: mockapi.FaultRespond, Body: without(`"phase":"Completed"`)},
		{Kind: mockapi.FaultRespond, Body: without(`"create_time":1777593600000,`)},
	} {
		service := mockapi.New(mockapi.Config{})
		fault.On = mockapi.OnSearch
		service.Inject(fault)
		got, err := find(t, service, modelarts.JobsQuery{})
		response, ok := errors.AsType[*rest.ResponseError](err)
		if !ok || modelarts.ReasonOf(response) != modelarts.ReasonUnusable || response.RequestID == "" {
			t.Errorf("%s %s: got %v, %v", fault.Kind, fault.Body, got, err)
		}
	}
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: `{"items":null,"count":0}`})
	wantFound(t, service, modelarts.JobsQuery{})
}

func TestSecretsOfListedJobsReachNeitherResultNorLog(t *testing.T) {
	t.Parallel()
	item := strings.TrimSuffix(fmt.Sprintf(secretBody, `{"phase":"Running"}`), "}") + `,"metadata":{"id":"a","create_time":1}}`
	item = strings.Replace(item, `"metadata":{"annotations":{"a":"secret-5"}},`, "", 1)
	for name, test := range map[string]struct {
		fault  mockapi.Fault
		failed bool
	}{
		"jobs":           {mockapi.Fault{Body: `{"items":[` + item + `]}`, Times: 1}, false},
		"mock's jobs":    {mockapi.Fault{Kind: mockapi.FaultUnknownFields}, false},
		"no id":          {mockapi.Fault{Body: `{"items":[` + strings.Replace(item, `"id":"a",`, "", 1) + `]}`}, true},
		"cut short":      {mockapi.Fault{Body: `{"items":[` + item}, true},
		"with a 500":     {mockapi.Fault{Status: 500, Body: `{"items":[` + item + `]}`}, true},
		"beside errors":  {mockapi.Fault{Body: `{"items":[` + item + `],"errors":["X"]}`}, true},
		"as another job": {mockapi.Fault{Body: `{"items":[` + item + `,` + item + `]}`}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			if test.fault.Kind == "" {
				test.fault.Kind = mockapi.FaultRespond
			}
			test.fault.On = mockapi.OnSearch
			service.Inject(test.fault)
			service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: `{"items":[]}`, Skip: 1})
			var log bytes.Buffer
			client := newClient(t, service, logTo(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))))
			list, err := client.TrainingJobs(t.Context(), modelarts.JobsQuery{ProjectID: mockapi.ProjectID}, allJobs)
			if (err != nil) != test.failed {
				t.Fatalf("got %v", err)
			}
			result, _ := json.Marshal(list)
			for what, text := range map[string]string{"result": string(result), "error": fmt.Sprintf("%v %+v", err, err), "log": log.String()} {
				if strings.Contains(text, "secret-") || strings.Contains(text, mockapi.EndpointToken) {
					t.Errorf("the %s has a secret: %s", what, text)
				}
			}
		})
	}
}
