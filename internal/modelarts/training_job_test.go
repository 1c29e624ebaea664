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

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

func TestTrainingJobRequestMatchesReference(t *testing.T) {
	t.Parallel()
	var got *http.Request
	client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		fmt.Fprint(w, `{"status":{"phase":"Running"}}`)
	}))
	if _, err := client.TrainingJob(t.Context(), mockapi.ProjectID, "a/b"); err != nil {
		t.Fatal(err)
	}
	if path := got.URL.EscapedPath(); got.Method != http.MethodGet || path != "/v2/"+mockapi.ProjectID+"/training-jobs/a%2Fb" || got.URL.RawQuery != "" {
		t.Errorf("requested %s %s", got.Method, got.URL)
	}
	if got.Header.Get("X-Project-Id") != mockapi.ProjectID {
		t.Errorf("sent the headers %v", got.Header)
	}
}

func TestOtherJobIsAnError(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{
		Kind: mockapi.FaultRespond, On: mockapi.OnJob, Body: `{"metadata":{"id":"other"},"status":{"phase":"Completed"}}`,
	})
	job, err := newClient(t, service).TrainingJob(t.Context(), mockapi.ProjectID, mockapi.SampleJobID)
	if response, ok := errors.AsType[*rest.ResponseError](err); !ok || response.RequestID == "" || !errors.Is(err, modelarts.ErrOtherResponse) || job != nil {
		t.Errorf("got %+v, %v", job, err)
	}
}

func TestPhaseDecidesWhetherJobEndedAndSucceeded(t *testing.T) {
	t.Parallel()
	for phase, want := range map[string]struct{ ended, succeeded bool }{
		"Creating": {}, "Pending": {}, "Running": {}, "Terminating": {}, "Suspended": {}, "Succeeded": {}, "Completed2": {}, " Completed": {},
		"Completed": {true, true}, "COMPLETED": {true, true}, "completed": {true, true},
		"Failed": {true, false}, "failed": {true, false}, "Terminated": {true, false}, "Abnormal": {true, false}, "ABNORMAL": {true, false},
	} {
		job := &modelarts.TrainingJob{Phase: phase}
		if job.Ended() != want.ended || job.Succeeded() != want.succeeded {
			t.Errorf("%s: ended %t, succeeded %t", phase, job.Ended(), job.Succeeded())
		}
	}
	for _, phase := range modelarts.TerminalPhases {
		if !slices.Contains(modelarts.Phases, phase) {
			t.Errorf("%s is not a phase", phase)
		}
	}
}

func TestRestartsAreRunsAfterTheFirst(t *testing.T) {
	t.Parallel()
	for runs, want := range []int64{0, 0, 1, 2} {
		job := &modelarts.TrainingJob{RunningRecords: make([]modelarts.RunningRecord, runs)}
		if got := job.Restarts(); got == nil || *got != want {
			t.Errorf("%d runs: got %v", runs, got)
		}
	}
	if got := (&modelarts.TrainingJob{}).Restarts(); got != nil {
		t.Errorf("without records: got %d", *got)
	}
}

func TestTrainingJobIsReadAsSent(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockapi.Fault{
		"no fault":        {Kind: mockapi.FaultThrottle, Skip: 1},
		"unknown fields":  {Kind: mockapi.FaultUnknownFields},
		"numbers as text": {Kind: mockapi.FaultStringNumbers},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			fault.On = mockapi.OnJob
			service.Inject(fault)
			job, err := newClient(t, service).TrainingJob(t.Context(), mockapi.ProjectID, mockapi.SampleJobID)
			if err != nil {
				t.Fatal(err)
			}
			sample := mockapi.SampleDetails()
			if job.Phase != "Failed" || *job.Name != sample.Name || *job.DurationMS != sample.Duration.Milliseconds() ||
				!job.CreateTime.Equal(sample.CreateTime) || !job.StartTime.Equal(sample.StartTime) {
				t.Errorf("got %+v", job)
			}
			record, want := job.RunningRecords[0], sample.RunningRecords[0]
			if !record.StartTime.Equal(want.StartTime) || !record.EndTime.Equal(want.EndTime) || *record.EndReason != want.EndReason || record.EndRecover != nil {
				t.Errorf("got the record %+v", record)
			}
			if status := job.TaskStatuses[0]; *status.Task != "worker-0" || *status.ExitCode != 1 || *job.Restarts() != 0 {
				t.Errorf("got the task %+v and %d restarts", status, *job.Restarts())
			}
		})
	}
}

// A careless reader would take each for a job that has not failed.
func TestResponseWithoutJobIsAnError(t *testing.T) {
	t.Parallel()
	for _, fault := range []mockapi.Fault{
		{Kind: mockapi.FaultEmptyBody},
		{Kind: mockapi.FaultNullBody},
		{Kind: mockapi.FaultNoEvents},
		{Kind: mockapi.FaultLoginPage},
		{Kind: mockapi.FaultRespond, Body: `{"status":{}}`},
		{Kind: mockapi.FaultRespond, Body: `[{"status":{"phase":"Completed"}}]`},
		{Kind: mockapi.FaultRespond, Body: `{"total":0,"events":[]}`},
		{Kind: mockapi.FaultRespond, Body: `{"error_code":"X.1","status":{"phase":"Completed"}}`},
	} {
		service := mockapi.New(mockapi.Config{})
		fault.On = mockapi.OnJob
		service.Inject(fault)
		job, err := newClient(t, service).TrainingJob(t.Context(), mockapi.ProjectID, mockapi.SampleJobID)
		response, ok := errors.AsType[*rest.ResponseError](err)
		if job != nil || !ok || modelarts.ReasonOf(response) != modelarts.ReasonUnusable || response.RequestID == "" {
			t.Errorf("%s %s: got %+v, %v", fault.Kind, fault.Body, job, err)
		}
		if got := len(service.Requests()); got != 1 {
			t.Errorf("%s %s: %d requests", fault.Kind, fault.Body, got)
		}
	}
}

func TestRefusedTrainingJobHasReason(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		projectID, jobID string
		reason           modelarts.Reason
	}{
		"unknown job":   {mockapi.ProjectID, "other", modelarts.ReasonJobNotFound},
		"other project": {"other", mockapi.SampleJobID, modelarts.ReasonOtherProject},
	} {
		job, err := newClient(t, mockapi.New(mockapi.Config{})).TrainingJob(t.Context(), test.projectID, test.jobID)
		response, ok := errors.AsType[*rest.ResponseError](err)
		if job != nil || !ok || modelarts.ReasonOf(response) != test.reason {
			t.Errorf("%s: got %+v, %v", name, job, err)
		}
	}
}

// Go's encoder sorts names, so the secrets are at the beginning of this body, where an excerpt would show them.
const secretBody = `{"algorithm":{"environments":{"KEY":"secret-1"},"parameters":[{"name":"p","value":"secret-2"}]},` +
	`"endpoints":{"jupyter_lab":{"token":"secret-3"},"ssh":["secret-4"]},"metadata":{"annotations":{"a":"secret-5"}},` +
	`"spec":{"volumes":["secret-6"]},"status":%s}`

func TestSecretsOfJobReachNeitherResultNorLog(t *testing.T) {
	t.Parallel()
	running := fmt.Sprintf(secretBody, `{"phase":"Running"}`)
	respond := func(status int, header http.Header, body string) mockapi.Fault {
		return mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Header: header, Body: body}
	}
	for name, test := range map[string]struct {
		fault  mockapi.Fault
		failed bool
	}{
		"job":              {respond(200, nil, running), false},
		"mock's job":       {mockapi.Fault{Kind: mockapi.FaultUnknownFields}, false},
		"mock's job, cut":  {mockapi.Fault{Kind: mockapi.FaultCutBody}, true},
		"no phase":         {respond(200, nil, fmt.Sprintf(secretBody, "{}")), true},
		"duplicate":        {respond(200, nil, strings.TrimSuffix(running, "}")+`,"endpoints":"secret-7"}`), true},
		"wrong type":       {respond(200, nil, fmt.Sprintf(secretBody, `{"phase":"Running","tasks":[{"x":"secret-7"}]}`)), true},
		"cut short":        {respond(200, nil, strings.TrimSuffix(running, "}")), true},
		"followed by text": {respond(200, nil, running+"x"), true},
		"beside an error":  {respond(200, nil, strings.TrimSuffix(running, "}")+`,"errors":["X"]}`), true},
		"from a cache":     {respond(200, http.Header{"Age": {"900"}}, running), true},
		"as text":          {respond(200, http.Header{"Content-Type": {"text/plain"}}, running), true},
		"partial":          {respond(206, nil, running), true},
		"with a 500":       {respond(500, nil, running), true},
		"with a 400":       {respond(400, nil, " "+running), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			test.fault.On = mockapi.OnJob
			service.Inject(test.fault)
			var log bytes.Buffer
			client := newClient(t, service, logTo(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))))
			job, err := client.TrainingJob(t.Context(), mockapi.ProjectID, mockapi.SampleJobID)
			if (err != nil) != test.failed {
				t.Fatalf("got %v", err)
			}
			result, _ := json.Marshal(job)
			for what, text := range map[string]string{"result": string(result), "error": fmt.Sprintf("%v %+v", err, err), "log": log.String()} {
				if strings.Contains(text, "secret-") || strings.Contains(text, mockapi.EndpointToken) {
					t.Errorf("the %s has a secret: %s", what, text)
				}
			}
			if !strings.Contains(log.String(), "/training-jobs/"+mockapi.SampleJobID) {
				t.Errorf("the log does not name the request: %s", log.String())
			}
		})
	}
}
