package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const inPhase = "Training job " + mockapi.SampleJobID + " in project " + mockapi.ProjectID + " is in the phase "

func TestRefusalSaysAllThatIsKnown(t *testing.T) {
	t.Parallel()
	p := jobConfigured(t, scripted(body(restartedJob)))
	got := refused(t.Context(), t, p, waiting(nil), "wait_for_end", endedOtherwise)
	want := inPhase + "Failed (secondary phase Lost). This gate accepts only Completed.\n\n" +
		"The job ran for 1h2m3s. Restarts: 1.\n\n" +
		"Tasks:\n  worker-1  exit code 137  OOM\n  -  exit code -  -\n\n" +
		"The latest Error events:\n  2022-11-26T16:03:41+08:00  Error  Job  Training job failed.\n\n" +
		"What to do: Fix the cause and run the job again, or use another job. If this phase is acceptable, add it to `require_phases`."
	if got.Detail != want {
		t.Errorf("got\n%s\nwant\n%s", got.Detail, want)
	}
}

func TestRefusalOfAJobThatSaysLittle(t *testing.T) {
	t.Parallel()
	service := scripted(phase("Running"))
	service.AddJob(mockapi.SampleJobID, nil)
	config := acctest.SampleJob(acctest.Object{"require_phases": acctest.Texts("Terminated", "Completed")})
	got := refused(t.Context(), t, jobConfigured(t, service), config, "require_phases", notAccepted)
	want := inPhase + "Running. This gate accepts only Terminated, Completed.\n\nThe job has no events.\n\n" +
		"What to do: Run it again when the job is in an accepted phase. With `wait_for_end = true`, the gate waits until the job has ended."
	if got.Detail != want {
		t.Errorf("got\n%s\nwant\n%s", got.Detail, want)
	}
}

func TestRefusalShowsTheEventsThatMatter(t *testing.T) {
	t.Parallel()
	event := func(level string, second int) mockapi.Event {
		return mockapi.Event{Level: level, Time: fmt.Sprintf("2026-01-01T00:00:%02dZ", second), Source: "Job", Message: fmt.Sprint(second)}
	}
	line := func(level string, second int) string {
		return fmt.Sprintf("\n  2026-01-01T00:00:%02dZ  %s  Job  %d", second, level, second)
	}
	var infos, errors []mockapi.Event
	for second := range 7 {
		infos = append(infos, event("Info", second))
		errors = append(errors, event("error", second), event("Info", second+10))
	}
	for name, test := range map[string]struct {
		events []mockapi.Event
		want   string
	}{
		"the latest five of seven errors": {
			errors, "The latest Error events:" + line("error", 6) + line("error", 5) + line("error", 4) + line("error", 3) + line("error", 2),
		},
		"the latest five of all without an error": {
			infos, "There are no Error events. The latest events:" + line("Info", 6) + line("Info", 5) + line("Info", 4) + line("Info", 3) + line("Info", 2),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := scripted(phase("Failed"))
			service.AddJob(mockapi.SampleJobID, test.events)
			got := refused(t.Context(), t, jobConfigured(t, service), waiting(nil), "wait_for_end", endedOtherwise)
			if !strings.Contains(got.Detail, "\n\n"+test.want+"\n\n") {
				t.Errorf("got\n%s\nwant in it\n%s", got.Detail, test.want)
			}
		})
	}
}

func TestGateFailsAlthoughItsEventsCannotBeRead(t *testing.T) {
	t.Parallel()
	service := scripted(phase("Failed"))
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, Status: 403, Body: `{"error_code":"ModelArts.0108","error_msg":"Denied."}`})
	got := refused(t.Context(), t, jobConfigured(t, service), waiting(nil), "wait_for_end", endedOtherwise)
	if !strings.Contains(got.Detail, "\n\nThe events of the job could not be read: 403 Forbidden, ModelArts.0108: Denied.\n\n") {
		t.Errorf("got %s", got.Detail)
	}
}

func TestEventsOfARefusalHaveATimeLimit(t *testing.T) {
	t.Parallel()
	jobInBubble(t, eventsHang(scripted(phase("Running"))), func(t *testing.T, p acctest.Provider) {
		start := time.Now()
		got := refused(t.Context(), t, p, waiting(acctest.Object{"timeouts": acctest.Timeout("open", "1m")}), "timeouts", waitNotInTime)
		if took := time.Since(start); took != 70*time.Second {
			t.Errorf("took %s", took)
		}
		if !strings.Contains(got.Detail, "The gate waited for 1m0s.") || !strings.Contains(got.Detail, "could not be read: it took longer than 10s.") {
			t.Errorf("got %s", got.Detail)
		}
	})
}

func TestRefusalIsSafeToPrint(t *testing.T) {
	t.Parallel()
	const hostile = `\u001b[2JAll is well.\r\n##vso[task.complete] \u202e` + mockapi.Token
	service := scripted(body(`{"status":{"phase":"Failed","secondary_phase":"` + hostile + `","task_statuses":[{"task":"` + hostile + `","message":"` + hostile + `"}]}}`))
	service.AddJob(mockapi.SampleJobID, []mockapi.Event{{Level: "Error", Message: "\x1b[2J" + mockapi.Token + "\n##[error]"}})
	got := refused(t.Context(), t, jobConfigured(t, service), waiting(nil), "wait_for_end", endedOtherwise)
	for _, never := range []string{mockapi.Token, "\x1b", "\r", "##", "\u202e"} {
		if strings.Contains(got.Detail, never) {
			t.Errorf("it has %q: %q", never, got.Detail)
		}
	}
	for _, want := range []string{"(secondary phase �[2JAll is well.", "\n  �[2JAll is well. #v…  exit code -  �[2JAll is well. #vso[task.complete] �"} {
		if !strings.Contains(got.Detail, want) {
			t.Errorf("it lacks %q: %q", want, got.Detail)
		}
	}
}

func TestRefusalNamesAtMostFiveTasks(t *testing.T) {
	t.Parallel()
	for tasks, more := range map[int]string{5: "", 6: "\n  and 1 more\n", 7: "\n  and 2 more\n"} {
		statuses := strings.Repeat(`{"task":"worker","exit_code":1},`, tasks)
		p := jobConfigured(t, scripted(body(`{"status":{"phase":"Failed","task_statuses":[`+strings.TrimSuffix(statuses, ",")+`]}}`)))
		got := refused(t.Context(), t, p, waiting(nil), "wait_for_end", endedOtherwise)
		if strings.Count(got.Detail, "\n  worker  exit code 1  -") != 5 || !strings.Contains(got.Detail, more) || strings.Contains(got.Detail, " more\n") != (more != "") {
			t.Errorf("%d tasks: got %s", tasks, got.Detail)
		}
	}
}

func TestRefusalAdvisesNoWaitThatCouldNotPass(t *testing.T) {
	t.Parallel()
	config := acctest.SampleJob(acctest.Object{"require_phases": acctest.Texts("Running")})
	got := refused(t.Context(), t, jobConfigured(t, scripted(phase("Pending"))), config, "require_phases", notAccepted)
	if !strings.HasSuffix(got.Detail, "What to do: Run it again when the job is in an accepted phase.") {
		t.Errorf("got %s", got.Detail)
	}
}

func TestRefusalSaysHowLongAJobHasRun(t *testing.T) {
	t.Parallel()
	for duration, want := range map[string]string{
		"3723456":             "The job has run for 1h2m3s.",
		"1250":                "The job has run for 1.3s.",
		"-1":                  "",
		"9223372036854775807": "",
	} {
		t.Run(duration, func(t *testing.T) {
			t.Parallel()
			p := jobConfigured(t, scripted(body(`{"status":{"phase":"Running","duration":`+duration+`}}`)))
			got := refused(t.Context(), t, p, acctest.SampleJob(acctest.Object{"require_phases": acctest.Texts("Completed")}), "require_phases", notAccepted)
			if strings.Contains(got.Detail, "The job has run") != (want != "") || !strings.Contains(got.Detail, want) {
				t.Errorf("got %s", got.Detail)
			}
		})
	}
}
