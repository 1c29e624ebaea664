package events_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const gateAdvice = "What to do: Fix the cause of these events. If they belong to an earlier run of the job, " +
	"set `start_time` to the start of the last run."

func failureAt(second int) mockapi.Event {
	return mockapi.Event{Level: "Error", Time: fmt.Sprintf("2026-01-01T00:00:%02dZ", second), Source: "Job", Message: fmt.Sprint("Failure ", second, ".")}
}

var closedGates = map[string]struct {
	levels []string
	events []mockapi.Event
	count  string
	lines  []string
}{
	"one event": {
		[]string{"Error"}, []mockapi.Event{failureAt(1)},
		"1 event", []string{"2026-01-01T00:00:01Z  Error  Job  Failure 1."},
	},
	"the latest five of seven, the latest first": {
		[]string{"Error"},
		[]mockapi.Event{failureAt(0), failureAt(1), failureAt(2), failureAt(3), failureAt(4), failureAt(5), failureAt(6)},
		"7 events",
		[]string{
			"2026-01-01T00:00:06Z  Error  Job  Failure 6.",
			"2026-01-01T00:00:05Z  Error  Job  Failure 5.",
			"2026-01-01T00:00:04Z  Error  Job  Failure 4.",
			"2026-01-01T00:00:03Z  Error  Job  Failure 3.",
			"2026-01-01T00:00:02Z  Error  Job  Failure 2.",
		},
	},
	"several levels together": {
		[]string{"Warning", "Error"},
		[]mockapi.Event{
			failureAt(1),
			{Level: "warning", Time: "2026-01-01T00:00:02Z", Source: "K8S", Message: "Node is slow."},
			{Level: "Info", Time: "2026-01-01T00:00:03Z", Source: "Job", Message: "Training job restarted."},
			failureAt(4),
		},
		"3 events",
		[]string{
			"2026-01-01T00:00:04Z  Error  Job  Failure 4.",
			"2026-01-01T00:00:02Z  warning  K8S  Node is slow.",
			"2026-01-01T00:00:01Z  Error  Job  Failure 1.",
		},
	},
	"what the service left out": {
		[]string{"Error"}, []mockapi.Event{{Level: "ERROR"}},
		"1 event", []string{"-  ERROR  -  -"},
	},
	"long texts shortened": {
		[]string{"Error"},
		[]mockapi.Event{{
			Level: "Error", Time: strings.Repeat("t", 41), Source: strings.Repeat("s", 21), Message: strings.Repeat("é", 1000),
		}},
		"1 event",
		[]string{strings.Repeat("t", 40) + "…  Error  " + strings.Repeat("s", 20) + "…  " + strings.Repeat("é", 160) + "…"},
	},
	"texts that just fit whole": {
		[]string{"Error"},
		[]mockapi.Event{{
			Level: "Error", Time: strings.Repeat("t", 40), Source: strings.Repeat("s", 20), Message: strings.Repeat("é", 160),
		}},
		"1 event",
		[]string{strings.Repeat("t", 40) + "  Error  " + strings.Repeat("s", 20) + "  " + strings.Repeat("é", 160)},
	},
	"text that would do something to the terminal, as one line": {
		[]string{"Error"},
		[]mockapi.Event{{
			Level: "Error", Time: "2026-01-01\nT00:00:00Z", Source: "\x1b]0;Job\x07",
			Message: "\x1b[2JNo errors.\r\n\n\tWhat to do: Nothing.\u2028\u202edeliaf\u2066",
		}},
		"1 event",
		[]string{"2026-01-01 T00:00:00Z  Error  �]0;Job�  �[2JNo errors. What to do: Nothing. �deliaf�"},
	},
	"command to a CI system, without its second #": {
		[]string{"Error"}, []mockapi.Event{{Level: "Error", Message: "##vso[task.complete]"}},
		"1 event", []string{"-  Error  -  #vso[task.complete]"},
	},
}

func TestClosedGateShows(t *testing.T) {
	t.Parallel()
	for name, test := range closedGates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, test.events)
			var names []tftypes.Value
			for _, level := range test.levels {
				names = append(names, acctest.Text(level))
			}
			_, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, gate(acctest.Object{"fail_on_levels": levels(names...), "max_events": acctest.Number(0)}))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			want := "Training job " + mockapi.SampleJobID + " in project " + mockapi.ProjectID + " has " + test.count +
				" of these levels: " + strings.Join(test.levels, ", ") + ".\n\nThe latest:\n  " + strings.Join(test.lines, "\n  ") + "\n\n" + gateAdvice
			if got.Detail != want {
				t.Errorf("got\n%q\nwant\n%q", got.Detail, want)
			}
			if place := acctest.Place(t, got); place != "fail_on_levels" || got.Summary != "Training job has events of a level that this gate does not accept" {
				t.Errorf("got %q on %q", got.Summary, place)
			}
		})
	}
}

func TestLevelNamedTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	p := acctest.Configured(t, mockapi.New(mockapi.Config{}))
	_, diagnostics := p.Open(t.Context(), t, gate(acctest.Object{"fail_on_levels": levels(acctest.Text("Error"), acctest.Text("Error"))}))
	if got := acctest.OnlyDiagnostic(t, diagnostics).Detail; !strings.Contains(got, " has 1 event of these levels: Error.\n") || strings.Count(got, "Training job failed.") != 1 {
		t.Errorf("got %s", got)
	}
}

func TestGateSaysWhichLevelsItDoesNotKnow(t *testing.T) {
	t.Parallel()
	job := "Training job " + mockapi.SampleJobID + " in project " + mockapi.ProjectID
	const advice = "\nWhat to do: Read these events. If their levels do not matter, set `ignore_unknown_levels = true`."
	for name, test := range map[string]struct {
		levels       []string
		count, shown string
		latest       []string
	}{
		"one":                 {[]string{"Fatal"}, "1 event", `"Fatal".`, []string{"Fatal"}},
		"several, and none":   {[]string{"Fatal", "", "Critical", "Fatal"}, "4 events", `"Fatal", none, "Critical".`, []string{"Fatal", "Critical", "-", "Fatal"}},
		"safe for a terminal": {[]string{"\x1b[2JFatal\n\u202e\""}, "1 event", `"\x1b[2JFatal\n\u202e\"".`, []string{"�[2JFatal �\""}},
		"shortened":           {[]string{strings.Repeat("é", 21)}, "1 event", `"` + strings.Repeat("é", 20) + `…".`, []string{strings.Repeat("é", 20) + "…"}},
		"just short enough":   {[]string{strings.Repeat("é", 20)}, "1 event", `"` + strings.Repeat("é", 20) + `".`, []string{strings.Repeat("é", 20)}},
		"the first five": {
			[]string{"a", "b", "c", "d", "e", "f"}, "6 events", `"a", "b", "c", "d", "e", and maybe others.`, []string{"f", "e", "d", "c", "b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			var events []mockapi.Event
			for _, level := range test.levels {
				events = append(events, mockapi.Event{Level: level, Message: "Made up."})
			}
			service.AddJob(mockapi.SampleJobID, events)
			_, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, gate(nil))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			want := job + " has " + test.count + " whose level is not `Info`, `Error` or `Warning`, so this gate cannot tell whether they are errors. " +
				"Unknown levels: " + test.shown + "\n\nThe latest:\n  -  " + strings.Join(test.latest, "  -  Made up.\n  -  ") + "  -  Made up.\n" + advice
			if got.Detail != want {
				t.Errorf("got\n%s\nwant\n%s", got.Detail, want)
			}
			if place := acctest.Place(t, got); place != "fail_on_levels" {
				t.Errorf("it is on %s", place)
			}
		})
	}
}

func TestGateSaysHowManyEventsItNeeds(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.AddJob(mockapi.SampleJobID, nil)
	_, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, gate(nil))
	got := acctest.OnlyDiagnostic(t, diagnostics)
	want := "Training job " + mockapi.SampleJobID + " in project " + mockapi.ProjectID + " has 0 events that match, and this gate needs at least 1 (`min_events`).\n\n" +
		"What to do: Check `training_job_id` and the filters, or try again when the job has run. If a job with fewer events may pass, lower `min_events`."
	if got.Detail != want {
		t.Errorf("got\n%s\nwant\n%s", got.Detail, want)
	}
	if place := acctest.Place(t, got); place != "min_events" {
		t.Errorf("it is on %s", place)
	}
}
