package provider_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// accLater is a resource whose output, an object with these members, Terraform does not know before it has applied it.
func accLater(members ...string) string {
	return accBlock(`resource "terraform_data" "later"`, []string{"input = { " + strings.Join(members, ", ") + " }"})
}

// accFromLater takes an argument from [accLater].
func accFromLater(name string) string { return name + " = terraform_data.later.output." + name }

// accReadAtApply holds for a plan that leaves the read to the apply.
var accReadAtApply = resource.ConfigPlanChecks{
	PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(accAddress, plancheck.ResourceActionRead),
		plancheck.ExpectUnknownValue(accAddress, tfjsonpath.New("events")),
	},
}

// accUsableEnvironment is what the provider would read with if it took an unknown argument for one that is not set.
func accUsableEnvironment(t *testing.T, service *accService) {
	t.Helper()
	for name, value := range map[string]string{
		"MODELARTS_ENDPOINT": service.endpoint,
		"HW_REGION_NAME":     "eu-de",
		"HW_PROJECT_ID":      mockapi.ProjectID,
		"HW_AUTH_TOKEN":      mockapi.Token,
		"HW_MAX_RETRIES":     "0",
		"HW_INSECURE":        "false",
	} {
		t.Setenv(name, value)
	}
}

func TestAccUnknownProviderArgumentIsNotTakenFromTheEnvironment(t *testing.T) {
	for argument, value := range map[string]string{
		"endpoint":        `"https://127.0.0.1"`,
		"project_id":      `"another"`,
		"token":           `"another"`,
		"max_retries":     `1`,
		"request_timeout": `"1s"`,
		"insecure":        `true`,
	} {
		t.Run(argument, func(t *testing.T) {
			service := accNewService(t)
			accUsableEnvironment(t, service)
			got := accFails(t, accLater(argument+" = "+value)+accProvider(accFromLater(argument))+accSample())
			accSame(t, got, accNotKnownYet(argument))
			service.wasNotAsked(t)
		})
	}
}

func accNotKnownYet(arguments string) accDiagnostic {
	return accDiagnostic{
		address: accAddress, summary: "Provider argument not known yet",
		detail: fmt.Sprintf("The events cannot be read in this step, because arguments of the provider come from something that Terraform "+
			"has yet to create: `%s`. Create that first (terraform apply -target=...), or set them from variables.", arguments),
	}
}

func TestAccUnknownProviderArgumentsAreNamedTogether(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	got := accFails(t, accLater(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token))+
		accProvider(accFromLater("endpoint"), accFromLater("token"), accArgument("project_id", mockapi.ProjectID))+accSample())
	accSame(t, got, accNotKnownYet("endpoint`, `token"))
	service.wasNotAsked(t)
}

func TestAccUnknownRegionIsNotKnownYetWhereNoEndpointIsSet(t *testing.T) {
	t.Parallel()
	got := accFails(t, accLater(accArgument("region", "eu-de"))+
		accProvider(accFromLater("region"), accArgument("token", mockapi.Token), accArgument("project_id", mockapi.ProjectID))+accSample())
	accSame(t, got, accNotKnownYet("region"))
}

func TestAccUnknownRegionDoesNotMatterWhereAnEndpointIsSet(t *testing.T) {
	t.Parallel()
	accApply(t, accLater(accArgument("region", "eu-de"))+accNewService(t).provider(accFromLater("region"))+accSample(), accNumber("total", 27))
}

func TestAccUnknownProjectOfTheProviderDoesNotMatterWhereTheDataSourceHasOne(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	config := accLater(accArgument("project_id", "another")) +
		accProvider(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token), accFromLater("project_id")) +
		accSample(accArgument("project_id", mockapi.ProjectID))
	accApply(t, config, accText("project_id", mockapi.ProjectID), accNumber("total", 27))
}

func TestAccProviderArgumentIsKnownOnceItsSourceIsThere(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	later := accLater(accArgument("token", mockapi.Token))
	accSteps(t,
		resource.TestStep{Config: later},
		resource.TestStep{
			Config: later + accSample() + accProvider(
				accArgument("endpoint", service.endpoint), accArgument("project_id", mockapi.ProjectID), accFromLater("token")),
			ConfigStateChecks: []statecheck.StateCheck{accNumber("total", 27)},
		},
	)
}

func TestAccUnknownProviderArgumentsDoNotMatterWhereNothingIsRead(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	later := accLater(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token))
	// Without an instance to read, Terraform configures the provider and that is all.
	accApply(t, later+accProvider(accFromLater("endpoint"), accFromLater("token"))+accSample("count = 0"))
	service.wasNotAsked(t)
}

func TestAccUnknownProviderArgumentIsKnownToAReadAtApply(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	config := accLater(accArgument("token", mockapi.Token), accArgument("training_job_id", mockapi.SampleJobID)) +
		accProvider(accArgument("endpoint", service.endpoint), accArgument("project_id", mockapi.ProjectID), accFromLater("token")) +
		accData(accFromLater("training_job_id"))
	accSteps(t, resource.TestStep{
		Config:            config,
		ConfigPlanChecks:  accReadAtApply,
		ConfigStateChecks: []statecheck.StateCheck{accNumber("total", 27)},
	})
}

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
		"level": "Info", "source": "Task", "pattern": "train_url", "order": "asc", "limit": "7",
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
		regexp.MustCompile(`(?s)^Error running apply: .*Answer without a list of events.*after\s+9\s+events:`))
}
