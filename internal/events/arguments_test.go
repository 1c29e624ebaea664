package events_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// readCases are reads of the sample job. A nil want is all its events, and a total of 0 is the number of those.
var readCases = map[string]struct {
	config acctest.Object
	want   []mockapi.Event
	total  int
	// sent are the parameters of the first request that are not the default.
	sent string
}{
	"all events":       {},
	"descending order": {config: acctest.Object{"order": acctest.Text("desc")}, want: reversed(mockapi.Sample())},

	"level": {
		config: acctest.Object{"level": acctest.Text("Error")}, sent: "level=Error",
		want: matching(func(event mockapi.Event) bool { return event.Level == "Error" }),
	},
	"level that no event has": {config: acctest.Object{"level": acctest.Text("Warning")}, sent: "level=Warning", want: []mockapi.Event{}},
	"source in another case": {
		config: acctest.Object{"source": acctest.Text("K8S")}, sent: "source=K8S",
		want: matching(func(event mockapi.Event) bool { return strings.EqualFold(event.Source, "K8S") }),
	},
	"pattern": {
		config: acctest.Object{"pattern": acctest.Text("train_url")}, sent: "pattern=train_url",
		want: matching(func(event mockapi.Event) bool { return strings.Contains(event.Message, "train_url") }),
	},
	"pattern that is no text of an event": {
		config: acctest.Object{"pattern": acctest.Text(oddPattern)}, sent: url.Values{"pattern": {oddPattern}}.Encode(), want: []mockapi.Event{},
	},
	"pattern of 256 characters of several bytes": {
		config: acctest.Object{"pattern": acctest.Text(strings.Repeat("日", 256))},
		sent:   url.Values{"pattern": {strings.Repeat("日", 256)}}.Encode(), want: []mockapi.Event{},
	},

	"window in the zone of the service": {
		config: window("2022-11-26T16:02:09+08:00", "2022-11-26T16:03:11+08:00"), want: mockapi.Sample()[20:23], sent: sentWindow,
	},
	"window in UTC with milliseconds": {
		config: window("2022-11-26T08:02:09.000Z", "2022-11-26T08:03:11.000Z"), want: mockapi.Sample()[20:23], sent: sentWindow,
	},
	"window in epoch milliseconds": {config: window("1669449729000", "1669449791000"), want: mockapi.Sample()[20:23], sent: sentWindow},
	"window of one moment, written in two ways": {
		config: window("2022-11-26T16:03:41+08:00", "1669449821000"), want: mockapi.Sample()[26:],
		sent: "start_time=1669449821000&end_time=1669449821000",
	},
	"start alone": {
		config: acctest.Object{"start_time": acctest.Text("2022-11-26T16:03:11+08:00")}, want: mockapi.Sample()[22:],
		sent: "start_time=1669449791000&end_time=253402214400000",
	},
	"end alone": {
		config: acctest.Object{"end_time": acctest.Text("2022-11-26T16:03:11+08:00")}, want: mockapi.Sample()[:23],
		sent: "start_time=0&end_time=1669449791000",
	},

	"offset":                     {config: acctest.Object{"offset": acctest.Number(20)}, want: mockapi.Sample()[20:], total: 27},
	"offset in descending order": {config: offsetFromTheEnd, want: reversed(mockapi.Sample())[20:], total: 27},
	"offset at the end":          {config: acctest.Object{"offset": acctest.Number(27)}, want: []mockapi.Event{}, total: 27},
	"offset behind the end":      {config: acctest.Object{"offset": acctest.Number(1000)}, want: []mockapi.Event{}, total: 27},

	"limit is the page size and cuts nothing": {config: acctest.Object{"limit": acctest.Number(10)}, sent: "limit=10"},
	"limit of one":             {config: acctest.Object{"limit": acctest.Number(1)}, sent: "limit=1"},
	"project of another value": {config: acctest.Object{"project_id": acctest.Text(mockapi.ProjectID)}},
	"timeouts":                 {config: acctest.Object{"timeouts": acctest.Timeout("read", "2m")}},
	"empty timeouts": {config: acctest.Object{"timeouts": tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{"read": tftypes.String}},
		map[string]tftypes.Value{"read": acctest.Null(tftypes.String)})}},

	"everything together": {
		config: window("2022-11-26T16:03:00+08:00", "2022-11-26T16:04:00+08:00").With(acctest.Object{
			"level": acctest.Text("Info"), "source": acctest.Text("Task"), "pattern": acctest.Text("train_url"), "order": acctest.Text("desc"),
			"offset": acctest.Number(1), "limit": acctest.Number(7), "language": acctest.Text("en-us"), "max_events": acctest.Number(10),
			"timeouts": acctest.Timeout("read", "1m"), "project_id": acctest.Text(mockapi.ProjectID),
		}),
		want: mockapi.Sample()[23:24], total: 2,
		sent: "level=Info&source=Task&pattern=train_url&limit=7&start_time=1669449780000&end_time=1669449840000",
	},
}

const (
	oddPattern = `[a-0] 100% + "ü" & c=d; <é>/\?#日本 .* `
	sentWindow = "start_time=1669449729000&end_time=1669449791000"
)

var offsetFromTheEnd = acctest.Object{"offset": acctest.Number(20), "order": acctest.Text("desc")}

func window(start, end string) acctest.Object {
	return acctest.Object{"start_time": acctest.Text(start), "end_time": acctest.Text(end)}
}

func TestArgumentsSelectEvents(t *testing.T) {
	t.Parallel()
	for name, test := range readCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.want == nil {
				test.want = mockapi.Sample()
			}
			if test.total == 0 {
				test.total = len(test.want)
			}
			service := mockapi.New(mockapi.Config{})
			state := acctest.Configured(t, service).MustRead(t, acctest.SampleJob(test.config))
			acctest.Expect(t, state, acctest.Object{
				"total": acctest.Number(int64(test.total)), "truncated": acctest.Boolean(false), "events": acctest.Events(test.want),
			})
			// In a descending list, events that a running job appends would move all others. So the list is read ascending, and reversed.
			sent, err := url.ParseQuery(test.sent)
			if err != nil {
				t.Fatal(err)
			}
			for parameter, value := range map[string]string{"limit": "100", "offset": "0", "order": "asc"} {
				if !sent.Has(parameter) {
					sent.Set(parameter, value)
				}
			}
			request := service.Requests()[0]
			if _, skips := test.config["offset"]; skips {
				request.Query.Set("offset", "0")
			}
			if got, want := request.Query.Encode(), sent.Encode(); got != want {
				t.Errorf("sent %s, want %s", got, want)
			}
		})
	}
}

func TestDefaultsAreInTheState(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	state := acctest.Configured(t, service).MustRead(t, acctest.SampleJob(nil))
	acctest.Expect(t, state, acctest.Object{
		"project_id": acctest.Text(mockapi.ProjectID), "order": acctest.Text("asc"), "offset": acctest.Number(0), "limit": acctest.Number(100),
	})
	for _, name := range []string{"level", "source", "pattern", "start_time", "end_time", "language", "max_events", "timeouts"} {
		if !state[name].IsNull() {
			t.Errorf("%s is %s", name, state[name])
		}
	}
	if got := service.Requests()[0].Header.Values("X-Language"); got != nil {
		t.Errorf("X-Language is %q", got)
	}
}

func TestLanguageIsSentAsAHeader(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en-us", "zh-cn"} {
		service := mockapi.New(mockapi.Config{})
		acctest.Configured(t, service).MustRead(t, acctest.SampleJob(acctest.Object{"language": acctest.Text(language)}))
		if got := service.Requests()[0].Header.Values("X-Language"); !slices.Equal(got, []string{language}) {
			t.Errorf("X-Language is %q, want %q", got, language)
		}
	}
}

func TestMaxEventsKeepsTheFirstEventsAndCountsAll(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		events    []mockapi.Event
		keep      int64
		order     string
		want      []mockapi.Event
		truncated bool
	}{
		"none":                      {mockapi.Sample(), 0, "asc", nil, true},
		"some, in descending order": {mockapi.Sample(), 15, "desc", reversed(mockapi.Sample())[:15], true},
		"all":                       {mockapi.Sample(), 27, "asc", mockapi.Sample(), false},
		"more than there are":       {mockapi.Sample(), 1000, "asc", mockapi.Sample(), false},
		"none of no events":         {nil, 0, "asc", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, test.events)
			state := acctest.Configured(t, service).MustRead(t, acctest.SampleJob(acctest.Object{
				"max_events": acctest.Number(test.keep), "order": acctest.Text(test.order), "limit": acctest.Number(10),
			}))
			acctest.Expect(t, state, acctest.Object{
				"total": acctest.Number(int64(len(test.events))), "truncated": acctest.Boolean(test.truncated), "events": acctest.Events(test.want),
			})
		})
	}
}

func TestEventsAreAsTheServiceWroteThem(t *testing.T) {
	t.Parallel()
	const at = "2024-03-04T09:00:00+08:00"
	for name, events := range map[string][]mockapi.Event{
		"no events": {},
		"missing fields": {
			{},
			{Message: "without a time", Level: "Info", Source: "Job"},
			{Message: "without a source", Level: "Info", Time: at},
			{Message: "without a level", Time: at, Source: "Job"},
			{Level: "Info", Time: at, Source: "Job"},
		},
		"equal events and odd texts": {
			{Message: "two equal events are two events", Level: "Info", Time: at, Source: "K8s"},
			{Message: "two equal events are two events", Level: "Info", Time: at, Source: "K8s"},
			{
				Message: "  several\nlines\t\"quoted\" ${not} %{HCL} <b>&amp;</b> 日本 🚀 \u2028 ",
				Level:   "Critical", Time: "2024-03-04T01:00:00.123456Z", Source: "Scheduler",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, events)
			acctest.Expect(t, acctest.Configured(t, service).MustRead(t, acctest.SampleJob(nil)), acctest.Object{
				"total": acctest.Number(int64(len(events))), "truncated": acctest.Boolean(false), "events": acctest.Events(events),
			})
		})
	}
}

func TestProjectOfTheDataSourceReplacesTheProviders(t *testing.T) {
	t.Parallel()
	for _, project := range []tftypes.Value{acctest.Text("another-project"), acctest.Null(tftypes.String), acctest.Unknown(tftypes.String)} {
		p := acctest.NewService(t).Configured(t, acctest.Object{"project_id": project})
		state := p.MustRead(t, acctest.SampleJob(acctest.Object{"project_id": acctest.Text(mockapi.ProjectID)}))
		acctest.Expect(t, state, acctest.Object{"total": acctest.Number(27)})
	}
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
