package events_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestLanguageIsSentAsAHeader(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en-us", "zh-cn"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			acctest.ReadInProcess(t, service.Sample(acctest.Argument("language", language)), acctest.HasText("language", language), acctest.HasNumber("total", 27))
			service.WasAskedInLanguage(t, language)
		})
	}
}

func TestMaxEventsKeepsTheFirstEventsAndCountsAll(t *testing.T) {
	t.Parallel()
	sample := mockapi.Sample()
	for _, test := range []struct {
		order     string
		maxEvents int
		want      []mockapi.Event
		truncated bool
	}{
		{"asc", 0, nil, true},
		{"desc", 15, reversed(sample)[:15], true},
		{"asc", 27, sample, false},
		{"asc", 1000, sample, false},
	} {
		t.Run(fmt.Sprintf("%d %s", test.maxEvents, test.order), func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			acctest.ReadInProcess(t, service.Sample(
				fmt.Sprintf("max_events = %d", test.maxEvents), acctest.Argument("order", test.order), `limit = 10`,
			),
				acctest.HasNumber("max_events", test.maxEvents),
				acctest.HasNumber("total", 27),
				truncated(test.truncated),
				acctest.Events(test.want),
			)
			service.WasReadWithin(t, 4)
		})
	}
}

func TestMaxEventsLeavesNothingOutOfAJobWithoutEvents(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.NewService(t).Job(nil, `max_events = 0`), acctest.HasNumber("total", 0), truncated(false))
}

func TestTimeoutsStayInTheState(t *testing.T) {
	t.Parallel()
	for argument, read := range map[string]knownvalue.Check{
		`timeouts = { read = "2m" }`: knownvalue.StringExact("2m"),
		`timeouts = {}`:              knownvalue.Null(),
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			acctest.ReadInProcess(t, acctest.NewService(t).Sample(argument),
				acctest.Attribute("timeouts", knownvalue.ObjectExact(map[string]knownvalue.Check{"read": read})),
				acctest.HasNumber("total", 27),
			)
		})
	}
}

func TestProjectOfTheDataSourceBeatsTheProviders(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string]string{
		"where the provider has another": acctest.Argument("project_id", "another-project"),
		"where the provider has none":    "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			config := acctest.ProviderBlock(acctest.Argument("endpoint", service.Endpoint), acctest.Argument("token", mockapi.Token), setting) +
				acctest.Sample(acctest.Argument("project_id", mockapi.ProjectID))
			acctest.ReadInProcess(t, config, acctest.HasText("project_id", mockapi.ProjectID), acctest.HasNumber("total", 27))
		})
	}
}

func TestFieldsThatTheServiceLeavesOutAreNull(t *testing.T) {
	t.Parallel()
	const at = "2024-03-04T09:00:00+08:00"
	events := []mockapi.Event{
		{},
		{Message: "without a time", Level: "Info", Source: "Job"},
		{Message: "without a source", Level: "Info", Time: at},
		{Message: "without a level", Time: at, Source: "Job"},
		{Level: "Info", Time: at, Source: "Job"},
	}
	acctest.ReadInProcess(t, acctest.NewService(t).Job(events), acctest.HasNumber("total", len(events)), acctest.Events(events))
}

func TestValuesAreWhatTheServiceWrote(t *testing.T) {
	t.Parallel()
	events := []mockapi.Event{
		{Message: "two equal events are two events", Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "K8s"},
		{Message: "two equal events are two events", Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "K8s"},
		{
			Message: "  several\nlines\t\"quoted\" ${not} %{HCL} <b>&amp;</b> 日本 🚀 \u2028 ",
			Level:   "Critical", Time: "2024-03-04T01:00:00.123456Z", Source: "Scheduler",
		},
	}
	acctest.ReadInProcess(t, acctest.NewService(t).Job(events), acctest.Events(events))
}

func TestMembersThatNoReferenceKnowsAreLeftOut(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultUnknownFields}).Sample(), acctest.Events(mockapi.Sample()))
}

func TestJobWithoutEventsIsAnEmptyList(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.NewService(t).Job(nil),
		acctest.HasNumber("total", 0),
		acctest.Attribute("events", knownvalue.ListExact(nil)),
		truncated(false),
	)
}
