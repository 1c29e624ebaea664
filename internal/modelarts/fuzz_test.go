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
		`{"events":[{"message":"a"`, ` { "x" : [ "]" , {} ] , "events" : [ { "a\\\"" : "}" , "l\u0065vel" : "\\" } , { } ] } `, `{"error_code":"ModelArts.2775","events":[]}`,
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
		// The decoder accepts only bodies that encoding/json, which is less strict, reads in one way.
		var want struct{ Events []eventlist.Event }
		if err := json.Unmarshal(body, &want); err != nil || !reflect.DeepEqual(page.Events, want.Events) {
			t.Errorf("encoding/json decodes other events from %q: %+v, %v", body, want.Events, err)
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
		var want struct {
			Status struct {
				Phase string
				Tasks []string
			}
		}
		err = json.Unmarshal(body, &want)
		if err != nil || job.Phase != want.Status.Phase || !reflect.DeepEqual(job.Tasks, want.Status.Tasks) {
			t.Errorf("encoding/json decodes another job from %q: %+v, %v", body, want, err)
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
