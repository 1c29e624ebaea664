package provider_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// pipeline is a copy of the example, to run gate.sh in.
type pipeline struct {
	*accService
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
	since{}.orSkip(t)
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the example needs a POSIX shell")
	}
	service := accNewService(t, faults...)
	return &pipeline{service, exampleCopy(t, "pipeline"), append(exampleEnvironment(t, service.endpoint), "TERRAFORM="+accProgram())}
}

// run runs gate.sh with a file for its report.
func (p *pipeline) run(t *testing.T, options ...string) pipelineRun {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.md")
	got := p.gate(t, append([]string{report}, options...)...)
	content, _ := os.ReadFile(report)
	got.report = string(content)
	return got
}

func (p *pipeline) gate(t *testing.T, arguments ...string) pipelineRun {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", append([]string{filepath.Join(p.folder, "gate.sh")}, arguments...)...)
	command.Env = p.environment
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
	accWrite(t, folder, "output", output)
	program := filepath.Join(folder, "terraform")
	script := "#!/bin/sh\nfor word; do\n  [ \"$word\" != show ] || exec cat '" + folder + "/output'\ndone\nexec '" + accProgram() + "' \"$@\"\n"
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
	p.run(t, "-var=training_job_id=healthy").is(t, 0, "### Training job `healthy`: go\n\nEvents: 60. Errors: 0. Warnings: 1.\n\n| time |")

	files, err := os.ReadDir(p.folder)
	if err != nil {
		t.Fatal(err)
	}
	if left := slices.DeleteFunc(files, func(f os.DirEntry) bool { return f.Name() == "main.tf" || f.Name() == "gate.sh" }); len(left) > 0 {
		t.Errorf("it left %v behind", left)
	}
}

func TestAccPipelineStopsOnAnError(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.run(t).is(t, 1, "| 2022-11-26T16:03:41+08:00 | Error | Job | Training job failed. |")

	later := mockapi.Generate(96)
	for i := range later {
		later[i].Time, later[i].Level = "2022-11-27T00:00:00+08:00", "Info"
	}
	p.Append(mockapi.SampleJobID, later...)
	p.run(t).is(t, 1, "|---|---|---|---|\n| 2022-11-26T16:03:41+08:00 | Error | Job | Training job failed. |\n| 2022-11-27")
}

func TestAccPipelineCannotTellWhatItCouldNotRead(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockapi.Fault{
		"service down":          {Kind: mockapi.FaultUnavailable},
		"answer without events": {Kind: mockapi.FaultNoEvents},
		"page cut":              {Kind: mockapi.FaultCutBody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newPipeline(t, fault).run(t).is(t, 2, "### Training job: could not tell\n\nThe deployment is held back: the events could not be read.")
		})
	}
}

func TestAccPipelineCannotTellWithoutAVerdict(t *testing.T) {
	t.Parallel()
	const reads = "training_job_id = var.training_job_id"
	for name, test := range map[string]struct{ old, replacement, report string }{
		"errors left out by a filter": {reads, reads + "\nlevel = \"Info\"", "the verdict is unknown"},
		"read put off to the apply": {
			`data "modelarts_training_job_events" "job" {`,
			"resource \"terraform_data\" \"later\" {}\ndata \"modelarts_training_job_events\" \"job\" {\ndepends_on = [terraform_data.later]",
			"the verdict is missing",
		},
		"verdict of another name": {`"stop"`, `"halt"`, "the verdict is halt"},
		"configuration broken":    {reads, "", "the events could not be read"},
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
	p.gate(t, filepath.Join(p.folder, "no-such-folder", "report.md")).is(t, 2, "")
}

func TestAccPipelineAppendsItsReportToTheJobSummaryOrPrintsIt(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	if got := p.gate(t); !strings.HasPrefix(got.stdout, "### Training job") {
		t.Errorf("printed %q", got.stdout)
	}
	accWrite(t, p.folder, "summary.md", "before\n")
	p.environment = append(p.environment, "GITHUB_STEP_SUMMARY="+filepath.Join(p.folder, "summary.md"))
	if got := p.gate(t); got.stdout != "" {
		t.Errorf("printed %q", got.stdout)
	}
	if summary, err := os.ReadFile(filepath.Join(p.folder, "summary.md")); err != nil || !strings.HasPrefix(string(summary), "before\n### Training job") {
		t.Errorf("the summary is %q, %v", summary, err)
	}
}

func TestAccPipelineReportKeepsMessagesInTheirCells(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob("odd", []mockapi.Event{
		{Message: "a|b `c` <img src=x> &lt;\n\n# d\u2028[e](f) ~~*g*~~ h_i \\| \x1b[31m ${j} %{k}", Level: "Error"},
		{Message: "EOT", Level: "Warning", Time: "2022-11-26T16:03:41+08:00", Source: "K8S"},
	})
	p.run(t, "-var=training_job_id=odd").is(t, 1,
		"| - | Error | - | a\\|b \\`c\\` \\<img src=x\\> \\&lt; # d \\[e\\](f) \\~\\~\\*g\\*\\~\\~ h\\_i \\\\\\| \\[31m \\${j} %{k} |\n"+
			"| 2022-11-26T16:03:41+08:00 | Warning | K8S | EOT |\n")
}
