package provider_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

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
		references = append(references, accFromLater(name))
	}
	service := accNewService(t)
	accSteps(t, resource.TestStep{
		Config:           accLater(members...) + service.provider() + accData(references...),
		ConfigPlanChecks: accReadAtApply,
		ConfigStateChecks: []statecheck.StateCheck{
			accText("level", "Info"), accText("order", "desc"), accNumber("limit", 7), accNumber("max_events", 10),
			accNumber("total", 2), accEvents(mockapi.Sample()[23:24]),
		},
	})
	for parameter, want := range map[string]string{
		"level": "Info", "source": "Task", "pattern": "train_url", "order": "asc", "offset": "0", "limit": "7",
		"start_time": "1669449780000", "end_time": "1669449840000",
	} {
		service.wasAsked(t, parameter, want)
	}
	service.wasAskedInLanguage(t, "en-us")
}

func TestAccOneUnknownTimeSkipsTheRulesOfBoth(t *testing.T) {
	t.Parallel()
	for name, times := range map[string]struct{ known, unknown string }{
		"start_time": {`end_time = "2022-11-26T16:04:00+08:00"`, `start_time = "2022-11-26T16:03:00+08:00"`},
		"end_time":   {`start_time = "2022-11-26T16:03:00+08:00"`, `end_time = "2022-11-26T16:04:00+08:00"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			accSteps(t, resource.TestStep{
				Config:            accLater(times.unknown) + accNewService(t).sample(times.known, accFromLater(name)),
				ConfigPlanChecks:  accReadAtApply,
				ConfigStateChecks: []statecheck.StateCheck{accEvents(mockapi.Sample()[22:])},
			})
		})
	}
}

// accFailsAtApply runs a configuration whose read is left to the apply, where it must fail. By then Terraform has a state.
func accFailsAtApply(t *testing.T, config string, words *regexp.Regexp) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: accFactories,
		Steps:                    []resource.TestStep{{Config: config, ConfigPlanChecks: accReadAtApply, ExpectError: words}},
		CheckDestroy: func(state *terraform.State) error {
			resources := state.RootModule().Resources
			if resources["terraform_data.later"] == nil {
				return errors.New("the apply did not create terraform_data.later")
			}
			if resources[accAddress] != nil {
				return fmt.Errorf("the read that failed left %v", resources[accAddress].Primary.Attributes)
			}
			return nil
		},
	})
}

func TestAccUnknownArgumentIsValidatedAtApply(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	accFailsAtApply(t, accLater(`level = "error"`)+service.sample(accFromLater("level")),
		regexp.MustCompile(`(?s)^Error running apply: .*Attribute\s+level\s+value\s+must\s+be\s+one\s+of:`))
	service.wasNotAsked(t)
}

func TestAccReadThatFailsAtApplyLeavesNoEvents(t *testing.T) {
	t.Parallel()
	// The first page arrives, the second does not; the read when Terraform destroys goes well.
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultNoEvents, Skip: 1, Times: 1})
	accFailsAtApply(t, accLater(`level = "Info"`)+service.sample(`limit = 10`, accFromLater("level")),
		regexp.MustCompile(`(?s)^Error running apply: .*Answer without a list of events.*after\s+10\s+events:`))
}
