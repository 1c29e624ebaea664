package jobs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestProgressOfAJob(t *testing.T) {
	t.Parallel()
	s := newFollowService(nil, "Creating", "Pending", "Running", "Running", "Running", "Completed")
	s.atPoll = func(poll int) {
		switch poll {
		case 3:
			s.Append(jobID, newEvent(5, "Info", "started"), newEvent(9, "Warning", "slow"))
		case 5: // one of the events is late, and two are identical
			s.Append(jobID, newEvent(12, "Info", "again"), newEvent(12, "Info", "again"), newEvent(7, "Error", "late"))
		case 6:
			s.Append(jobID, newEvent(20, "Info", "finished"))
		}
	}
	progress, diagnostics := followed(t, s, nil)
	acctest.NoDiagnostics(t, diagnostics)
	want := []string{
		"Phase Creating", "Phase Pending (secondary phase Queuing)", "Phase Running",
		"09:00:05 Info  Task started", "09:00:09 Warning Task slow",
		"09:00:07 Error Task late", "09:00:12 Info  Task again", "09:00:12 Info  Task again",
		"Phase Completed", "09:00:20 Info  Task finished",
		"Ended: Completed after 3m0s, 1 error, 1 warning",
	}
	if !slices.Equal(progress, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(progress, "\n"), strings.Join(want, "\n"))
	}
}

func TestLineOfAnEvent(t *testing.T) {
	t.Parallel()
	at := "2022-11-26T16:03:41+08:00"
	long := strings.Repeat("x", 2000)
	for want, event := range map[string]mockapi.Event{
		"16:03:41 Error Job  Training job failed.":    {Time: at, Level: "Error", Source: "Job", Message: "Training job failed."},
		"08:03:41 Info  K8S  started":                 {Time: "2022-11-26T08:03:41.123Z", Level: "Info", Source: "K8S", Message: "started"},
		"- -     -    -":                              {},
		"today Info  -    no time":                    {Time: "today", Level: "Info", Message: "no time"},
		"16:03:41 Info  Task one line of �[31mtext":   {Time: at, Level: "Info", Source: "Task", Message: "one\r\nline\tof \x1b[31mtext"},
		"16:03:41 Info  Task a[redacted]b":            {Time: at, Level: "Info", Source: "Task", Message: "a" + mockapi.Token + "b"},
		"16:03:41 Info  Task #[set-output]":           {Time: at, Level: "Info", Source: "Task", Message: "##[set-output]"},
		"16:03:41 Info  Task " + long[:1000] + "…":    {Time: at, Level: "Info", Source: "Task", Message: long},
		"16:03:41 " + long[:20] + "… Task long level": {Time: at, Level: long, Source: "Task", Message: "long level"},
		long[:40] + "… Info  Task long time":          {Time: long, Level: "Info", Source: "Task", Message: "long time"},
	} {
		progress, _ := followed(t, newFollowService([]mockapi.Event{event}, "Completed"), nil)
		if got := progress[1]; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPhaseIsPrintable(t *testing.T) {
	t.Parallel()
	s := newFollowService(nil, "\x1b[2JRun"+mockapi.Token, "Completed")
	progress, _ := followed(t, s, nil)
	if got := progress[0]; !strings.HasPrefix(got, "Phase �[2JRun[redacted]") || acctest.Secrets.MatchString(got) {
		t.Errorf("got %q", got)
	}
}

func TestManyEventsAtOnceShowTheLatest50(t *testing.T) {
	t.Parallel()
	for events, leftOut := range map[int]string{
		49: "", 50: "", 51: "1 earlier event left out", 120: "70 earlier events left out", 2345: "2295 earlier events left out",
	} {
		for _, poll := range []int{1, 3} {
			s := newFollowService(nil, "Running", "Running", "Running", "Running", "Completed")
			s.atPoll = func(n int) {
				if n == poll {
					s.Append(jobID, numbered(events)...)
				}
			}
			progress, _ := followed(t, s, nil)
			want := []string{"Phase Running"}
			if leftOut != "" {
				want = append(want, leftOut)
			}
			for i := max(0, events-50); i < events; i++ {
				want = append(want, fmt.Sprintf("%s Info  Task number %d", time.Date(0, 1, 1, 9, 0, i, 0, time.UTC).Format(time.TimeOnly), i))
			}
			want = append(want, "Phase Completed", "Ended: Completed after 4m0s, 0 errors, 0 warnings")
			if !slices.Equal(progress, want) {
				t.Errorf("%d events at poll %d: got\n%s", events, poll, strings.Join(progress, "\n"))
			}
		}
	}
}

// Events that are left out count nevertheless.
func TestLastLineCountsAllEvents(t *testing.T) {
	t.Parallel()
	s := newFollowService(mockapi.GenerateWithErrors(5000, 60), "Failed")
	progress, _ := followed(t, s, anyEnd(nil))
	if got := progress[len(progress)-1]; got != "Ended: Failed after 1m0s, 60 errors, 97 warnings" {
		t.Errorf("got %q", got)
	}
}

func TestLastLineWithoutDuration(t *testing.T) {
	t.Parallel()
	s := newFollowService(nil, "Abnormal")
	s.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnJob, Body: `{"status":{"phase":"Abnormal"}}`})
	progress, _ := followed(t, s, anyEnd(nil))
	if want := []string{"Phase Abnormal", "Ended: Abnormal after unknown duration, 0 errors, 0 warnings"}; !slices.Equal(progress, want) {
		t.Errorf("got %q", progress)
	}
}

func TestOutageIsShownOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockapi.Fault{
		"the job":    {Kind: mockapi.FaultUnavailable, On: mockapi.OnJob},
		"its events": {Kind: mockapi.FaultUnavailable, On: mockapi.OnEvents},
		"throttling": {Kind: mockapi.FaultThrottle},
		"no answer":  {Kind: mockapi.FaultHang, On: mockapi.OnEvents},
		"broken":     {Kind: mockapi.FaultCutBody, On: mockapi.OnEvents},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFollowService(numbered(1), "Running")
			s.atPoll = func(poll int) {
				switch poll {
				case 3, 10:
					s.Inject(fault)
				case 6, 12:
					s.ClearFaults()
				case 15:
					s.SetPhases(jobID, "Completed")
				}
			}
			progress, diagnostics := followed(t, s, nil)
			acctest.NoDiagnostics(t, diagnostics)
			outages := slices.DeleteFunc(slices.Clone(progress), func(line string) bool {
				return !strings.HasPrefix(line, "Reading fails, and is tried again every 5s: ")
			})
			if len(outages) != 2 || len(progress) != 6 || acctest.Secrets.MatchString(strings.Join(progress, "\n")) {
				t.Errorf("got\n%s", strings.Join(progress, "\n"))
			}
		})
	}
}

func TestPollsAreAnIntervalApart(t *testing.T) {
	t.Parallel()
	for text, interval := range map[string]time.Duration{"": 5 * time.Second, "1s": time.Second, "10m": 10 * time.Minute} {
		s := newFollowService(nil, "Running", "Running", "Running", "Completed")
		config := acctest.Object{}
		if text != "" {
			config["poll_interval"] = acctest.Text(text)
		}
		_, diagnostics := followed(t, s, config)
		acctest.NoDiagnostics(t, diagnostics)
		for i, at := range s.polls[1:] {
			if pause := at.Sub(s.polls[i]); pause < interval*8/10 || pause > interval*12/10 {
				t.Errorf("%q: waited %s", text, pause)
			}
		}
	}
}

func TestPollOfALongListTakesTwoRequests(t *testing.T) {
	t.Parallel()
	s := newFollowService(numbered(10_000), "Running", "Running", "Running", "Running", "Completed")
	requests := map[int]int{}
	s.atPoll = func(poll int) {
		requests[poll] = len(s.Requests())
		if poll == 3 {
			s.Append(jobID, newEvent(20_000, "Info", "new"))
		}
	}
	_, diagnostics := followed(t, s, nil)
	acctest.NoDiagnostics(t, diagnostics)
	for poll := 2; poll <= 4; poll++ {
		if got := requests[poll+1] - requests[poll]; got != 2 {
			t.Errorf("poll %d took %d requests", poll, got)
		}
	}
}

func TestLanguageIsSentWithEvents(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"", "zh-cn"} {
		s := newFollowService(numbered(1), "Completed")
		config := acctest.Object{}
		if language != "" {
			config["language"] = acctest.Text(language)
		}
		_, diagnostics := followed(t, s, config)
		acctest.NoDiagnostics(t, diagnostics)
		for _, request := range s.Requests() {
			if strings.HasSuffix(request.Path, "/events") && request.Header.Get("X-Language") != language {
				t.Errorf("sent %q, want %q", request.Header.Get("X-Language"), language)
			}
		}
	}
}
