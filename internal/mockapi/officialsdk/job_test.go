package officialsdk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1/model"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var showSampleJob = &model.ShowTrainingJobDetailsRequest{TrainingJobId: mockapi.SampleJobID}

// The SDK has no place for a time in milliseconds in node_count_metrics.
func TestOfficialSDKReadsTheSampleJobWithoutNodeCounts(t *testing.T) {
	t.Parallel()
	want := mockapi.SampleDetails()
	want.NodeCounts = nil
	job, err := newClient(t, mockapi.SecretKey, func(service *mockapi.Service) {
		service.SetDetails(mockapi.SampleJobID, want)
	}).ShowTrainingJobDetails(showSampleJob)
	if err != nil {
		t.Fatal(err)
	}
	if *job.Kind != "job" || *job.Metadata.Id != mockapi.SampleJobID || job.Metadata.Name != want.Name ||
		*job.Metadata.CreateTime != want.CreateTime.UnixMilli() || *job.Metadata.UserName != want.UserName {
		t.Errorf("got %v", job.Metadata)
	}
	status := job.Status
	if *status.Phase != want.Phase || *status.SecondaryPhase != want.SecondaryPhase || *status.StartTime != want.StartTime.UnixMilli() ||
		*status.Duration != want.Duration.Milliseconds() || !slices.Equal(*status.Tasks, want.Tasks) {
		t.Errorf("got %v", status)
	}
	records := *status.RunningRecords
	if wanted := want.RunningRecords[0]; len(records) != 1 || *records[0].StartAt != wanted.StartTime.Unix() || *records[0].EndAt != wanted.EndTime.Unix() ||
		*records[0].StartType != wanted.StartType || *records[0].EndReason != wanted.EndReason || *records[0].EndRelatedTask != wanted.EndRelatedTask {
		t.Errorf("got the records %v", records)
	}
	tasks := *status.TaskStatuses
	if wanted := want.TaskStatuses[0]; len(tasks) != 1 || *tasks[0].Task != wanted.Task || int(*tasks[0].ExitCode) != wanted.ExitCode || *tasks[0].Message != wanted.Message {
		t.Errorf("got the tasks %v", tasks)
	}
}

// The README compares the provider with the SDK: this is a weakness of the SDK.
func TestOfficialSDKCannotReadNodeCountsOfToday(t *testing.T) {
	t.Parallel()
	counts := func(at time.Time) func(*mockapi.Service) {
		details := mockapi.SampleDetails()
		details.NodeCounts[0].At, details.NodeCounts[1].At = at, at
		return func(service *mockapi.Service) { service.SetDetails(mockapi.SampleJobID, details) }
	}
	if job, err := newClient(t, mockapi.SecretKey, counts(time.UnixMilli(1))).ShowTrainingJobDetails(showSampleJob); err != nil || *job.Status.Phase != "Failed" {
		t.Errorf("with small numbers: got %v, %v", job, err)
	}
	documented := time.UnixMilli(1636447746000) // in the sample of the API reference
	const want = "model.Status.NodeCountMetrics: [][]int32: []int32"
	if job, err := newClient(t, mockapi.SecretKey, counts(documented)).ShowTrainingJobDetails(showSampleJob); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, %v, want an error with %s", job, err, want)
	}
}

func TestOfficialSDKListsJobsOfMock(t *testing.T) {
	t.Parallel()
	client := newClient(t, mockapi.SecretKey, func(service *mockapi.Service) {
		service.RemoveJob(mockapi.SampleJobID)
		for i, name := range []string{"first", "second", "third"} {
			service.SetDetails("id-"+name, mockapi.JobDetails{Name: name, Phase: "Completed", CreateTime: time.UnixMilli(1_700_000_000_000 + int64(i))})
		}
	})
	var got []string
	for page := range int32(2) {
		answer, err := client.ListTrainingJobs(&model.ListTrainingJobsRequest{Body: &model.JobSearches{
			Offset: new(page), Limit: new(int32(2)), Filters: &[]model.Filter{{Key: new("phase"), Operator: new("in"), Value: &[]string{"Completed"}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range *answer.Items {
			got = append(got, *job.Metadata.Id+" "+job.Metadata.Name)
		}
	}
	if want := []string{"id-third third", "id-second second", "id-first first"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
