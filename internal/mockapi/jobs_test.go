package mockapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const jobPath = "/v2/" + mockapi.ProjectID + "/training-jobs/" + mockapi.SampleJobID

// jobBody is a decoded job, with times as they are sent.
type jobBody struct {
	Kind     string
	Metadata struct {
		ID         string
		Name       string
		CreateTime int64 `json:"create_time"`
	}
	Status jobStatus
}

type jobStatus struct {
	Phase          string
	SecondaryPhase string `json:"secondary_phase"`
	StartTime      int64  `json:"start_time"`
	Duration       int64
	NodeCounts     [][2]int64 `json:"node_count_metrics"`
	Tasks          []string
	Records        []struct {
		StartAt    int64  `json:"start_at"`
		EndAt      int64  `json:"end_at"`
		StartType  string `json:"start_type"`
		EndReason  string `json:"end_reason"`
		EndTask    string `json:"end_related_task"`
		EndRecover string `json:"end_recover"`
	} `json:"running_records"`
	TaskStatuses []struct {
		Task     string
		ExitCode int `json:"exit_code"`
		Message  string
	} `json:"task_statuses"`
}

// getJob returns the sample job.
func getJob(t *testing.T, server *httptest.Server) jobBody {
	t.Helper()
	var job jobBody
	body := wantStatus(t, server, request(t, server.URL+jobPath), http.StatusOK)
	if err := json.Unmarshal([]byte(body), &job); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return job
}

// The times of the records are in seconds, all others in milliseconds.
func TestSampleJobMatchesItsEvents(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	job := getJob(t, server)
	at := func(event int) int64 { return times(t, mockapi.Sample())[event].UnixMilli() }
	created, started, ended := at(0), at(20), at(26)
	if job.Kind != "job" || job.Metadata.ID != mockapi.SampleJobID || job.Metadata.CreateTime != created {
		t.Errorf("got %+v, want the time %d", job.Metadata, created)
	}
	status := job.Status
	if status.Phase != "Failed" || status.StartTime != started || status.Duration != ended-started {
		t.Errorf("got %+v, want the start %d and the duration %d", status, started, ended-started)
	}
	if len(status.Records) != 1 || status.Records[0].StartAt != started/1000 || status.Records[0].EndAt != ended/1000 {
		t.Errorf("got the records %+v", status.Records)
	}
	if len(status.TaskStatuses) != 1 || status.TaskStatuses[0].ExitCode != 1 || !slices.Equal(status.Tasks, []string{"worker-0"}) {
		t.Errorf("got the tasks %+v", status.TaskStatuses)
	}
	if len(status.NodeCounts) != 2 || status.NodeCounts[0][0] != started {
		t.Errorf("got the node counts %v", status.NodeCounts)
	}
}

func TestEachRequestTakesNextPhase(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.SetPhases(mockapi.SampleJobID, "Creating", "Running", "Completed")
	wantPhases := func(want ...string) {
		t.Helper()
		for i, phase := range want {
			if got := getJob(t, server).Status.Phase; got != phase {
				t.Errorf("request %d: %s, want %s", i, got, phase)
			}
		}
	}
	wantPhases("Creating")
	get(t, server, samplePath) // a request of the events takes no phase
	wantStatus(t, server, request(t, server.URL+jobPath+"?x=1"), http.StatusBadRequest)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnJob, Times: 1})
	wantStatus(t, server, request(t, server.URL+jobPath), http.StatusServiceUnavailable)
	wantPhases("Running", "Completed", "Completed")
	service.SetPhases(mockapi.SampleJobID, "Suspended")
	wantPhases("Suspended", "Suspended")
}

var detailsFitPhasesCases = map[string]struct {
	phases                  []string
	secondary               string
	started                 bool
	runs                    int
	reason, recover, exited string
}{
	"created":            {phases: []string{"Creating"}, secondary: "Creating"},
	"queuing":            {phases: []string{"Creating", "Pending"}, secondary: "Queuing"},
	"running":            {phases: []string{"Pending", "Running"}, secondary: "Running", started: true, runs: 1},
	"still running":      {phases: []string{"Running", "Running"}, secondary: "Running", started: true, runs: 1},
	"in another case":    {phases: []string{"RUNNING"}, secondary: "Running", started: true, runs: 1},
	"completed":          {phases: []string{"Running", "Completed"}, secondary: "Completed", started: true, runs: 1, reason: "job completed"},
	"completed at first": {phases: []string{"Completed"}, secondary: "Completed", started: true, runs: 1, reason: "job completed"},
	"failed":             {phases: []string{"Failed"}, secondary: "Failed", started: true, runs: 1, reason: "exit with 1", exited: "worker-0"},
	"stopping":           {phases: []string{"Running", "Terminating"}, secondary: "Terminating", started: true, runs: 1},
	"stopped":            {phases: []string{"Terminated"}, secondary: "Terminated", started: true, runs: 1, reason: "job terminated"},
	"never ran":          {phases: []string{"Creating", "Abnormal"}, secondary: "CreateFailed"},
	"lost":               {phases: []string{"Running", "Abnormal"}, secondary: "Lost", started: true, runs: 1, reason: "node lost"},
	"unknown":            {phases: []string{"Suspended"}, secondary: "Unknown"},
	"to be restarted": {
		phases: []string{"Running", "Pending"}, secondary: "Queuing", started: true, runs: 1, reason: "exit with 137", recover: "job_reschedule",
	},
	"restarted": {phases: []string{"Running", "Pending", "Running"}, secondary: "Running", started: true, runs: 2},
}

func TestDetailsFitPhases(t *testing.T) {
	t.Parallel()
	for name, test := range detailsFitPhasesCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, server := start(t)
			service.SetPhases(mockapi.SampleJobID, test.phases...)
			var status jobStatus
			for range test.phases {
				status = getJob(t, server).Status
			}
			if status.SecondaryPhase != test.secondary || (status.StartTime > 0) != test.started || len(status.Records) != test.runs {
				t.Fatalf("got %+v", status)
			}
			if len(status.TaskStatuses) > 0 != (test.exited != "") {
				t.Errorf("got the tasks %+v", status.TaskStatuses)
			}
			if test.runs == 0 {
				return
			}
			last := status.Records[test.runs-1]
			if last.EndReason != test.reason || last.EndRecover != test.recover || (last.EndAt > 0) != (test.reason != "") {
				t.Errorf("got the last record %+v", last)
			}
			if want := map[bool]string{true: "restarted", false: "init_or_rescheduled"}[test.runs > 1]; last.StartType != want {
				t.Errorf("the last record is %s, want %s", last.StartType, want)
			}
		})
	}
}

func TestGivenDetailsAreSent(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	service.SetDetails(mockapi.SampleJobID, mockapi.JobDetails{
		Name: "x", Phase: "Odd", CreateTime: at, Duration: time.Second,
		RunningRecords: []mockapi.JobRun{{StartTime: at}}, TaskStatuses: []mockapi.JobTask{{Task: "worker-7", ExitCode: 137, Message: "killed"}},
	})
	body := wantStatus(t, server, request(t, server.URL+jobPath), http.StatusOK)
	for _, want := range []string{
		`"status":{"duration":1000,"node_count_metrics":null,"phase":"Odd","running_records":[{"start_at":1767225600}],"start_time":0,` +
			`"task_statuses":[{"exit_code":137,"message":"killed","task":"worker-7"}]}`,
		`"create_time":1767225600000`, `"name":"x"`,
		mockapi.EndpointToken, mockapi.EnvironmentSecret, mockapi.ParameterSecret,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s lacks %s", body, want)
		}
	}
}

func TestJobWithEventsRunsUntilItsPhaseIsSet(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	url := server.URL + strings.Replace(jobPath, mockapi.SampleJobID, "new", 1)
	service.Append("new", mockapi.Event{Message: "first"})
	for range 2 {
		if body := wantStatus(t, server, request(t, url), http.StatusOK); !strings.Contains(body, `"phase":"Running"`) {
			t.Errorf("got %s", body)
		}
	}
	service.SetPhases("new", "Completed")
	service.AddJob("new", nil)
	if body := wantStatus(t, server, request(t, url), http.StatusOK); !strings.Contains(body, `"phase":"Completed"`) {
		t.Errorf("got %s", body)
	}
}

func TestJobWithoutPhaseIsRejected(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("got no panic")
		}
	}()
	mockapi.New(mockapi.Config{}).SetPhases("job")
}

func TestFaultChangesJob(t *testing.T) {
	t.Parallel()
	_, plain := start(t)
	_, unknown := start(t, mockapi.Fault{Kind: mockapi.FaultUnknownFields, On: mockapi.OnJob})
	body := wantStatus(t, unknown, request(t, unknown.URL+jobPath), http.StatusOK)
	if got := strings.Count(body, `"origin":"mock"`); got < 6 {
		t.Errorf("%d objects have an unknown member: %s", got, body)
	}
	_, text := start(t, mockapi.Fault{Kind: mockapi.FaultStringNumbers, On: mockapi.OnJob})
	body = wantStatus(t, text, request(t, text.URL+jobPath), http.StatusOK)
	for _, want := range []string{`"create_time":"1669449697000"`, `"duration":"92000"`, `"exit_code":"1"`, `"start_at":"1669449729"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s lacks %s", body, want)
		}
	}
	if got, want := getJob(t, unknown), getJob(t, plain); got.Metadata != want.Metadata || got.Status.Phase != want.Status.Phase {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, kind := range []mockapi.FaultKind{mockapi.FaultClamp, mockapi.FaultNullEvents, mockapi.FaultNoTotal} {
		if (mockapi.Fault{Kind: kind, On: mockapi.OnJob, PageSize: 1}).Validate() == nil {
			t.Errorf("%s applies to a job", kind)
		}
	}
}
