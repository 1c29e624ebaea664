package jobs_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accService has 120 completed jobs, whose names are train-0 to train-39, three times. The newest train-7 has three events.
func accService(t *testing.T, config mockapi.Config) *acctest.Service {
	t.Helper()
	service := mockapi.New(config)
	for i := range 120 {
		service.SetDetails(fmt.Sprintf("id-%d", i), mockapi.JobDetails{
			Name: fmt.Sprintf("train-%d", i%40), Phase: "Completed", CreateTime: created.Add(time.Duration(i) * time.Minute),
		})
	}
	service.AddJob("id-87", mockapi.Generate(3))
	return &acctest.Service{Endpoint: mockapitest.Serve(t, service).String()}
}

func TestAccNameOfJobLeadsToItsEvents(t *testing.T) {
	t.Parallel()
	config := accService(t, mockapi.Config{}).Provider() +
		acctest.Block(`data "modelarts_training_jobs" "newest"`, []string{`name = "train-7"`, `phases = ["Completed"]`, "max_jobs = 1"}) +
		acctest.Data("training_job_id = one(data.modelarts_training_jobs.newest.jobs[*].id)")
	acctest.Apply(t, config, acctest.HasText("training_job_id", "id-87"), acctest.HasNumber("total", 3))
}

func TestAccAllPagesAreInState(t *testing.T) {
	t.Parallel()
	for _, records := range []bool{false, true} {
		t.Run(fmt.Sprintf("offset counts records %t", records), func(t *testing.T) {
			t.Parallel()
			config := accService(t, mockapi.Config{SearchOffsetCountsRecords: records}).Provider() +
				acctest.Block(`data "modelarts_training_jobs" "all"`, []string{`name_contains = "train"`, "max_jobs = 120"})
			check := func(attribute string, value knownvalue.Check) statecheck.StateCheck {
				return statecheck.ExpectKnownValue("data.modelarts_training_jobs.all", tfjsonpath.New(attribute), value)
			}
			jobs := make([]knownvalue.Check, 120)
			for i := range jobs {
				jobs[i] = knownvalue.ObjectPartial(map[string]knownvalue.Check{"id": knownvalue.StringExact(fmt.Sprintf("id-%d", 119-i))})
			}
			acctest.Apply(t, config, check("jobs", knownvalue.ListExact(jobs)), check("truncated", knownvalue.Bool(false)))
		})
	}
}

func TestAccEmptyNameIsAnErrorOnItsArgument(t *testing.T) {
	t.Parallel()
	got := acctest.Fails(t, acctest.CompleteProvider("max_retries", "0")+
		acctest.Block(`data "modelarts_training_jobs" "all"`, []string{`name = ""`}))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: "data.modelarts_training_jobs.all", Attribute: "name", Summary: "Invalid value",
		Detail: "The argument `name` cannot be used: it must be 1 to 64 letters, digits, hyphens and underscores, got \"\".",
	})
}
