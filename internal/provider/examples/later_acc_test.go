package examples_test

import (
	"bufio"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// deployed applies an example for the sample job, which has completed without errors.
func deployed(t *testing.T, example string) (*acctest.Service, acctest.Workspace) {
	t.Helper()
	config := exampleOrSkip(t, example)
	service := acctest.NewService(t)
	service.SetPhases(mockapi.SampleJobID, "Completed")
	service.AddJob(mockapi.SampleJobID, acctest.Quiet(1))
	t.Setenv("TF_VAR_training_job_id", mockapi.SampleJobID)
	exampleAt(t, service)
	workspace := acctest.NewWorkspace(t, config)
	workspace.Apply(t).Must(t, 0, "Resources: 1 added")
	return service, workspace
}

func TestAccDeletedJobFailsTheGateInLaterPlans(t *testing.T) {
	for _, example := range []string{"gate/completed-without-errors.tf", "gate/completed-postcondition.tf"} {
		t.Run(example, func(t *testing.T) {
			service, workspace := deployed(t, example)
			service.RemoveJob(mockapi.SampleJobID)
			workspace.Run(t, "plan").Must(t, 1, "Training job not found")
		})
	}
}

func TestAccExpiredEventsFailTheGateInLaterPlans(t *testing.T) {
	service, workspace := deployed(t, "gate/completed-without-errors.tf")
	service.AddJob(mockapi.SampleJobID, nil)
	workspace.Run(t, "plan").Must(t, 1, "min_events")
}

func TestAccActionDoesNotRunAgainAfterTheDeployment(t *testing.T) {
	service, workspace := deployed(t, "actions/modelarts_follow_training_job/trigger.tf")
	service.RemoveJob(mockapi.SampleJobID)
	workspace.Apply(t).Must(t, 0, "No changes.")
	t.Setenv("TF_VAR_training_job_id", "another-job")
	workspace.Apply(t).Must(t, 1, "Training job not found")
}

// Terraform could destroy the old deployment before the gate fails. Nothing would then be deployed.
func TestAccFailedGateKeepsADeploymentThatWouldBeReplaced(t *testing.T) {
	for _, example := range []string{"gate/completed-without-errors.tf", "actions/modelarts_follow_training_job/trigger.tf"} {
		t.Run(example, func(t *testing.T) {
			service, workspace := deployed(t, example)
			workspace.Run(t, "plan", "-replace="+acctest.Deployment, "-out="+acctest.PlanFile).Must(t, 0, "1 to add, 0 to change, 1 to destroy")
			service.SetPhases(mockapi.SampleJobID, "Failed")
			workspace.ApplyPlan(t).Must(t, 1, "Training job ended in a phase")
			workspace.MustHave(t, acctest.Deployment)
		})
	}
}

func TestAccWaitHoldsTheStateLock(t *testing.T) {
	config := exampleOrSkip(t, "gate/completed.tf")
	service := acctest.NewService(t)
	service.SetPhases(mockapi.SampleJobID, "Running")
	t.Setenv("TF_VAR_training_job_id", mockapi.SampleJobID)
	workspace := acctest.NewWorkspace(t, service.Provider()+strings.Replace(config, "wait_for_end", "poll_interval = \"1s\"\nwait_for_end", 1))

	waiting := workspace.Command(t, "plan")
	output, err := waiting.StdoutPipe()
	if err == nil {
		err = waiting.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() && !strings.Contains(lines.Text(), "Opening...") { // Terraform locks the state before it opens the gate
	}
	workspace.Run(t, "plan").Must(t, 1, "Error acquiring the state lock")
	service.SetPhases(mockapi.SampleJobID, "Completed")
	workspace.Run(t, "plan", "-lock-timeout=1m").Must(t, 0, "1 to add")
	for lines.Scan() { // to the end, before Wait closes the pipe
	}
	if err := waiting.Wait(); err != nil {
		t.Errorf("the plan that waited: %v", err)
	}
}
