package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// pipelineAnswer is what gate.sh writes with --json.
type pipelineAnswer struct {
	Name, Job       *string
	Verdict, Reason string
	Phase           *string
	Counts          map[string]int
	LatestError     *struct{ Time, Level, Source, Message *string } `json:"latest_error"`
}

// answer runs gate.sh with --json.
func (p *pipeline) answer(t *testing.T, arguments ...string) (pipelineRun, pipelineAnswer) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "gate.json")
	acctest.WriteFile(t, filepath.Dir(file), filepath.Base(file), `{"verdict":"go"}`) // of an earlier run
	run := p.gate(t, append([]string{"--json", file}, arguments...)...)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var answer pipelineAnswer
	if err := json.Unmarshal(content, &answer); err != nil {
		t.Fatalf("%v in %s", err, content)
	}
	return run, answer
}

func TestAccPipelineRejectsAnOptionForAReport(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.environment = append(p.environment, "TF_VAR_training_job_name=healthy")
	p.AddJob("healthy", mockapi.Generate(1))
	for _, arguments := range [][]string{{pipelineSampleJob}, {"-var", "training_job_name=" + pipelineSampleName}, {"--", pipelineSampleJob}} {
		run, answer := p.answer(t, arguments...)
		if run.code != 2 || answer.Verdict != "unknown" || !strings.Contains(run.stdout, "the first argument must be the file for the report") {
			t.Errorf("%q: exit code %d, %+v, %s", arguments, run.code, answer, run.stdout)
		}
	}
	p.WasNotAsked(t)
}

func TestAccPipelineNeedsAJob(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	run, answer := p.answer(t)
	if run.code != 2 || answer.Name != nil || answer.Reason != "the plan failed: No value for required variable" {
		t.Errorf("exit code %d, %+v", run.code, answer)
	}
	p.WasNotAsked(t)
}

func TestAccPipelineAnswersInJSON(t *testing.T) {
	t.Parallel()
	jobName, job, message := pipelineSampleName, mockapi.SampleJobID, hostileMessage
	failure := mockapi.Event{Level: "Error", Message: message}
	info := mockapi.Event{Level: "Info", Message: message}
	completed := "Completed"
	for name, test := range map[string]struct {
		events []mockapi.Event
		code   int
		want   pipelineAnswer
	}{
		"go": {[]mockapi.Event{info}, 0, pipelineAnswer{
			Verdict: "go", Reason: "the job completed, and none of its events is an error",
			Counts: map[string]int{"total": 1, "error": 0, "warning": 0, "info": 1, "other": 0},
		}},
		"stop": {[]mockapi.Event{failure, info, {Level: "Warning"}, {}}, 1, pipelineAnswer{
			Verdict: "stop", Reason: "events of the level Error: 1",
			Counts:      map[string]int{"total": 4, "error": 1, "warning": 1, "info": 1, "other": 1},
			LatestError: &struct{ Time, Level, Source, Message *string }{Level: &failure.Level, Message: &message},
		}},
		"unknown": {nil, 2, pipelineAnswer{
			Verdict: "unknown", Reason: "the job has no events",
			Counts: map[string]int{"total": 0, "error": 0, "warning": 0, "info": 0, "other": 0},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			p.AddJob(job, test.events)
			test.want.Name, test.want.Job, test.want.Phase = &jobName, &job, &completed
			run, got := p.answer(t, "", pipelineSampleJob)
			if run.code != test.code || !reflect.DeepEqual(got, test.want) {
				t.Errorf("exit code %d, want %d; got %+v, want %+v", run.code, test.code, got, test.want)
			}
		})
	}
}

func TestAccPipelineAnswersInJSONIfItCouldNotRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments   []string
		environment string
		job, reason string
	}{
		"service down":                {[]string{pipelineSampleJob}, "HW_MAX_RETRIES=0", pipelineSampleName, "the plan failed: ModelArts is not available"},
		"no Terraform":                {[]string{"-var", `training_job_name=a"b`}, "TERRAFORM=no-such-program", "a?b", "the plan failed: there is no error message"},
		"no folder for scratch files": {[]string{pipelineSampleJob}, "TMPDIR=no-such-folder", pipelineSampleName, "the gate did not finish"},
		"the job of the environment": {
			nil, "TF_VAR_training_job_name=" + pipelineSampleName, pipelineSampleName, "the plan failed: ModelArts is not available",
		},
		"a text that JSON has to escape": {
			[]string{pipelineSampleJob, "-lock-timeout=\"\\"}, "HW_MAX_RETRIES=0", pipelineSampleName, "the plan failed: Failed to parse command-line flags",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t, mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnJob})
			p.environment = append(p.environment, test.environment)
			run, got := p.answer(t, append([]string{""}, test.arguments...)...)
			want := pipelineAnswer{Name: &test.job, Verdict: "unknown", Reason: test.reason}
			if run.code != 2 || !reflect.DeepEqual(got, want) {
				t.Errorf("exit code %d; got %+v, want %+v", run.code, got, want)
			}
		})
	}
}

// The answer of JSON would otherwise be go, and the exit code 0.
func TestAccPipelineCannotTellIfTheJSONCannotBeWritten(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob("healthy", mockapi.Generate(1))
	p.gate(t, "--json", filepath.Join(p.folder, "no-such-folder", "gate.json"), "", "-var=training_job_name=healthy").is(t, 2, "")
	p.gate(t, "--json").is(t, 2, "")
}

// hostileMessage has what a terminal, the log of a CI system, Markdown, a forge or HTML would act on.
const hostileMessage = "a|b `c` ```d <img src=x> &lt;\r\n\n# e\u2028[f](g) ~~*h*~~ \\| \x1b[31m\u009b31m \u202ei\u2066 \u200b\ufeff ${j} %{k} " +
	"@everyone #1 GH-1 !2 https://example.org www.example.org ##vso[task.x]##[error] \"l\" \x00 EOT\n::error::m"

func TestAccPipelineReportGivesMessagesNoMeaning(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob("odd", []mockapi.Event{
		{Message: hostileMessage, Level: "Error", Time: "::error::n", Source: "@team"},
		{Message: strings.Repeat("é", 301), Level: "Warning", Time: "2022-11-26T16:03:41+08:00", Source: "K8S"},
		{Message: "\nEOT\n", Level: "Info", Time: "2022-11-26T16:03:41+08:00", Source: "Job"},
	})
	run := p.run(t, "-var=training_job_name=odd")
	run.is(t, 1, "\n\n    - ::error::n  Error  @team  a|b `c` ```d <img src=x> &lt; # e [f](g) ~~*h*~~ \\| [31m 31m i ${j} %{k} "+
		"@everyone #1 GH-1 !2 https://example.org www.example.org #vso[task.x]#[error] \"l\" EOT ::error::m\n")
	run.is(t, 1, "\n    - 2022-11-26T16:03:41+08:00  Warning  K8S  "+strings.Repeat("é", 300)+"...\n")
	run.is(t, 1, "\n    - 2022-11-26T16:03:41+08:00  Info  Job   EOT \n")
	for _, line := range strings.Split(strings.TrimSpace(run.report), "\n")[8:] {
		if !strings.HasPrefix(line, "    - ") {
			t.Errorf("this line is outside of the block of code: %q", line)
		}
	}
	if strings.ContainsFunc(run.report+run.stdout+run.stderr, isHostileRune) {
		t.Errorf("not fit for a terminal: %q", run.report+run.stdout+run.stderr)
	}
}

// isHostileRune is true for what is neither printable nor a line break.
func isHostileRune(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }
