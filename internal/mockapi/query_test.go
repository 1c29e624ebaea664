package mockapi_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const longPath = "/v2/" + mockapi.ProjectID + "/training-jobs/long/events"

func TestPagesJoinToCompleteList(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.AddJob("long", mockapi.Generate(250))
	var want []string
	for _, event := range mockapi.Generate(250) {
		want = append(want, event.Message)
	}
	for _, order := range []string{"asc", "desc"} {
		var got []string
		for _, offset := range []int{0, 100, 200} {
			page := get(t, server, fmt.Sprintf("%s?limit=100&offset=%d&order=%s", longPath, offset, order))
			if page.Total != 250 || page.Limit != 100 || page.Offset != offset || page.Order != order {
				t.Errorf("%s at %d: total %d, limit %d, offset %d, order %s", order, offset, page.Total, page.Limit, page.Offset, page.Order)
			}
			got = append(got, page.messages()...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %d messages that are not the job's in order", order, len(got))
		}
		slices.Reverse(want)
	}
}

func TestDefaultsAreFirst50Ascending(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.AddJob("long", mockapi.Generate(60))
	page := get(t, server, longPath)
	if page.Limit != 50 || page.Offset != 0 || page.Order != "asc" || len(page.Events) != 50 {
		t.Errorf("limit %d, offset %d, order %s, %d events", page.Limit, page.Offset, page.Order, len(page.Events))
	}
	if page.Events[0].Message != mockapi.Generate(1)[0].Message {
		t.Errorf("the first event is %q", page.Events[0].Message)
	}
}

func TestOffsetPastEndGivesEmptyPage(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for _, offset := range []int{27, 28, 1 << 40} {
		page := get(t, server, fmt.Sprintf("%s?offset=%d", samplePath, offset))
		if page.Events == nil || len(page.Events) != 0 || page.Total != 27 || page.Offset != offset {
			t.Errorf("offset %d: %+v", offset, page)
		}
	}
}

func TestEqualTimesKeepInsertionOrder(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	const second = "2024-01-01T00:00:00Z"
	service.AddJob("long", []mockapi.Event{
		{Message: "c", Time: second},
		{Message: "a", Time: "2024-01-01T08:00:00+08:00"},
		{Message: "first", Time: "2023-12-31T23:59:59Z"},
		{Message: "b", Time: second},
		{Message: "no time"},
	})
	want := []string{"no time", "first", "c", "a", "b"}
	if got := get(t, server, longPath+"?order=asc").messages(); !slices.Equal(got, want) {
		t.Errorf("asc: got %q, want %q", got, want)
	}
	slices.Reverse(want)
	if got := get(t, server, longPath+"?order=desc").messages(); !slices.Equal(got, want) {
		t.Errorf("desc: got %q, want %q", got, want)
	}
}

func TestManyEqualTimesKeepInsertionOrder(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	var events []mockapi.Event
	var early, late []string
	for i := range 100 {
		event := mockapi.Event{Message: strconv.Itoa(i), Time: "2024-01-01T00:00:01Z"}
		if i%3 == 0 {
			event.Time = "2024-01-01T00:00:00Z"
			early = append(early, event.Message)
		} else {
			late = append(late, event.Message)
		}
		events = append(events, event)
	}
	service.AddJob("long", events)
	want := slices.Concat(early, late)
	if got := get(t, server, longPath+"?limit=100").messages(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFiltersCombineAndTotalCountsMatches(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	service.AddJob("long", []mockapi.Event{
		{Message: "Pulled image", Level: "Info", Source: "K8s", Time: "2024-01-01T00:00:01Z"},
		{Message: "pulled again", Level: "INFO", Source: "K8S", Time: "2024-01-01T00:00:02Z"},
		{Message: "Pulled late", Level: "Error", Source: "K8S", Time: "2024-01-01T00:00:03Z"},
		{Message: "done 100% ÿ", Level: "Warning", Source: "Job", Time: "2024-01-01T00:00:04Z"},
		{Message: "bare"},
	})
	tests := []struct {
		query string
		want  []string
	}{
		{"source=K8S", []string{"Pulled image", "pulled again", "Pulled late"}},
		{"level=Info", []string{"Pulled image", "pulled again"}},
		{"level=Info&source=Job", []string{}},
		{"pattern=Pulled", []string{"Pulled image", "Pulled late"}},
		{"pattern=Pulled&level=Error", []string{"Pulled late"}},
		{"pattern=100%25+%C3%BF", []string{"done 100% ÿ"}},
		{"start_time=1704067202000&end_time=1704067203000", []string{"pulled again", "Pulled late"}},
		{"start_time=1704067202001&end_time=1704067203000", []string{"Pulled late"}},
		{"start_time=1704067202000&end_time=1704067202999", []string{"pulled again"}},
		{"start_time=1704067202000&end_time=1704067203000&level=Info", []string{"pulled again"}},
		{"start_time=0&end_time=9999999999999", []string{"Pulled image", "pulled again", "Pulled late", "done 100% ÿ"}},
	}
	for _, test := range tests {
		page := get(t, server, longPath+"?"+test.query)
		if got := page.messages(); !slices.Equal(got, test.want) || page.Total != len(test.want) {
			t.Errorf("%s: got %q of %d, want %q", test.query, got, page.Total, test.want)
		}
		if first := get(t, server, longPath+"?limit=1&"+test.query); first.Total != len(test.want) {
			t.Errorf("%s: a page of one says total %d, want %d", test.query, first.Total, len(test.want))
		}
	}
}
