package modelarts

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

const wireJobID = "3faf5c03-aaa1-4cbe-879d-24b05d997347"

// documentedJob has the fields of the sample in the API reference.
//
//go:embed testdata/training_job.json
var documentedJob string

// asJSON makes two jobs comparable: their times are pointers.
func asJSON(t *testing.T, job *TrainingJob) string {
	t.Helper()
	text, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDocumentedJobIsDecoded(t *testing.T) {
	t.Parallel()
	job, err := decodeTrainingJob([]byte(documentedJob), wireJobID)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"Kind":"job","Name":"trainjob--py14_mem06-108","Description":"","WorkspaceID":"0","UserName":"","Phase":"Abnormal",` +
		`"SecondaryPhase":"CreateFailed","CreateTime":"2021-11-09T08:42:26.315Z","StartTime":null,"DurationMS":0,` +
		`"RunningRecords":[{"StartTime":"2023-11-30T06:51:33Z","EndTime":"2023-11-30T05:32:21Z","StartType":"init_or_rescheduled",` +
		`"EndReason":"exit with 127","EndRelatedTask":"worker-2","EndRecover":"job_reschedule"},{"StartTime":"2023-11-30T05:49:05Z",` +
		`"EndTime":"2023-11-30T06:23:52Z","StartType":"init_or_rescheduled","EndReason":"job completed","EndRelatedTask":null,` +
		`"EndRecover":null}],"Tasks":["worker-0"],"TaskStatuses":null}`
	if got := asJSON(t, job); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// The fields that are not named in the wanted JSON are null.
func TestJobIsDecodedInEveryForm(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]TrainingJob{
		`{"status":{"phase":"Running"}}`:                                                        {},
		`{"kind":null,"metadata":null,"status":{"phase":"Running"}}`:                            {},
		`{"metadata":{"id":null,"name":null},"status":{"phase":"Running"}}`:                     {},
		`{"metadata":{"id":"` + strings.ToUpper(wireJobID) + `"},"status":{"phase":"Running"}}`: {},
		`{"status":{"phase":"Running","duration":45}}`:                                          {DurationMS: new(int64(45))},
		`{"status":{"phase":"Running","duration":45.0}}`:                                        {DurationMS: new(int64(45))},
		`{"status":{"phase":"Running","duration":4.5e1}}`:                                       {DurationMS: new(int64(45))},
		`{"status":{"phase":"Running","duration":"45"}}`:                                        {DurationMS: new(int64(45))},
		`{"status":{"phase":"Running","duration":"45.0"}}`:                                      {DurationMS: new(int64(45))},
		`{"status":{"phase":"Running","duration":""}}`:                                          {},
		`{"status":{"phase":"Running","duration":null,"start_time":null}}`:                      {},
		`{"status":{"phase":"Running","start_time":0}}`:                                         {},
		`{"status":{"phase":"Running","start_time":"0"}}`:                                       {},
		`{"status":{"phase":"Running","start_time":0.0}}`:                                       {},
		`{"status":{"phase":"Running","start_time":-62135596800000}}`:                           {},
		`{"status":{"phase":"Running","tasks":null,"task_statuses":null}}`:                      {},
		`{"status":{"phase":"Running","tasks":[],"running_records":[]}}`:                        {Tasks: []string{}, RunningRecords: []RunningRecord{}},
		`{"status":{"phase":"Running","running_records":[{"start_at":0,"end_at":"0"}]}}`:        {RunningRecords: []RunningRecord{{}}},
		`{"status":{"phase":"Running","task_statuses":[{"task":"worker-0","exit_code":-9,"message":"killed"},{"exit_code":"137"}]}}`: {
			TaskStatuses: []TaskStatus{
				{Task: new("worker-0"), ExitCode: new(int64(-9)), Message: new("killed")}, {ExitCode: new(int64(137))},
			},
		},
		`{"errors":null,"success":true,"labels":{"Status":1},"status":{"phase":"Running","new":{"phase":1,"Phase":2}}}`: {},
	} {
		want.Phase = PhaseRunning
		job, err := decodeTrainingJob([]byte(body), wireJobID)
		if err != nil {
			t.Errorf("%s: %v", body, err)
		} else if got, want := asJSON(t, job), asJSON(t, &want); got != want {
			t.Errorf("%s: got\n%s, want\n%s", body, got, want)
		}
	}
}

func TestDecodeTrainingJobRejectsOtherContent(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                                   "empty",
		"null":                               "null is not a JSON object",
		"{}":                                 "no status.phase",
		`[]`:                                 "[ is not a JSON object",
		`[{"status":{"phase":"Completed"}}]`: "[ is not a JSON object",
		`"Completed"`:                        "Completed is not a JSON object",
		"<html></html>":                      "not a training job",
		`{"status":{}}`:                      "no status.phase",
		`{"status":null}`:                    "no status.phase",
		`{"status":[]}`:                      "status: [ is not a JSON object",
		`{"status":"Completed"}`:             "status: Completed is not a JSON object",
		`{"phase":"Completed"}`:              "no status.phase",
		`{"status":{"phase":null}}`:          "no status.phase",
		`{"status":{"phase":""}}`:            "no status.phase",
		`{"status":{"phase":" "}}`:           "no status.phase",
		`{"status":{"phase":1}}`:             "status: phase: it is not a text",
		`{"status":{"phase":["Completed"]}}`: "status: phase: it is not a text",
		`{"items":[{"status":{"phase":"Completed"}}]}`:                                          "no status.phase",
		`{"status":{"phase":"Completed"},"status":{"phase":"Failed"}}`:                          `the name "status" is there twice`,
		`{"status":{"phase":"Completed"},"Status":{}}`:                                          `the name is "Status" instead of "status"`,
		`{"status":{"phase":"Completed","phase":"Failed"}}`:                                     `status: the name "phase" is there twice`,
		`{"status":{"Phase":"Completed"}}`:                                                      `status: the name is "Phase" instead of "phase"`,
		`{"metadata":{"id":"a","id":"b"},"status":{"phase":"Completed"}}`:                       `metadata: the name "id" is there twice`,
		`{"metadata":{"ID":"a"},"status":{"phase":"Completed"}}`:                                `metadata: the name is "ID" instead of "id"`,
		`{"metadata":{"name":1},"status":{"phase":"Completed"}}`:                                `metadata: name: it is not a text`,
		`{"metadata":[],"status":{"phase":"Completed"}}`:                                        `metadata: [ is not a JSON object`,
		`{"status":{"phase":"Completed","duration":1.5}}`:                                       `status: duration: 1.5 is not an integer`,
		`{"status":{"phase":"Completed","duration":"long"}}`:                                    `status: duration: "long" is not an integer`,
		`{"status":{"phase":"Completed","duration":true}}`:                                      `status: duration: true is not an integer`,
		`{"status":{"phase":"Completed","duration":1e16}}`:                                      `status: duration: 1e16 is not an integer`,
		`{"status":{"phase":"Completed","duration":1e400}}`:                                     `status: duration: 1e400 is not an integer`,
		`{"status":{"phase":"Completed","start_time":999999999999999}}`:                         `status: start_time: 999999999999999 is not a time before the year 10000`,
		`{"status":{"phase":"Completed","start_time":9223372036854775807}}`:                     `is not a time before the year 10000`,
		`{"status":{"phase":"Completed","tasks":{}}}`:                                           `status: tasks: it is not a list`,
		`{"status":{"phase":"Completed","tasks":[null]}}`:                                       `status: tasks: [0]: null is not a name`,
		`{"status":{"phase":"Completed","tasks":["worker-0",1]}}`:                               `status: tasks: [1]: it is not a text`,
		`{"status":{"phase":"Completed","task_statuses":[null]}}`:                               `status: task_statuses: [0]: null is not a JSON object`,
		`{"status":{"phase":"Completed","task_statuses":[{"exit_code":1,"exit_code":0}]}}`:      `task_statuses: [0]: the name "exit_code" is there twice`,
		`{"status":{"phase":"Completed","running_records":[{},{"start_at":1701327093000}]}}`:    `running_records: [1]: start_at: 1701327093000 is not a time before the year 10000`,
		`{"status":{"phase":"Completed","running_records":[{"start_at":9223372036854775807}]}}`: `is not a time before the year 10000`,
		`{"status":{"phase":"Completed"}}{}`:                                                    "the body goes on after the training job",
		"{\"status\":{\"phase\":\"Completed\xff\"}}":                                            "not UTF-8",
		`{"status":{"phase":"Completed"},"errors":["X"]}`:                                       `the body is an error: "errors" is ["X"]`,
		`{"status":{"phase":"Completed"},"success":false}`:                                      `the body is an error: "success" is false`,
		`{"errors":["X"],"ERRORS":[],"status":{"phase":"Completed"}}`:                           `the body is an error: "errors" is ["X"]`,
		`{"errors":[],"status":{"phase":"Completed"},"ERRORS":["X"]}`:                           `the name "ERRORS" is there twice`,
		`{"metadata":{"id":"other"},"status":{"phase":"Completed"}}`:                            `it is the job "other" instead of "` + wireJobID + `"`,
		`{"metadata":{"id":""},"status":{"phase":"Completed"}}`:                                 `it is the job "" instead of "` + wireJobID + `"`,
	} {
		job, err := decodeTrainingJob([]byte(body), wireJobID)
		if err == nil || !strings.Contains(err.Error(), want) || job != nil {
			t.Errorf("%s: got %+v, %v, want an error with %q", body, job, err, want)
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: would be tried again", body)
		}
	}
}

func TestDecodeTrainingJobReportsTruncatedBody(t *testing.T) {
	t.Parallel()
	whole := strings.TrimSpace(documentedJob)
	for end := 1; end < len(whole); end++ {
		if _, err := decodeTrainingJob([]byte(whole[:end]), wireJobID); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got %v", whole[:end], err)
		}
	}
}
