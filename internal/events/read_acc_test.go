package events_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccJobIsReadInEveryApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Provider()+`
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

output "errors" {
  value = [for event in data.modelarts_training_job_events.test.events : event.message if event.level == "Error"]
}

output "latest_error" {
  value = data.modelarts_training_job_events.test.latest_error.message
}

output "count" {
  value = length(data.modelarts_training_job_events.test.events)
}
`)
	workspace.Apply(t).Must(t, 0, `errors = [ "Training job failed.", ]`, `latest_error = "Training job failed."`, "count = 27")
	workspace.Run(t, "plan", "-detailed-exitcode").Must(t, 0, "No changes.")

	service.Append(mockapi.SampleJobID, acctest.Failure("Warning"))
	workspace.Run(t, "plan", "-detailed-exitcode").Must(t, 2, "count = 27 -> 28")
}

// In Terraform 1.5, plantimestamp() is another time in the validation than in the plan.
func TestAccWindowAroundThePlanPassesValidation(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.NewWorkspace(t, service.Provider()+`
data "modelarts_training_job_events" "day" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  start_time      = timeadd(plantimestamp(), "-24h")
  end_time        = timeadd(plantimestamp(), "24h")
}

data "modelarts_training_job_events" "years" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  start_time      = timeadd(plantimestamp(), "-17520h")
  end_time        = timeadd(plantimestamp(), "8760h")
}
`).Apply(t).Must(t, 0)
	if len(service.Requests()) == 0 {
		t.Error("no request")
	}
}

// The path in a diagnostic decides which line Terraform quotes. TestTextIsRefused and others check the errors without Terraform.
func TestAccRefusedArgumentIsQuoted(t *testing.T) {
	t.Parallel()
	t.Run("an argument", func(t *testing.T) {
		t.Parallel()
		got := acctest.Fails(t, acctest.NewService(t).Provider()+`
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  project_id      = "pro_ject"
}
`)
		want := invalid("project_id", acctest.ProjectIDRule, "pro_ject")
		want.Address = acctest.Address
		acctest.SameDiagnostic(t, got, want)
	})
	t.Run("an argument in an object", func(t *testing.T) {
		t.Parallel()
		got := acctest.Fails(t, acctest.NewService(t).Provider()+`
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  timeouts        = { read = "soon" }
}
`)
		want := invalid("timeouts.read", durationRule, "soon")
		want.Address = acctest.Address
		// Newer CLIs quote the argument, older ones the block.
		if want.Attribute = "timeouts"; got.Attribute == "" {
			want.Attribute = ""
		}
		acctest.SameDiagnostic(t, got, want)
	})
}

const readAtApply = "# data.modelarts_training_job_events.test will be read during apply"

func TestAccUnknownArgumentsSkipValidationAndAreReadAtApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Provider()+`
resource "terraform_data" "later" {
  input = {
    training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
    project_id      = "0123456789abcdef0123456789abcdef"
    level           = "Info"
    source          = "Task"
    pattern         = "train_url"
    start_time      = "2022-11-26T16:03:00+08:00"
    end_time        = "2022-11-26T16:04:00+08:00"
    order           = "desc"
    offset          = 1
    limit           = 7
    language        = "en-us"
    max_events      = 10
    timeouts        = { read = "1m" }
  }
}

data "modelarts_training_job_events" "test" {
  training_job_id = terraform_data.later.output.training_job_id
  project_id      = terraform_data.later.output.project_id
  level           = terraform_data.later.output.level
  source          = terraform_data.later.output.source
  pattern         = terraform_data.later.output.pattern
  start_time      = terraform_data.later.output.start_time
  end_time        = terraform_data.later.output.end_time
  order           = terraform_data.later.output.order
  offset          = terraform_data.later.output.offset
  limit           = terraform_data.later.output.limit
  language        = terraform_data.later.output.language
  max_events      = terraform_data.later.output.max_events
  timeouts        = terraform_data.later.output.timeouts
}

output "read" {
  value = "${data.modelarts_training_job_events.test.total} events, kept ${length(data.modelarts_training_job_events.test.events)}"
}
`)
	workspace.SavePlan(t).Must(t, 0, readAtApply)
	service.WasNotAsked(t)
	workspace.ApplyPlan(t).Must(t, 0, `read = "2 events, kept 1"`)
	const sent = "end_time=1669449840000&level=Info&limit=7&offset=0&order=asc&pattern=train_url&source=Task&start_time=1669449780000"
	request := service.Requests()[0]
	if got := request.Query.Encode(); got != sent || request.Header.Get("X-Language") != "en-us" {
		t.Errorf("sent %s, want %s", got, sent)
	}
}

const levelKnownAtApply = `
resource "terraform_data" "later" {
  input = "LEVEL"
}

data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  level           = terraform_data.later.output
  limit           = 10
}
`

func TestAccReadThatFailsAtApplyLeavesNoEvents(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ level, says string }{
		"because of an argument":    {"error", "The argument `level` cannot be used: it must be"},
		"because of the other page": {"Info", "Error: Response without a list of events"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultNoEvents, Skip: 1})
			workspace := acctest.NewWorkspace(t, service.Provider()+strings.Replace(levelKnownAtApply, "LEVEL", test.level, 1))
			workspace.SavePlan(t).Must(t, 0, readAtApply)
			workspace.ApplyPlan(t).Must(t, 1, test.says)
			workspace.MustHave(t, "terraform_data.later")
			state, err := os.ReadFile(filepath.Join(workspace.Folder, "terraform.tfstate"))
			if err != nil || bytes.Contains(state, []byte("training_job_id")) {
				t.Errorf("the read that failed is in the state: %s, %v", state, err)
			}
		})
	}
}
