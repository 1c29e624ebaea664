package gate_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

const secret = "mock-token-7f3c"

func redact(text string) string { return strings.ReplaceAll(text, secret, "[redacted]") }

func named(conditions gate.Conditions) *gate.Gate {
	return &gate.Gate{Conditions: conditions, Job: "j in project p", Redact: redact}
}

func action(conditions gate.Conditions) *gate.Gate {
	g := named(conditions)
	g.IsAction = true
	return g
}

// event is an event at a second.
func event(second int, level, message string) eventlist.Event {
	return eventlist.Event{Message: &message, Level: &level, Time: new(fmt.Sprintf("2026-01-01T00:00:%02dZ", second)), Source: new("Job")}
}

func summary(events ...eventlist.Event) *eventlist.Summary {
	result := &eventlist.Summary{}
	for _, event := range events {
		result.Add(event)
	}
	return result
}

var failedJob = &modelarts.TrainingJob{
	Phase: "Failed", SecondaryPhase: new("Lost"), DurationMS: new(int64(3723456)), RunningRecords: make([]modelarts.RunningRecord, 2),
	TaskStatuses: []modelarts.TaskStatus{{Task: new("worker-1"), ExitCode: new(int64(137)), Message: new("OOM")}, {}},
}

var (
	completed   = gate.Conditions{Phases: []string{"Completed"}}
	onTwoLevels = gate.Conditions{FailOnLevels: []string{"Warning", "Error"}, MinEvents: 1}
	sevenErrors = summary(event(0, "Error", "0"), event(1, "error", "1"), event(2, "Error", "2"), event(3, "Error", "3"), event(4, "Error", "4"),
		event(5, "Error", "5"), event(9, "Info", "9"), event(6, " ERROR", "6"))
	errLate = errors.New("the time limit timeouts.open (2h) was exceeded; the last request failed: 503 Service Unavailable")
)

// explained has every text of a reason.
var explained = []struct {
	title string
	gate  *gate.Gate
	shown gate.Evidence
}{
	{"a job that failed, with all that is known", named(completed), gate.Evidence{Job: failedJob, Events: sevenErrors, Waited: 90 * time.Minute}},
	{"a default phase", &gate.Gate{Conditions: completed, Job: "j in project p", HasDefaultPhases: true, Redact: redact}, gate.Evidence{Job: failedJob}},
	{"a job that runs", named(completed), gate.Evidence{Job: inPhase("Running"), Events: summary()}},
	{"a job that runs, without Error events", named(completed), gate.Evidence{
		Job: &modelarts.TrainingJob{Phase: "Running", DurationMS: new(int64(1250))}, Events: summary(event(1, "Info", "Heartbeat.")), Waited: time.Millisecond,
	}},
	{"a job for which waiting does not help", named(gate.Conditions{Phases: []string{"Running"}}), gate.Evidence{Job: inPhase("Pending")}},
	{"a phase that is not documented", named(completed), gate.Evidence{Job: inPhase("Suspended")}},
	{"a job that was not read", named(completed), gate.Evidence{}},
	{"events that cannot be read", named(completed), gate.Evidence{Job: failedJob, EventsError: errors.New("403 Forbidden")}},
	{"a wait that took too long", named(completed), gate.Evidence{Job: inPhase("Running"), Timeout: errLate, Waited: 2 * time.Hour}},
	{"an action that took too long", action(completed), gate.Evidence{Job: inPhase("Running"), Timeout: errLate}},
	{"an action whose job failed", action(completed), gate.Evidence{Job: inPhase("Failed"), Events: summary(event(1, "Error", "Failed."))}},
	{"events of two levels", named(onTwoLevels), gate.Evidence{Events: summary(event(1, "Error", "One."), event(2, "warning", "Two.")), Total: 2}},
	{"a level of an action", action(onTwoLevels), gate.Evidence{Events: summary(event(1, "Error", "token "+secret+" refused")), Total: 1}},
	{"unknown levels", named(onTwoLevels), gate.Evidence{Events: events("Fatal", "", "Critical", "Fatal"), Total: 4}},
	{"an unknown level of an action", action(onTwoLevels), gate.Evidence{Events: events("Fatal"), Total: 1}},
	{"more unknown levels than are named", named(onTwoLevels), gate.Evidence{Events: events("a", "b", "c", "d", "e", "f"), Total: 6}},
	{"too few events", named(gate.Conditions{MinEvents: 3}), gate.Evidence{Total: 1}},
	{"an action without events", action(onTwoLevels), gate.Evidence{Events: summary()}},
}

const reasonsFile = "testdata/reasons.txt"

var update = flag.Bool("update", false, "write "+reasonsFile)

func TestReasons(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, test := range explained {
		fmt.Fprintf(&got, "======== %s\n", test.title)
		for _, reason := range test.gate.Reasons(test.shown) {
			fmt.Fprintf(&got, "\nError: %s\n  on %s\n\n%s\n\n", reason.Summary, reason.Argument, reason.Detail)
		}
	}
	if *update {
		if err := os.WriteFile(reasonsFile, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(reasonsFile)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i, line := range gotLines {
		if i >= len(wantLines) || line != wantLines[i] {
			t.Fatalf("line %d of %s differs (go test -update writes it). It would be\n%s", i+1, reasonsFile, line)
		}
	}
	if len(wantLines) > len(gotLines) {
		t.Errorf("%s has more lines", reasonsFile)
	}
}

// The job may have written anything into the texts that the service returns.
func TestReasonsAreSafeToPrint(t *testing.T) {
	t.Parallel()
	hostile := "\x1b[2JAll is well.\r\n##vso[task.complete] \u202e" + secret
	job := &modelarts.TrainingJob{
		Phase: "Failed", SecondaryPhase: &hostile, TaskStatuses: []modelarts.TaskStatus{{Task: &hostile, Message: &hostile}},
	}
	found := summary(eventlist.Event{Message: &hostile, Level: new("Error"), Time: &hostile, Source: &hostile}, eventlist.Event{Level: &hostile})
	conditions := gate.Conditions{Phases: []string{"Completed"}, FailOnLevels: []string{"Error"}}
	reasons := named(conditions).Reasons(gate.Evidence{Job: job, Events: found, Total: 2})
	if len(reasons) != 3 {
		t.Fatalf("got %d reasons", len(reasons))
	}
	for _, reason := range reasons {
		for _, never := range []string{secret, "\x1b", "\r", "\n##", "\u202e"} {
			if strings.Contains(reason.Detail, never) {
				t.Errorf("%s: it has %q: %q", reason.Summary, never, reason.Detail)
			}
		}
		if !strings.Contains(reason.Detail, "[2JAll is well.") {
			t.Errorf("%s: it lacks the text: %q", reason.Summary, reason.Detail)
		}
	}
}

// Texts are shortened to fit on a line, and only if they must be.
func TestTextsInReasonsAreShort(t *testing.T) {
	t.Parallel()
	text := func(n int) *string { return new(strings.Repeat("é", n)) }
	for name, test := range map[string]struct {
		extra int
		ends  string
	}{"that just fit": {0, ""}, "that do not fit": {1, "…"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown := summary(eventlist.Event{Time: text(40 + test.extra), Level: new("Error"), Source: text(20 + test.extra), Message: text(160 + test.extra)})
			got := named(onTwoLevels).Reasons(gate.Evidence{Events: shown, Total: 1})[0].Detail
			want := "\n  " + *text(40) + test.ends + "  Error  " + *text(20) + test.ends + "  " + *text(160) + test.ends + "\n"
			if !strings.Contains(got, want) {
				t.Errorf("got %s, want in it %s", got, want)
			}
			got = named(onTwoLevels).Reasons(gate.Evidence{Events: events(*text(20 + test.extra)), Total: 1})[0].Detail
			if want := `Unknown levels: "` + *text(20) + test.ends + `".`; !strings.Contains(got, want) {
				t.Errorf("got %s, want in it %s", got, want)
			}
		})
	}
}

func TestReasonNamesAtMostFiveTasks(t *testing.T) {
	t.Parallel()
	for tasks, more := range map[int]string{5: "", 6: "\n  and 1 more\n", 7: "\n  and 2 more\n"} {
		job := &modelarts.TrainingJob{Phase: "Failed"}
		for range tasks {
			job.TaskStatuses = append(job.TaskStatuses, modelarts.TaskStatus{Task: new("worker"), ExitCode: new(int64(1))})
		}
		got := named(completed).Reasons(gate.Evidence{Job: job})[0].Detail
		if strings.Count(got, "\n  worker  exit code 1  -") != 5 || !strings.Contains(got, more) || strings.Contains(got, " more\n") != (more != "") {
			t.Errorf("%d tasks: got %s", tasks, got)
		}
	}
}

// A duration that cannot be right is not shown.
func TestReasonWithoutADuration(t *testing.T) {
	t.Parallel()
	for _, duration := range []int64{-1, 1<<63 - 1} {
		got := named(completed).Reasons(gate.Evidence{Job: &modelarts.TrainingJob{Phase: "Failed", DurationMS: &duration}})[0].Detail
		if strings.Contains(got, "The job ran") {
			t.Errorf("got %s", got)
		}
	}
}
