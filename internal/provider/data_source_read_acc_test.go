package provider_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAccJobIsReadWholeWithDefaults(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	accApply(t, service.sample(),
		accText("training_job_id", mockapi.SampleJobID),
		accText("project_id", mockapi.ProjectID),
		accText("order", "asc"),
		accNumber("offset", 0),
		accNumber("limit", 100),
		accNumber("total", 27),
		accTruncated(false),
		accEvents(mockapi.Sample()),
	)
	service.wasAsked(t, "order", "asc")
	service.wasAsked(t, "limit", "100")
}

func TestAccArgumentsLeftOutAreNullAndNotSent(t *testing.T) {
	t.Parallel()
	filters := []string{"level", "source", "pattern", "start_time", "end_time"}
	var checks []statecheck.StateCheck
	for _, argument := range append(filters, "language", "max_events", "timeouts") {
		checks = append(checks, accIs(argument, knownvalue.Null()))
	}
	service := accNewService(t)
	accApply(t, service.sample(), checks...)
	for _, filter := range filters {
		service.wasAsked(t, filter, "")
	}
	service.wasAskedInLanguage(t)
}

// accAttributes wants exactly these attributes.
type accAttributes []string

func (want accAttributes) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	for _, resource := range req.State.Values.RootModule.Resources {
		if got := slices.Sorted(maps.Keys(resource.AttributeValues)); !slices.Equal(got, want) {
			resp.Error = fmt.Errorf("%s has the attributes %q, want %q", resource.Address, got, want)
		}
	}
}

func TestAccStateHasTheDocumentedAttributesAndNoID(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).sample(), accAttributes{
		"end_time", "error_count", "events", "info_count", "language", "latest_error", "latest_event", "level", "limit", "max_events", "offset",
		"order", "other_count", "pattern", "project_id", "source", "start_time", "timeouts", "total", "training_job_id", "truncated", "warning_count",
	})
}

func TestAccDescendingOrderBeginsWithTheNewestEvent(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	accApply(t, service.sample(`order = "desc"`),
		accText("order", "desc"),
		accNumber("total", 27),
		accEvents(accReversed(mockapi.Sample())),
	)
	// What a running job appends would push a descending list on: it is read ascending, and turned round.
	service.wasAsked(t, "order", "asc")
}

func TestAccFilterSelectsEvents(t *testing.T) {
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
			service := accNewService(t)
			want := accMatching(test.matches)
			accApply(t, service.sample(accArgument(test.argument, test.value)),
				accText(test.argument, test.value),
				accNumber("total", len(want)),
				accTruncated(false),
				accEvents(want),
			)
			service.wasAsked(t, test.argument, test.value)
		})
	}
}

func TestAccPatternIsSentAsItIs(t *testing.T) {
	t.Parallel()
	const pattern = `[a-0] 100% + "ü" & c=d; <é>/\?#日本 .* `
	event := mockapi.Event{Message: "before " + pattern + "after", Level: "Info", Time: "2024-03-04T09:00:00+08:00", Source: "Job"}
	service := accNewService(t)
	accApply(t, service.job([]mockapi.Event{event, {Message: "another"}}, accArgument("pattern", pattern)),
		accText("pattern", pattern),
		accEvents([]mockapi.Event{event}),
	)
	service.wasAsked(t, "pattern", pattern)
}

func TestAccPatternMayHave256CharactersOfSeveralBytes(t *testing.T) {
	t.Parallel()
	pattern := strings.Repeat("日", 256)
	service := accNewService(t)
	accApply(t, service.sample(accArgument("pattern", pattern)), accText("pattern", pattern), accNumber("total", 0))
	service.wasAsked(t, "pattern", pattern)
}

func TestAccTimesAreSentAsEpochMilliseconds(t *testing.T) {
	t.Parallel()
	want := mockapi.Sample()[20:23] // both times are the time of an event
	for name, window := range map[string]struct{ start, end string }{
		"RFC 3339 in the zone of the service": {"2022-11-26T16:02:09+08:00", "2022-11-26T16:03:11+08:00"},
		"RFC 3339 in UTC with milliseconds":   {"2022-11-26T08:02:09.000Z", "2022-11-26T08:03:11.000Z"},
		"epoch milliseconds":                  {"1669449729000", "1669449791000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			accApply(t, service.sample(accArgument("start_time", window.start), accArgument("end_time", window.end)),
				accText("start_time", window.start),
				accText("end_time", window.end),
				accNumber("total", len(want)),
				accEvents(want),
			)
			service.wasAsked(t, "start_time", "1669449729000")
			service.wasAsked(t, "end_time", "1669449791000")
		})
	}
}

func TestAccWindowMayBeOneMomentWrittenInTwoWays(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).sample(`start_time = "2022-11-26T16:03:41+08:00"`, `end_time = "1669449821000"`),
		accEvents(mockapi.Sample()[26:]),
	)
}

func TestAccOneTimeAloneLeavesTheWindowOpen(t *testing.T) {
	t.Parallel()
	for argument, want := range map[string][]mockapi.Event{
		`start_time = "2022-11-26T16:03:11+08:00"`: mockapi.Sample()[22:],
		`end_time = "2022-11-26T16:03:11+08:00"`:   mockapi.Sample()[:23],
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			accApply(t, accNewService(t).sample(argument), accNumber("total", len(want)), accEvents(want))
		})
	}
}

func TestAccArgumentsGoTogether(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	accApply(t, service.sample(
		`level = "Info"`, `source = "Task"`, `pattern = "train_url"`, `order = "desc"`, `offset = 1`, `limit = 7`,
		`start_time = "2022-11-26T16:03:00+08:00"`, `end_time = "2022-11-26T16:04:00+08:00"`,
		`language = "en-us"`, `max_events = 10`, `timeouts = { read = "1m" }`, accArgument("project_id", mockapi.ProjectID),
	),
		accNumber("total", 2),
		accTruncated(false),
		accEvents(mockapi.Sample()[23:24]),
	)
	for parameter, want := range map[string]string{
		"level": "Info", "source": "Task", "pattern": "train_url", "order": "asc", "limit": "7",
		"start_time": "1669449780000", "end_time": "1669449840000",
	} {
		service.wasAsked(t, parameter, want)
	}
}

func TestAccOffsetSkipsEventsInTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	sample := mockapi.Sample()
	for _, test := range []struct {
		order  string
		offset int
		want   []mockapi.Event
	}{
		{"asc", 20, sample[20:]},
		{"desc", 20, accReversed(sample)[20:]},
		{"asc", 27, nil},
		{"asc", 1000, nil},
	} {
		t.Run(fmt.Sprintf("%s from %d", test.order, test.offset), func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			accApply(t, service.sample(accArgument("order", test.order), fmt.Sprintf("offset = %d", test.offset)),
				accNumber("offset", test.offset),
				accNumber("total", 27),
				accTruncated(false),
				accEvents(test.want),
			)
		})
	}
}

func TestAccLimitIsThePageSizeAndCutsNothing(t *testing.T) {
	t.Parallel()
	service := accNewService(t)
	accApply(t, service.sample(`limit = 10`),
		accNumber("limit", 10),
		accNumber("total", 27),
		accTruncated(false),
		accEvents(mockapi.Sample()),
	)
	service.wasAsked(t, "limit", "10")
	service.wasReadWithin(t, 4)
}

func TestAccLimitMayBeOne(t *testing.T) {
	t.Parallel()
	accApply(t, accNewService(t).sample(`limit = 1`, `offset = 25`), accNumber("total", 27), accEvents(mockapi.Sample()[25:]))
}

func TestAccWindowAroundThePlanPassesValidation(t *testing.T) {
	t.Parallel()
	for start, end := range map[string]string{"-24h": "24h", "-17520h": "8760h"} {
		t.Run("from "+start+" to "+end, func(t *testing.T) {
			t.Parallel()
			service := accNewService(t)
			accApply(t, service.sample(
				fmt.Sprintf("start_time = timeadd(plantimestamp(), %q)", start), fmt.Sprintf("end_time = timeadd(plantimestamp(), %q)", end),
			), accNumber("total", 0))
		})
	}
}
