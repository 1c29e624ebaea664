package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccLanguageIsSentAsAHeader(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en-us", "zh-cn"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			accApply(t, service.sample(accArgument("language", language)), accText("language", language), accNumber("total", 27))
			service.wasAskedInLanguage(t, language)
		})
	}
}

func TestAccMaxEventsKeepsTheFirstEventsAndCountsAll(t *testing.T) {
	t.Parallel()
	sample := mockapi.Sample()
	for _, test := range []struct {
		order     string
		maxEvents int
		want      []mockapi.Event
		truncated bool
	}{
		{"asc", 0, nil, true},
		{"desc", 15, accReversed(sample)[:15], true},
		{"asc", 27, sample, false},
		{"asc", 1000, sample, false},
	} {
		t.Run(fmt.Sprintf("%d %s", test.maxEvents, test.order), func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			accApply(t, service.sample(
				fmt.Sprintf("max_events = %d", test.maxEvents), accArgument("order", test.order), `limit = 10`,
			),
				accNumber("max_events", test.maxEvents),
				accNumber("total", 27),
				accTruncated(test.truncated),
				accEvents(test.want),
			)
			service.wasReadWithin(t, 4)
		})
	}
}

func TestAccMaxEventsLeavesNothingOutOfAJobWithoutEvents(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).job(nil, `max_events = 0`), accNumber("total", 0), accTruncated(false))
}

func TestAccTimeoutsStayInTheState(t *testing.T) {
	t.Parallel()
	for argument, read := range map[string]knownvalue.Check{
		`timeouts = { read = "2m" }`: knownvalue.StringExact("2m"),
		`timeouts = {}`:              knownvalue.Null(),
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			accApply(t, accNewService(t).sample(argument),
				accIs("timeouts", knownvalue.ObjectExact(map[string]knownvalue.Check{"read": read})),
				accNumber("total", 27),
			)
		})
	}
}

func TestAccProjectOfTheDataSourceBeatsTheProviders(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string]string{
		"where the provider has another": accArgument("project_id", "another-project"),
		"where the provider has none":    "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			config := accProvider(accArgument("endpoint", service.endpoint), accArgument("token", mockapi.Token), setting) +
				accSample(accArgument("project_id", mockapi.ProjectID))
			accApply(t, config, accText("project_id", mockapi.ProjectID), accNumber("total", 27))
		})
	}
}

func TestAccFieldsThatTheServiceLeavesOutAreNull(t *testing.T) {
	t.Parallel()
	const at = "2024-03-04T09:00:00+08:00"
	events := []mockapi.Event{
		{},
		{Message: "without a time", Level: "Info", Source: "Job"},
		{Message: "without a source", Level: "Info", Time: at},
		{Message: "without a level", Time: at, Source: "Job"},
		{Level: "Info", Time: at, Source: "Job"},
	}
	accApply(t, accNewService(t).job(events), accNumber("total", len(events)), accEvents(events))
}

func TestAccValuesAreWhatTheServiceWrote(t *testing.T) {
	t.Parallel()
	events := []mockapi.Event{
		{Message: "two equal events are two events", Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "K8s"},
		{Message: "two equal events are two events", Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "K8s"},
		{
			Message: "  several\nlines\t\"quoted\" ${not} %{HCL} <b>&amp;</b> 日本 🚀 \u2028 ",
			Level:   "Critical", Time: "2024-03-04T01:00:00.123456Z", Source: "Scheduler",
		},
	}
	accApply(t, accNewService(t).job(events), accEvents(events))
}

func TestAccMembersThatNoReferenceKnowsAreLeftOut(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t, mockapi.Fault{Kind: mockapi.FaultUnknownFields}).sample(), accEvents(mockapi.Sample()))
}

func TestAccJobWithoutEventsIsAnEmptyList(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).job(nil),
		accNumber("total", 0),
		accIs("events", knownvalue.ListExact(nil)),
		accTruncated(false),
	)
}

const accOutputs = `
output "errors" {
  value = [for event in data.modelarts_training_job_events.test.events : event.message if event.level == "Error"]
}

output "count" {
  value = length(data.modelarts_training_job_events.test.events)
}
`

func TestAccOutputsReferToEvents(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).sample()+accOutputs,
		statecheck.ExpectKnownOutputValue("errors", knownvalue.TupleExact([]knownvalue.Check{knownvalue.StringExact("Training job failed.")})),
		statecheck.ExpectKnownOutputValue("count", knownvalue.Int64Exact(27)),
	)
}

func TestAccSecondApplyChangesNothing(t *testing.T) {
	t.Parallel()
	config := accNewService(t).sample(`order = "desc"`, `max_events = 3`) + accOutputs
	empty := []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}
	accSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: empty, PostApplyPostRefresh: empty}},
	)
}

func TestAccNextApplyFindsTheEventsOfAJobThatGoesOn(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	config := service.sample() + accOutputs
	restarted := mockapi.Event{Message: "Training job restarted.", Level: "Warning", Time: "2022-11-26T16:10:00+08:00", Source: "Job"}
	accSteps(t,
		resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{accNumber("total", 27)}},
		resource.TestStep{
			PreConfig: func() { service.Append(mockapi.SampleJobID, restarted) },
			Config:    config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectKnownOutputValue("count", knownvalue.Int64Exact(28))},
			},
			ConfigStateChecks: []statecheck.StateCheck{accNumber("total", 28), accEvents(append(mockapi.Sample(), restarted))},
		},
	)
}
