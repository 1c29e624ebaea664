package events_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccUnknownArgumentsSkipValidationAndAreReadAtApply(t *testing.T) {
	t.Parallel()
	arguments := map[string]string{
		"training_job_id": fmt.Sprintf("%q", mockapi.SampleJobID), "project_id": fmt.Sprintf("%q", mockapi.ProjectID),
		"level": `"Info"`, "source": `"Task"`, "pattern": `"train_url"`,
		"start_time": `"2022-11-26T16:03:00+08:00"`, "end_time": `"2022-11-26T16:04:00+08:00"`,
		"order": `"desc"`, "offset": `1`, "limit": `7`, "language": `"en-us"`, "max_events": `10`, "timeouts": `{ read = "1m" }`,
	}
	var members, references []string
	for name, value := range arguments {
		members = append(members, name+" = "+value)
		references = append(references, acctest.FromLater(name))
	}
	service := acctest.NewService(t)
	acctest.Steps(t, resource.TestStep{
		Config:           acctest.Later(members...) + service.Provider() + acctest.Data(references...),
		ConfigPlanChecks: acctest.ReadAtApply,
		ConfigStateChecks: []statecheck.StateCheck{
			acctest.HasText("level", "Info"), acctest.HasText("order", "desc"), acctest.HasNumber("limit", 7), acctest.HasNumber("max_events", 10),
			acctest.HasNumber("total", 2), acctest.Events(mockapi.Sample()[23:24]),
		},
	})
	for parameter, want := range map[string]string{
		"level": "Info", "source": "Task", "pattern": "train_url", "order": "asc", "limit": "7",
		"start_time": "1669449780000", "end_time": "1669449840000",
	} {
		service.WasAsked(t, parameter, want)
	}
	service.WasAskedInLanguage(t, "en-us")
}

// accFailsAtApply runs a configuration whose read is deferred to the apply and must fail there. Terraform has a state by then.
func accFailsAtApply(t *testing.T, config string, words *regexp.Regexp) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories,
		Steps:                    []resource.TestStep{{Config: config, ConfigPlanChecks: acctest.ReadAtApply, ExpectError: words}},
		CheckDestroy: func(state *terraform.State) error {
			resources := state.RootModule().Resources
			if resources["terraform_data.later"] == nil {
				return errors.New("the apply did not create terraform_data.later")
			}
			if resources[acctest.Address] != nil {
				return fmt.Errorf("the read that failed left %v", resources[acctest.Address].Primary.Attributes)
			}
			return nil
		},
	})
}

func TestAccUnknownArgumentIsValidatedAtApply(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	accFailsAtApply(t, acctest.Later(`level = "error"`)+service.Sample(acctest.FromLater("level")),
		regexp.MustCompile(`(?s)^Error running apply: .*argument\s+`+"`level`"+`\s+cannot\s+be\s+used:`))
	service.WasNotAsked(t)
}

func TestAccReadThatFailsAtApplyLeavesNoEvents(t *testing.T) {
	t.Parallel()
	// The first page arrives, the second does not; the read when Terraform destroys goes well.
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultNoEvents, Skip: 1, Times: 1})
	accFailsAtApply(t, acctest.Later(`level = "Info"`)+service.Sample(`limit = 10`, acctest.FromLater("level")),
		regexp.MustCompile(`(?s)^Error running apply: .*Response without a list of events.*after\s+[0-9]+\s+events:`))
}
