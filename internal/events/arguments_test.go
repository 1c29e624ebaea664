package events_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestJobIsReadWholeWithDefaults(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Sample(),
		acctest.HasText("training_job_id", mockapi.SampleJobID),
		acctest.HasText("project_id", mockapi.ProjectID),
		acctest.HasText("order", "asc"),
		acctest.HasNumber("offset", 0),
		acctest.HasNumber("limit", 100),
		acctest.HasNumber("total", 27),
		truncated(false),
		acctest.Events(mockapi.Sample()),
	)
	service.WasAsked(t, "order", "asc")
	service.WasAsked(t, "limit", "100")
}

func TestArgumentsLeftOutAreNullAndNotSent(t *testing.T) {
	t.Parallel()
	filters := []string{"level", "source", "pattern", "start_time", "end_time"}
	var checks []statecheck.StateCheck
	for _, argument := range append(filters, "language", "max_events", "timeouts") {
		checks = append(checks, acctest.Attribute(argument, knownvalue.Null()))
	}
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Sample(), checks...)
	for _, filter := range filters {
		service.WasAsked(t, filter, "")
	}
	service.WasAskedInLanguage(t)
}

func TestDescendingOrderBeginsWithTheNewestEvent(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Sample(`order = "desc"`),
		acctest.HasText("order", "desc"),
		acctest.HasNumber("total", 27),
		acctest.Events(reversed(mockapi.Sample())),
	)
	// In a descending list, events that a running job appends would move all others. So the list is read ascending, and reversed.
	service.WasAsked(t, "order", "asc")
}

func TestFilterSelectsEvents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		argument, value string
		matches         func(mockapi.Event) bool
	}{
		{"level", "Error", func(event mockapi.Event) bool { return event.Level == "Error" }},
		{"level", "Warning", func(mockapi.Event) bool { return false }},
		{"source", "K8S", func(event mockapi.Event) bool { return strings.EqualFold(event.Source, "K8S") }},
		{"source", "Task", func(event mockapi.Event) bool { return event.Source == "Task" }},
		{"pattern", "train_url", func(event mockapi.Event) bool { return strings.Contains(event.Message, "train_url") }},
	} {
		t.Run(test.argument+" "+test.value, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			want := matching(test.matches)
			acctest.ReadInProcess(t, service.Sample(acctest.Argument(test.argument, test.value)),
				acctest.HasText(test.argument, test.value),
				acctest.HasNumber("total", len(want)),
				truncated(false),
				acctest.Events(want),
			)
			service.WasAsked(t, test.argument, test.value)
		})
	}
}

func TestPatternIsSentAsItIs(t *testing.T) {
	t.Parallel()
	const pattern = `[a-0] 100% + "ü" & c=d; <é>/\?#日本 .* `
	event := mockapi.Event{Message: "before " + pattern + "after", Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "Job"}
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Job([]mockapi.Event{event, {Message: "another"}}, acctest.Argument("pattern", pattern)),
		acctest.HasText("pattern", pattern),
		acctest.Events([]mockapi.Event{event}),
	)
	service.WasAsked(t, "pattern", pattern)
}

func TestPatternMayHave256CharactersOfSeveralBytes(t *testing.T) {
	t.Parallel()
	pattern := strings.Repeat("日", 256)
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Sample(acctest.Argument("pattern", pattern)), acctest.HasText("pattern", pattern), acctest.HasNumber("total", 0))
	service.WasAsked(t, "pattern", pattern)
}

func TestTimesAreSentAsEpochMilliseconds(t *testing.T) {
	t.Parallel()
	want := mockapi.Sample()[20:23] // both times are the time of an event
	for name, window := range map[string]struct{ start, end string }{
		"RFC 3339 in the zone of the service": {"2022-11-26T16:02:09+08:00", "2022-11-26T16:03:11+08:00"},
		"RFC 3339 in UTC with milliseconds":   {"2022-11-26T08:02:09.000Z", "2022-11-26T08:03:11.000Z"},
		"epoch milliseconds":                  {"1669449729000", "1669449791000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			acctest.ReadInProcess(t, service.Sample(acctest.Argument("start_time", window.start), acctest.Argument("end_time", window.end)),
				acctest.HasText("start_time", window.start),
				acctest.HasText("end_time", window.end),
				acctest.HasNumber("total", len(want)),
				acctest.Events(want),
			)
			service.WasAsked(t, "start_time", "1669449729000")
			service.WasAsked(t, "end_time", "1669449791000")
		})
	}
}

func TestWindowMayBeOneMomentWrittenInTwoWays(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.NewService(t).Sample(`start_time = "2022-11-26T16:03:41+08:00"`, `end_time = "1669449821000"`),
		acctest.Events(mockapi.Sample()[26:]),
	)
}

func TestOneTimeAloneLeavesTheWindowOpen(t *testing.T) {
	t.Parallel()
	for argument, want := range map[string][]mockapi.Event{
		`start_time = "2022-11-26T16:03:11+08:00"`: mockapi.Sample()[22:],
		`end_time = "2022-11-26T16:03:11+08:00"`:   mockapi.Sample()[:23],
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			acctest.ReadInProcess(t, acctest.NewService(t).Sample(argument), acctest.HasNumber("total", len(want)), acctest.Events(want))
		})
	}
}

func TestArgumentsGoTogether(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Sample(
		`level = "Info"`, `source = "Task"`, `pattern = "train_url"`, `order = "desc"`, `offset = 1`, `limit = 7`,
		`start_time = "2022-11-26T16:03:00+08:00"`, `end_time = "2022-11-26T16:04:00+08:00"`,
		`language = "en-us"`, `max_events = 10`, `timeouts = { read = "1m" }`, acctest.Argument("project_id", mockapi.ProjectID),
	),
		acctest.HasNumber("total", 2),
		truncated(false),
		acctest.Events(mockapi.Sample()[23:24]),
	)
	for parameter, want := range map[string]string{
		"level": "Info", "source": "Task", "pattern": "train_url", "order": "asc", "limit": "7",
		"start_time": "1669449780000", "end_time": "1669449840000",
	} {
		service.WasAsked(t, parameter, want)
	}
}

func TestOffsetSkipsEventsInTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	sample := mockapi.Sample()
	for _, test := range []struct {
		order  string
		offset int
		want   []mockapi.Event
	}{
		{"asc", 20, sample[20:]},
		{"desc", 20, reversed(sample)[20:]},
		{"asc", 27, nil},
		{"asc", 1000, nil},
	} {
		t.Run(fmt.Sprintf("%s from %d", test.order, test.offset), func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			acctest.ReadInProcess(t, service.Sample(acctest.Argument("order", test.order), fmt.Sprintf("offset = %d", test.offset)),
				acctest.HasNumber("offset", test.offset),
				acctest.HasNumber("total", 27),
				truncated(false),
				acctest.Events(test.want),
			)
		})
	}
}

func TestLimitIsThePageSizeAndCutsNothing(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	acctest.ReadInProcess(t, service.Sample(`limit = 10`),
		acctest.HasNumber("limit", 10),
		acctest.HasNumber("total", 27),
		truncated(false),
		acctest.Events(mockapi.Sample()),
	)
	service.WasAsked(t, "limit", "10")
	service.WasReadWithin(t, 4)
}

func TestLimitMayBeOne(t *testing.T) {
	t.Parallel()
	acctest.ReadInProcess(t, acctest.NewService(t).Sample(`limit = 1`, `offset = 25`), acctest.HasNumber("total", 27), acctest.Events(mockapi.Sample()[25:]))
}

func truncated(value bool) statecheck.StateCheck {
	return acctest.Attribute("truncated", knownvalue.Bool(value))
}

func reversed(events []mockapi.Event) []mockapi.Event {
	result := slices.Clone(events)
	slices.Reverse(result)
	return result
}

// matching returns the events of the sample job that match.
func matching(matches func(mockapi.Event) bool) []mockapi.Event {
	return slices.DeleteFunc(mockapi.Sample(), func(event mockapi.Event) bool { return !matches(event) })
}
