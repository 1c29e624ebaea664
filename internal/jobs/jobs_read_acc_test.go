package jobs_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccNameOfJobLeadsToItsEvents(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	for i := range 120 { // the names are train-0 to train-39, three times
		service.SetDetails(fmt.Sprintf("id-%d", i), mockapi.JobDetails{
			Name: fmt.Sprintf("train-%d", i%40), Phase: "Completed", CreateTime: created.Add(time.Duration(i) * time.Minute),
		})
	}
	service.AddJob("id-87", mockapi.Generate(3))
	acctest.Apply(t, service.Provider()+`
data "modelarts_training_jobs" "newest" {
  name     = "train-7"
  phases   = ["Completed"]
  max_jobs = 1
}

data "modelarts_training_job_events" "test" {
  training_job_id = one(data.modelarts_training_jobs.newest.jobs[*].id)
}
`, acctest.HasText("training_job_id", "id-87"), acctest.HasNumber("total", 3))
}
