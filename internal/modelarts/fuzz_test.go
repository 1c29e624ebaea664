package modelarts

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// For any body, decodePage returns its content or an error.
func FuzzDecodePage(f *testing.F) {
	for _, body := range []string{
		``, `null`, `{}`, `[]`, `{"events":null}`, `{"events":[null]}`, `{"events":[]}`, `{"events":{}}`,
		`{"total":27,"limit":10,"offset":0,"events":[{"time":"2022-11-26T16:03:41+08:00","level":"Error","message":"Training job failed.","source":"Job"}]}`,
		`{"total":"27","limit":"10","offset":"0","events":[{"message":null}]}`,
		`{"total":-1,"limit":1.5,"offset":1e999,"events":[{}]}`,
		`{"total":"99999999999999999999","events":[{"message":"\ud800"}]}`,
		`{"events":[{"message":"a","level":"Error"}],"events":[{"message":"b"}]}`,
		`{"Events":[{"Message":"a"}]}`, `{"events":[{"message":1}]}`, `{"events":[]} {}`, "{\"events\":[{\"message\":\"a\xff\"}]}",
		`{"events":[{"message":"a"`, `{"error_code":"ModelArts.2775","events":[]}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := decodePage(body)
		if err != nil {
			if page != nil {
				t.Error("a page beside an error")
			}
			return
		}
		if !utf8.Valid(body) || !json.Valid(body) {
			t.Errorf("taken as a page: %q", body)
		}
		for _, count := range []eventlist.Count{page.Total, page.Limit, page.offset} {
			if count.Number < 0 || !count.Known && count.Number != 0 {
				t.Errorf("a count is %+v", count)
			}
		}
		again, err := decodePage(asSent(t, page))
		if err != nil || len(again.Events) != len(page.Events) {
			t.Fatalf("the page cannot be read again: %v", err)
		}
		for i, event := range page.Events {
			if !reflect.DeepEqual(event, again.Events[i]) {
				t.Errorf("event %d reads differently the second time", i)
			}
		}
	})
}

// For any body, decodeTrainingJob returns a job with a phase or an error.
func FuzzDecodeTrainingJob(f *testing.F) {
	for _, body := range []string{
		documentedJob, ``, `null`, `{}`, `[]`, `{"status":{}}`, `{"status":{"phase":"Running"}}`, `{"status":{"phase":""}}`,
		`{"metadata":{"id":"other"},"status":{"phase":"Completed"}}`, `{"status":{"phase":"Completed","Phase":"Failed"}}`,
		`{"status":{"phase":"Running","start_time":"1e15","duration":-1.0,"tasks":[null]}}`,
		`{"status":{"phase":"Failed","task_statuses":[{"task":"a","exit_code":"137"}],"running_records":[{"start_at":9e18},{}]}}`,
		`{"status":{"phase":"Completed"},"errors":["x"]}`, `{"status":{"phase":"Completed"}} {}`, "{\"status\":{\"phase\":\"a\xff\"}}",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		job, err := decodeTrainingJob(body, wireJobID)
		if err != nil {
			if job != nil {
				t.Error("a job beside an error")
			}
			return
		}
		if !utf8.Valid(body) || !json.Valid(body) || strings.TrimSpace(job.Phase) == "" {
			t.Errorf("taken as a job: %q", body)
		}
		moments := []*time.Time{job.CreateTime, job.StartTime}
		for _, record := range job.RunningRecords {
			moments = append(moments, record.StartTime, record.EndTime)
		}
		for _, at := range moments {
			if at != nil && (at.Year() < 1970 || at.Year() > 9999 || at.Location() != time.UTC) {
				t.Errorf("a time is %s", at)
			}
		}
		if restarts := job.Restarts(); restarts != nil && *restarts < 0 {
			t.Errorf("%d restarts", *restarts)
		}
	})
}

func asSent(t *testing.T, page *eventPage) []byte {
	t.Helper()
	wire := struct {
		Events []eventJSON `json:"events"`
	}{[]eventJSON{}}
	for _, event := range page.Events {
		wire.Events = append(wire.Events, eventJSON(event))
	}
	body, err := json.Marshal(wire)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
