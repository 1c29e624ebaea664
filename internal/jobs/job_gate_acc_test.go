package jobs_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accWait makes a gate that does not wait longer than a test may.
var accWait = []string{"wait_for_end = true", `poll_interval = "1s"`, `timeouts = { open = "1500ms" }`}

// accGate is a gate for a job, with both named alike, and the deployment behind it.
func accGate(job string, arguments ...string) string {
	return strings.NewReplacer("JOB", job, "ARGUMENTS", strings.Join(arguments, "\n  ")).Replace(`
ephemeral "modelarts_training_job" "JOB" {
  training_job_id = "JOB"
  ARGUMENTS
}

resource "terraform_data" "JOB" {
  depends_on = [ephemeral.modelarts_training_job.JOB]
}
`)
}

// All gates are in one configuration, so that Terraform starts once.
func TestAccGatesThatMustStopTheDeployment(t *testing.T) {
	t.Parallel()
	const inTime = "Training job did not end in time"
	gates := map[string]struct {
		steps     []http.HandlerFunc
		arguments []string
		says      string
	}{
		"running":        {phases("Running"), []string{`require_phases = ["Completed"]`}, notAccepted},
		"failed":         {phases("Running", "Failed"), accWait, endedOtherwise},
		"terminated":     {phases("Terminated"), accWait, endedOtherwise},
		"abnormal":       {phases("Abnormal"), accWait, endedOtherwise},
		"unknown":        {phases("Suspended"), accWait, inTime},
		"service_down":   {append(phases("Running"), outage()...), accWait, inTime},
		"never_ends":     {phases("Running"), accWait, inTime},
		"empty_object":   {[]http.HandlerFunc{body(`{}`)}, accWait, "Response without details of a training job"},
		"empty_status":   {[]http.HandlerFunc{body(`{"status":{}}`)}, accWait, "Response without details of a training job"},
		"login_page":     {[]http.HandlerFunc{body(`<html>`)}, accWait, "Response without details of a training job"},
		"does_not_exist": {[]http.HandlerFunc{failing(400, `{"error_code":"ModelArts.2775"}`)}, accWait, "Training job not found"},
	}
	service := scripted(phase("Completed"))
	var config strings.Builder
	config.WriteString((&acctest.Service{Endpoint: mockapitest.Serve(t, service).String()}).Provider("max_retries = 0"))
	for name, gate := range gates {
		service.steps[name] = gate.steps
		config.WriteString(accGate(name, gate.arguments...))
	}
	workspace := acctest.NewWorkspace(t, config.String())
	got := workspace.Apply(t)
	got.Must(t, 1)
	errors := strings.Split(got.Output, "Error: ")[1:]
	for name, gate := range gates {
		found := false
		for _, text := range errors {
			found = found || strings.HasPrefix(text, gate.says) && strings.Contains(text, "  with ephemeral.modelarts_training_job."+name+",")
		}
		if !found {
			t.Errorf("%s: there is no error %q in\n%s", name, gate.says, got.Output)
		}
	}
	workspace.MustHave(t)
}

// A restarted job keeps the Error events of its first run. They do not matter to a gate on the phase.
func TestAccGatesThatMustLetTheDeploymentPass(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.AddJob("restarted", []mockapi.Event{acctest.Failure("Error")})
	service.SetPhases("restarted", "Running", "Pending", "Completed")
	service.SetPhases("other_case", "COMPLETED")
	config := service.Provider() +
		accGate("restarted", "wait_for_end = true", `poll_interval = "1s"`) + accGate("other_case", `require_phases = ["Completed"]`)
	workspace := acctest.NewWorkspace(t, config)
	workspace.Apply(t).Must(t, 0, "Apply complete! Resources: 2 added")
	workspace.MustHave(t, "terraform_data.other_case", "terraform_data.restarted")
}

func TestAccRestartAfterThePlanStopsTheApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.SetPhases("job", "Completed", "Running")
	workspace := acctest.NewWorkspace(t, service.Provider()+accGate("job", accWait...))
	workspace.SavePlan(t)
	workspace.ApplyPlan(t).Must(t, 1, "Error: "+waitNotInTime, "is in the phase Running (secondary phase Running). This gate accepts only Completed.")
	workspace.MustHave(t)
}

func TestAccGateAlsoStopsThePlanOfADestroy(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.SetPhases("job", "Completed", "Completed", "Running")
	workspace := acctest.NewWorkspace(t, service.Provider()+accGate("job", `require_phases = ["Completed"]`))
	workspace.Apply(t).Must(t, 0)
	workspace.Run(t, "plan", "-destroy").Must(t, 1, "Error: "+notAccepted)
	workspace.Run(t, "plan", "-destroy", "-refresh=false").Must(t, 0, "Plan: 0 to add, 0 to change, 1 to destroy.")
}
