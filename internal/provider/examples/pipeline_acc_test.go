package examples_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// pipeline is a copy of the example, to run gate.sh in.
type pipeline struct {
	*acctest.Service
	folder      string
	environment []string
}

// pipelineRun is what a run left; report is what it added to the file.
type pipelineRun struct {
	code                   int
	stdout, stderr, report string
}

func newPipeline(t *testing.T, faults ...mockapi.Fault) *pipeline {
	t.Helper()
	acctest.Since{}.OrSkip(t)
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the example needs a POSIX shell")
	}
	service := acctest.NewService(t, faults...)
	p := &pipeline{service, exampleCopy(t, "pipeline"), append(exampleEnvironment(t, service.Endpoint), "TERRAFORM="+acctest.Program())}
	p.setPhase(mockapi.SampleJobID, "Completed")
	return p
}

// AddJob adds a job that has completed. Its id is its name. Only the sample job has another id.
func (p *pipeline) AddJob(id string, events []mockapi.Event) {
	p.Service.AddJob(id, events)
	p.setPhase(id, "Completed")
}

func (p *pipeline) setPhase(id, phase string) {
	details := mockapi.SampleDetails()
	details.Phase = phase
	if id != mockapi.SampleJobID {
		details.Name = id
	}
	p.SetDetails(id, details)
}

const (
	pipelineSampleName = mockapi.SampleJobName
	pipelineSampleJob  = "-var=training_job_name=" + pipelineSampleName
)

// run runs gate.sh on the sample job with a file for its report.
func (p *pipeline) run(t *testing.T, options ...string) pipelineRun {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.md")
	got := p.gate(t, append([]string{report, pipelineSampleJob}, options...)...)
	content, _ := os.ReadFile(report)
	got.report = string(content)
	return got
}

func (p *pipeline) gate(t *testing.T, arguments ...string) pipelineRun {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", append([]string{filepath.Join(p.folder, "gate.sh")}, arguments...)...)
	command.Dir, command.Env = filepath.Dir(p.folder), p.environment
	var stdout, stderr strings.Builder
	command.Stdout, command.Stderr = &stdout, &stderr
	if _, exited := errors.AsType[*exec.ExitError](command.Run()); !exited && command.ProcessState == nil {
		t.Fatal("gate.sh did not start")
	}
	return pipelineRun{code: command.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
}

// showing replaces `terraform show` by one that prints this.
func (p *pipeline) showing(t *testing.T, output string) {
	t.Helper()
	folder := t.TempDir()
	acctest.WriteFile(t, folder, "output", output)
	program := filepath.Join(folder, "terraform")
	script := "#!/bin/sh\nfor word; do\n  [ \"$word\" != show ] || exec cat '" + folder + "/output'\ndone\nexec '" + acctest.Program() + "' \"$@\"\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	p.environment = append(p.environment, "TERRAFORM="+program)
}

func (r pipelineRun) is(t *testing.T, code int, report string) {
	t.Helper()
	if r.code != code || !strings.Contains(r.report, report) {
		t.Errorf("exit code %d, want %d; report, want %q in it:\n%s\n%s", r.code, code, report, r.report, r.stderr)
	}
}

func TestAccPipelineGoesWhereTheJobHasNoErrors(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob("healthy", mockapi.Generate(60))
	p.run(t, "-var=training_job_name=healthy").is(t, 0, "### Training job `healthy`: go\n\n"+
		"Reason: the job completed, and none of its events is an error.\n\nId: `healthy`.\n\nEvents: 60. Errors: 0. Warnings: 1. Unknown levels: 0.\n\n    - 2024-")

	files, err := os.ReadDir(p.folder)
	if err != nil {
		t.Fatal(err)
	}
	if left := slices.DeleteFunc(files, func(f os.DirEntry) bool {
		return slices.Contains([]string{"main.tf", "gate.sh", "deploy.sh", "deployment"}, f.Name())
	}); len(left) > 0 {
		t.Errorf("it left %v behind", left)
	}
}

func TestAccPipelineDecidesByThePhaseFirst(t *testing.T) {
	t.Parallel()
	for phase, test := range map[string]struct {
		code int
		says string
	}{
		"Running":                  {2, ": could not tell\n\nReason: the job has not ended: its phase is Running.\n"},
		"[a](b)\n# cdefghijklmnop": {2, ": could not tell\n\nReason: the job has not ended: its phase is ?a??b????cdefghijklm....\n"},
		"Failed":                   {1, ": stop\n\nReason: the job ended in the phase Failed.\n"},
		"abnormal":                 {1, ": stop\n\nReason: the job ended in the phase abnormal.\n"},
		"COMPLETED":                {0, ": go\n"},
	} {
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			p.AddJob(mockapi.SampleJobID, acctest.Quiet(3))
			exampleReplace(t, filepath.Join(p.folder, "main.tf"), `phases   = ["Completed"]`, "")
			p.setPhase(mockapi.SampleJobID, phase)
			p.run(t).is(t, test.code, "### Training job `"+pipelineSampleName+"`"+test.says)
		})
	}
}

func TestAccPipelineStopsOnAnError(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	const failure = "    - 2022-11-26T16:03:41+08:00  Error  Job  Training job failed.\n"
	p.run(t).is(t, 1, failure)

	later := mockapi.Generate(96)
	for i := range later {
		later[i].Time, later[i].Level = "2022-11-27T00:00:00+08:00", "Info"
	}
	p.Append(mockapi.SampleJobID, later...)
	p.run(t).is(t, 1, "\n\n"+failure+"    - 2022-11-27")
}

// otherJobs is the answer of a service that ignores the filters.
const otherJobs = `{"items":[{"metadata":{"id":"a","name":"other","create_time":1700000000000},"status":{"phase":"Completed"}}]}`

func TestAccPipelineCannotTellWhatItCouldNotRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  mockapi.Fault
		reason string
	}{
		"service down":          {mockapi.Fault{Kind: mockapi.FaultUnavailable}, "ModelArts is not available"},
		"answer without events": {mockapi.Fault{Kind: mockapi.FaultNoEvents}, "Response without a list of events"},
		"page cut":              {mockapi.Fault{Kind: mockapi.FaultCutBody}, "Connection broke in the middle of a response"},
		"no list of jobs":       {mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnSearch}, "ModelArts is not available"},
		"jobs of other names":   {mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: otherJobs}, "Response does not match the request"},
		"no details":            {mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnJob}, "ModelArts is not available"},
		"login page":            {mockapi.Fault{Kind: mockapi.FaultLoginPage, On: mockapi.OnJob}, "Response without details of a training job"},
		"no such job": {
			mockapi.Fault{Kind: mockapi.FaultRespond, Status: 400, Body: `{"error_code":"ModelArts.2775","error_msg":"No such job."}`}, "Training job not found",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newPipeline(t, test.fault).run(t).is(t, 2, "### Training job `"+pipelineSampleName+"`: could not tell\n\n"+
				"The deployment is blocked. See the log for details. Reason:\n\n    the plan failed: "+test.reason+"\n")
		})
	}
}

func TestAccPipelineGivesUpAServiceThatHangs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call          mockapi.Call
		timeout, says string
	}{
		"finding the job":    {mockapi.OnSearch, `read = "10s"`, "the plan failed: Reading the training jobs took too long"},
		"reading the job":    {mockapi.OnJob, `read = "15s"`, "the plan failed: Reading the details took too long"},
		"reading the events": {mockapi.OnEvents, `read = "20s"`, "the plan failed: Reading the events took too long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t, mockapi.Fault{Kind: mockapi.FaultHang, On: test.call})
			exampleReplace(t, filepath.Join(p.folder, "main.tf"), test.timeout, `read = "100ms"`)
			p.run(t).is(t, 2, test.says)
		})
	}
}

func TestAccPipelineCannotTellFromEventsThatSayNothing(t *testing.T) {
	t.Parallel()
	fatal := mockapi.Event{Message: "Made up.", Level: "Fatal"}
	for name, test := range map[string]struct {
		events []mockapi.Event
		code   int
		says   string
	}{
		"no events":                       {nil, 2, ": could not tell\n\nReason: the job has no events."},
		"an unknown level":                {[]mockapi.Event{fatal, {Level: "Info"}}, 2, ": could not tell\n\nReason: events of an unknown level: 1."},
		"an unknown level and an error":   {[]mockapi.Event{fatal, {Level: "Error"}}, 1, ": stop\n\nReason: events of the level Error: 1."},
		"a level that looks like Error":   {[]mockapi.Event{{Level: "ERROR\u200b"}}, 1, ": stop\n\nReason: events of the level Error: 1."},
		"an event that has not any level": {[]mockapi.Event{{Message: "Made up."}}, 2, ": could not tell\n\nReason: events of an unknown level: 1."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			p.AddJob(mockapi.SampleJobID, test.events)
			p.run(t).is(t, test.code, "### Training job `"+pipelineSampleName+"`"+test.says)
		})
	}
}

func TestAccPipelineCannotTellWithoutAVerdict(t *testing.T) {
	t.Parallel()
	const rule = "holds   = local.events.error_count != 0\n      verdict = "
	const reads, order = "training_job_id = data.modelarts_training_job.job[count.index].training_job_id", `order           = "desc"`
	for name, test := range map[string]struct{ old, replacement, report string }{
		"errors left out by a filter": {order, order + "\nlevel = \"Info\"", "Reason: a filter hides events of some levels."},
		"read put off to the apply": {
			`data "modelarts_training_job_events" "job" {`,
			"resource \"terraform_data\" \"later\" {}\ndata \"modelarts_training_job_events\" \"job\" {\ndepends_on = [terraform_data.later]",
			"the verdict is missing",
		},
		"verdict of another name": {rule + `"stop"`, rule + `"halt"`, "the verdict is halt"},
		"configuration broken":    {reads, "", "the plan failed: Missing required argument"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			exampleReplace(t, filepath.Join(p.folder, "main.tf"), test.old, test.replacement)
			p.run(t).is(t, 2, test.report)
		})
	}
}

func TestAccPipelineCannotTellFromAPlanThatIsNotWhole(t *testing.T) {
	t.Parallel()
	const outputs = `"planned_values":{"outputs":{"verdict":{"value":"go"},"report":{"value":"a\nb"}}}`
	for name, test := range map[string]struct {
		shown string
		code  int
	}{
		"whole":           {"{" + outputs + "}", 0}, // so the others are 2 for their own reasons
		"failed":          {`{"errored":true,` + outputs + "}", 2},
		"a part":          {`{"complete":false,` + outputs + "}", 2},
		"without outputs": {"{}", 2},
		"not JSON":        {"Warning: " + outputs, 2},
		"empty":           {"", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			p.showing(t, test.shown)
			p.run(t).is(t, test.code, "")
		})
	}
}

func TestAccPipelineCannotTellWithoutTerraform(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.environment = append(p.environment, "TERRAFORM="+filepath.Join(p.folder, "no-such-program"))
	p.run(t).is(t, 2, "could not tell")
}

// The job has an error, and yet the answer is not 1: who reads the report would not find it.
func TestAccPipelineCannotTellWithoutAReport(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.gate(t, filepath.Join(p.folder, "no-such-folder", "report.md"), pipelineSampleJob).is(t, 2, "")
}

func TestAccPipelineAppendsItsReportToTheJobSummaryOrPrintsIt(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	if got := p.gate(t, "", pipelineSampleJob); !strings.HasPrefix(got.stdout, "### Training job") {
		t.Errorf("printed %q", got.stdout)
	}
	acctest.WriteFile(t, p.folder, "summary.md", "before\n")
	p.environment = append(p.environment, "GITHUB_STEP_SUMMARY="+filepath.Join(p.folder, "summary.md"))
	if got := p.gate(t, "", pipelineSampleJob); got.stdout != "" {
		t.Errorf("printed %q", got.stdout)
	}
	if summary, err := os.ReadFile(filepath.Join(p.folder, "summary.md")); err != nil || !strings.HasPrefix(string(summary), "before\n### Training job") {
		t.Errorf("the summary is %q, %v", summary, err)
	}
}
