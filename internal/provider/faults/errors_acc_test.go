package faults_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// A gate must not open because the events could not be read.
func TestAccFailedReadStopsWhatDependsOnIt(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultNoEvents})
	gate := acctest.Block(`resource "terraform_data" "gate"`, []string{`input = length(` + acctest.Address + `.events)`})
	if got := acctest.Fails(t, service.Sample()+gate); got.Summary != "Response without a list of events" {
		t.Errorf("got %+v", got)
	}
}

func TestAccJobThatDoesNotExistIsReportedOnItsArgument(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.SameDiagnostic(t, acctest.Fails(t, service.Provider()+acctest.Data(`training_job_id = "no-such-job"`)), acctest.Diagnostic{
		Address: acctest.Address, Attribute: "training_job_id", Summary: "Training job not found",
		Detail: "Reading the events of training job no-such-job in project " + mockapi.ProjectID + " failed. " +
			"What happened: 400 Bad Request, ModelArts.2775: The training job does not exist. " +
			"Request id: 00000000000000000000000000000001 " +
			"What to do: Check that `training_job_id` is the id of the job, not its name, and that the job belongs to this project and region. " +
			"The data source `modelarts_training_jobs` finds the id by the name.",
	})
	service.WasAskedTimes(t, 1)
}
