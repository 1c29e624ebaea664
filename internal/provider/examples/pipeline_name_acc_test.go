package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// addNamed adds a job of the name sample-job that was created this many hours after the one of the service.
func (p *pipeline) addNamed(id, phase string, hours int, events []mockapi.Event) {
	p.Service.AddJob(id, events)
	details := mockapi.SampleDetails()
	details.Phase, details.CreateTime = phase, details.CreateTime.Add(time.Duration(hours)*time.Hour)
	p.SetDetails(id, details)
}

func TestAccPipelineTakesNewestCompletedJobWithExactName(t *testing.T) {
	t.Parallel()
	p := newPipeline(t) // its sample job has an error
	p.addNamed("newest-completed", "Completed", 1, acctest.Quiet(3))
	p.addNamed("newer-failed", "Failed", 2, acctest.Quiet(3))
	p.AddJob(pipelineSampleName+"-2", mockapi.Sample())
	run, answer := p.answer(t, "", pipelineSampleJob)
	if run.code != 0 || answer.Job == nil || *answer.Job != "newest-completed" {
		t.Errorf("exit code %d, %+v: %s", run.code, answer, run.stderr)
	}
	p.addNamed("newest-bad", "Completed", 3, mockapi.Sample())
	if run, answer = p.answer(t, "", pipelineSampleJob); run.code != 1 || answer.Job == nil || *answer.Job != "newest-bad" {
		t.Errorf("exit code %d, %+v: %s", run.code, answer, run.stderr)
	}
}

func TestAccPipelineCannotTellWithoutCompletedJob(t *testing.T) {
	t.Parallel()
	for _, phase := range []string{"Running", "Failed", ""} { // empty: no job has the name
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			p.RemoveJob(mockapi.SampleJobID)
			p.AddJob(pipelineSampleName+"-2", acctest.Quiet(3))
			if phase != "" {
				p.addNamed("other", phase, 0, acctest.Quiet(3))
			}
			run, answer := p.answer(t, "", pipelineSampleJob)
			if run.code != 2 || answer.Verdict != "unknown" || answer.Job != nil || answer.Reason != "no completed job has this name" {
				t.Errorf("exit code %d, %+v: %s", run.code, answer, run.stderr)
			}
		})
	}
}

// deploy runs deploy.sh, and returns its exit code, its output and the state that it leaves.
func (p *pipeline) deploy(t *testing.T, arguments ...string) (code int, output, state string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", append([]string{filepath.Join(p.folder, "deploy.sh")}, arguments...)...)
	command.Env = p.environment
	printed, _ := command.CombinedOutput()
	written, _ := os.ReadFile(filepath.Join(p.folder, "deployment", "terraform.tfstate"))
	return command.ProcessState.ExitCode(), string(printed), string(written)
}

func TestAccPipelineDeploysOnlyAJobThatPasses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		events []mockapi.Event
		code   int
	}{
		"go": {acctest.Quiet(3), 0}, "stop": {mockapi.Sample(), 1}, "unknown": {nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPipeline(t)
			p.AddJob(mockapi.SampleJobID, test.events)
			code, output, state := p.deploy(t, pipelineSampleName)
			if code != test.code || strings.Contains(state, mockapi.SampleJobID) != (test.code == 0) {
				t.Errorf("exit code %d, want %d; state %s: %s", code, test.code, state, output)
			}
		})
	}
}

func TestAccPipelineReportsADeploymentThatFails(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.AddJob(mockapi.SampleJobID, acctest.Quiet(3))
	const input = "  input = local.gate.job\n"
	exampleReplace(t, filepath.Join(p.folder, "deployment", "main.tf"), input, input+
		"provisioner \"local-exec\" {\ncommand = \"exit 1\"\n}\n") // exit code 1 would mean that the job does not pass
	if code, output, _ := p.deploy(t, pipelineSampleName); code != 2 || !strings.Contains(output, "local-exec provisioner error") {
		t.Errorf("exit code %d: %s", code, output)
	}
}

func TestAccPipelineRejectsANameThatNoJobCanHave(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	for _, name := range []string{"", "--json", "a b", `a"b`, "a'b", "jöb", "a\nb", "$(exit 0)", "${var.gate_file}", pipelineSampleName + "*"} {
		if code, output, state := p.deploy(t, name); code != 2 || state != "" {
			t.Errorf("%q: exit code %d: %s", name, code, output)
		}
	}
	p.WasNotAsked(t)
}

// The guide describes this change.
func TestAccPipelineChecksAKnownID(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.addNamed("known", "Running", -1, acctest.Quiet(3)) // the search would find the sample job
	const search, ids = "data \"modelarts_training_jobs\" \"newest\" {", "locals {\n  ids = "
	before, rest, _ := strings.Cut(fileText(t, filepath.Join(p.folder, "main.tf")), search)
	_, after, _ := strings.Cut(rest, ids+"data.modelarts_training_jobs.newest.jobs[*].id")
	acctest.WriteFile(t, p.folder, "main.tf", before+"variable \"training_job_id\" {\n  type = string\n}\n"+ids+"[var.training_job_id]"+after)
	for phase, want := range map[string]int{"Running": 2, "Failed": 1, "Completed": 0} {
		p.addNamed("known", phase, -1, acctest.Quiet(3))
		run, answer := p.answer(t, "", pipelineSampleJob, "-var=training_job_id=known")
		if run.code != want || answer.Job != nil && *answer.Job != "known" || answer.Phase == nil || *answer.Phase != phase {
			t.Errorf("%s: exit code %d, %+v: %s", phase, run.code, answer, run.stderr)
		}
	}
}

// The guide describes this change.
func TestAccPipelineChecksTheNewestJobWithoutPhases(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	p.addNamed("older", "Completed", 1, acctest.Quiet(3))
	file := filepath.Join(p.folder, "main.tf")
	acctest.WriteFile(t, p.folder, "main.tf", regexp.MustCompile(`(?m)^  phases .*\n`).ReplaceAllString(fileText(t, file), ""))
	for phase, want := range map[string]int{"Running": 2, "Failed": 1, "Completed": 0} {
		p.addNamed("newest", phase, 2, acctest.Quiet(3))
		if run, answer := p.answer(t, "", pipelineSampleJob); run.code != want || answer.Job == nil || *answer.Job != "newest" {
			t.Errorf("%s: exit code %d, %+v: %s", phase, run.code, answer, run.stderr)
		}
	}
}

func TestAccPipelineDeploymentChecksTheVerdictItself(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	for verdict, code := range map[string]int{"stop": 1, "unknown": 1, "go": 0} {
		acctest.WriteFile(t, p.folder, "gate.json", `{"name":"sample-job","job":"id","reason":"made up","verdict":"`+verdict+`"}`)
		command := exec.CommandContext(t.Context(), acctest.Program(), "-chdir="+filepath.Join(p.folder, "deployment"),
			"plan", "-var=gate_file="+filepath.Join(p.folder, "gate.json"))
		command.Env = p.environment
		if output, _ := command.CombinedOutput(); command.ProcessState.ExitCode() != code {
			t.Errorf("%s: exit code %d, want %d: %s", verdict, command.ProcessState.ExitCode(), code, output)
		}
	}
}
