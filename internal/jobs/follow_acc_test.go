package jobs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// accFollow is an action that polls as often as it may.
const accFollow = `
action "modelarts_follow_training_job" "this" {
  config {
    training_job_id = "job-of-the-test"
    poll_interval   = "1s"
    fail_on_levels  = ["Error"]
  }
}
`

const accInvoke = "-invoke=action.modelarts_follow_training_job.this"

// accTriggered is a deployment that triggers the action, a resource that depends on it, and one that does not.
func accTriggered(event, failure string) string {
	return strings.NewReplacer("EVENT", event, "FAILURE", failure).Replace(`
resource "terraform_data" "deployment" {
  lifecycle {
    action_trigger {
      events  = [EVENT]
      actions = [action.modelarts_follow_training_job.this]
      FAILURE
    }
  }
}

resource "terraform_data" "dependent" {
  depends_on = [terraform_data.deployment]
}

resource "terraform_data" "unrelated" {}
`)
}

func TestAccInvokedActionShowsTheJob(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.AddJob(jobID, []mockapi.Event{newEvent(1, "Info", "started"), newEvent(9, "Error", "Training job failed.")})
	service.SetPhases(jobID, "Pending", "Running", "Failed")
	workspace := acctest.NewWorkspace(t, service.Provider()+accFollow)
	got := workspace.Run(t, "apply", "-auto-approve", accInvoke)
	got.Must(t, 1, "Error: "+otherPhase, "Error: "+otherLevel)
	var shown []string
	for line := range strings.Lines(got.Output) {
		if _, message, found := strings.Cut(line, "(triggered by CLI): "); found {
			shown = append(shown, strings.TrimSpace(message))
		}
	}
	want := "Phase Pending (secondary phase Queuing)|09:00:01 Info  Task started|09:00:09 Error Task Training job failed.|Phase Running|Phase Failed|" +
		"Ended: Failed after 1m0s, 1 error, 0 warnings"
	if strings.Join(shown, "|") != want {
		t.Errorf("got %q", shown)
	}
}

// The guide says what an action that fails blocks.
func TestAccFailedActionBlocks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		event, failure string
		exitCode       int
		// has are the resources after an apply with a job that failed, and next those after another apply with a job that completed.
		has, next []string
		// again is true if the second apply invokes the action.
		again bool
	}{
		"before_create": {"before_create", "", 1, []string{"unrelated"}, []string{"dependent", "deployment", "unrelated"}, true},
		"after_create": {
			"after_create", "", 1, []string{"deployment", "unrelated"}, []string{"dependent", "deployment", "unrelated"}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			service.AddJob(jobID, numbered(1))
			service.SetPhases(jobID, "Failed")
			workspace := acctest.NewWorkspace(t, service.Provider()+accFollow+accTriggered(test.event, test.failure))
			workspace.Run(t, "plan").Must(t, 0, "Actions: 1 to invoke.")
			service.WasNotAsked(t) // an action does not run in a plan
			workspace.Apply(t).Must(t, test.exitCode)
			accHas(t, workspace, test.has)
			service.SetPhases(jobID, "Completed")
			service.ResetRequests()
			workspace.Apply(t).Must(t, 0)
			accHas(t, workspace, test.next)
			if got := len(service.Requests()) > 0; got != test.again {
				t.Errorf("the second apply invoked the action: %t", got)
			}
			service.ResetRequests()
			workspace.Apply(t).Must(t, 0, "No changes.")
			service.WasNotAsked(t)
		})
	}
}

func TestAccFailedActionBlocksAnUpdate(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.AddJob(jobID, numbered(1))
	config := service.Provider() + accFollow + `
resource "terraform_data" "deployment" {
  input = "old"

  lifecycle {
    action_trigger {
      events  = [before_update]
      actions = [action.modelarts_follow_training_job.this]
    }
  }
}
`
	service.SetPhases(jobID, "Failed")
	workspace := acctest.NewWorkspace(t, config)
	workspace.Apply(t).Must(t, 0)
	service.WasNotAsked(t) // a trigger on update does not run on create
	workspace.Configure(t, strings.Replace(config, `"old"`, `"new"`, 1))
	workspace.Apply(t).Must(t, 1, "Error: "+otherPhase)
	state, err := os.ReadFile(filepath.Join(workspace.Folder, "terraform.tfstate"))
	if err != nil || !strings.Contains(string(state), `"old"`) || strings.Contains(string(state), `"new"`) {
		t.Errorf("%v, the state is\n%s", err, state)
	}
}

func accHas(t *testing.T, workspace acctest.Workspace, names []string) {
	t.Helper()
	var addresses []string
	for _, name := range names {
		addresses = append(addresses, "terraform_data."+name)
	}
	workspace.MustHave(t, addresses...)
}

// A failed action is forgotten, unless the resource is tainted.
func TestAccTaintedResourceInvokesTheActionAgain(t *testing.T) {
	t.Parallel()
	(acctest.Since{Terraform: 16, OpenTofu: acctest.Actions.OpenTofu}).OrSkip(t)
	service := acctest.NewService(t)
	service.AddJob(jobID, numbered(1))
	service.SetPhases(jobID, "Failed")
	workspace := acctest.NewWorkspace(t, service.Provider()+accFollow+accTriggered("after_create", "on_failure = taint"))
	workspace.Apply(t).Must(t, 1)
	service.SetPhases(jobID, "Completed")
	workspace.Apply(t).Must(t, 0, "terraform_data.deployment is tainted, so must be replaced", "Actions: 1 invoked.")
}

func TestAccJobThatIsKnownAfterApplyIsFollowed(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	service.AddJob(jobID, numbered(1))
	service.SetPhases(jobID, "Running", "Completed")
	config := service.Provider() + `
resource "terraform_data" "later" {
  input = "job-of-the-test"
}
` + strings.Replace(accFollow, `"job-of-the-test"`, "terraform_data.later.output", 1) + accTriggered("before_create", "")
	acctest.NewWorkspace(t, config).Apply(t).Must(t, 0, "Ended: Completed after 1m0s", "Actions: 1 invoked.")
}
