package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// accEvent is exactly this event.
func accEvent(event mockapi.Event) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{
		"message": knownvalue.StringExact(event.Message), "level": knownvalue.StringExact(event.Level),
		"time": knownvalue.StringExact(event.Time), "source": knownvalue.StringExact(event.Source),
	})
}

func TestAccSummaryOfTheSampleJob(t *testing.T) {
	t.Parallel()
	failure := mockapi.Sample()[26]
	accApply(t, accNewService(t).sample("max_events = 0"), accNumber("error_count", 1), accNumber("warning_count", 0), accNumber("info_count", 26),
		accNumber("other_count", 0), accIs("latest_error", accEvent(failure)), accIs("latest_event", accEvent(failure)))
}

func TestAccSummaryOfAJobWithoutEvents(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).job(nil), accNumber("error_count", 0), accNumber("warning_count", 0), accNumber("info_count", 0),
		accIs("latest_error", knownvalue.Null()), accIs("latest_event", knownvalue.Null()))
}

func TestAccSummaryIsNullWhereTheLevelFilterLeavesALevelOut(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).sample(`level = "Info"`), accNumber("info_count", 26),
		accIs("error_count", knownvalue.Null()), accIs("warning_count", knownvalue.Null()), accIs("other_count", knownvalue.Null()), accIs("latest_error", knownvalue.Null()),
		accIs("latest_event", accEvent(mockapi.Sample()[25])))
}

func TestAccEventsOfUnknownLevelsAreCounted(t *testing.T) {
	t.Parallel()
	events := []mockapi.Event{{Message: "a", Level: "Fatal"}, {Message: "b", Level: " error\u200b"}, {Message: "c"}}
	accApply(t, accNewService(t).job(events, "max_events = 0"), accNumber("error_count", 1), accNumber("warning_count", 0),
		accNumber("info_count", 0), accNumber("other_count", 2))
}

func TestAccOutputsOfScalarsTellOfErrors(t *testing.T) {
	t.Parallel()
	outputs := accBlock(`output "errors"`, []string{"value = " + accAddress + ".error_count"}) +
		accBlock(`output "latest"`, []string{"value = " + accAddress + ".latest_error.message"})
	accApply(t, accNewService(t).sample("max_events = 0")+outputs,
		statecheck.ExpectKnownOutputValue("errors", knownvalue.Int64Exact(1)),
		statecheck.ExpectKnownOutputValue("latest", knownvalue.StringExact("Training job failed.")))
}
