package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
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
			command := exec.CommandContext(t.Context(), "sh", filepath.Join(p.folder, "deploy.sh"), pipelineSampleName)
			command.Env = p.environment
			output, _ := command.CombinedOutput()
			state, _ := os.ReadFile(filepath.Join(p.folder, "deployment", "terraform.tfstate"))
			if code := command.ProcessState.ExitCode(); code != test.code || strings.Contains(string(state), mockapi.SampleJobID) != (test.code == 0) {
				t.Errorf("exit code %d, want %d; state %s: %s", code, test.code, state, output)
			}
		})
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
