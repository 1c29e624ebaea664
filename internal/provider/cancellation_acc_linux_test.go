package provider_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

const hangingRead = `
data "modelarts_training_job_events" "test" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  limit           = 10
}
`

// By then the gate sleeps until it reads the job again.
const waitingGate = `
ephemeral "modelarts_training_job" "gate" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  wait_for_end    = true
  poll_interval   = "1s"
}
`

const followingAction = `
action "modelarts_follow_training_job" "this" {
  config {
    training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  }
}

resource "terraform_data" "deployment" {
  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.modelarts_follow_training_job.this]
    }
  }
}
`

// Whoever presses Ctrl-C gets the shell back, and no provider is left behind. An action that is interrupted has not succeeded: nothing is
// deployed behind it. TestReadEndsWithinASecond tries more faults, without Terraform.
func TestAccInterruptEndsTheProviderWithinASecond(t *testing.T) {
	const (
		read    = "Reading the events was interrupted"
		details = "Reading the details was interrupted"
		both    = "Reading the details and events was interrupted"
	)
	// Each gets the process id of Terraform, which leads a group of its own.
	toTerraform := func(pid int) error { return syscall.Kill(pid, syscall.SIGINT) }
	inATerminal := func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }
	canceled := func(pid int) error { return syscall.Kill(-pid, syscall.SIGTERM) }
	for name, test := range map[string]struct {
		config, command string
		fault           mockapi.Fault
		interrupt       func(pid int) error
		requests        int // before the interrupt
		says            string
	}{
		"plan, signal to Terraform in the middle of a read": {
			hangingRead, "plan", mockapi.Fault{Kind: mockapi.FaultHangBody, Skip: 1}, toTerraform, 2, read,
		},
		"apply, Ctrl-C in a terminal in a back-off": {
			hangingRead, "apply", mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: "60"}, inATerminal, 1, read,
		},
		"apply, canceled pipeline in a hang":        {hangingRead, "apply", mockapi.Fault{Kind: mockapi.FaultHang}, canceled, 1, read},
		"gate that waits, Ctrl-C in a terminal":     {waitingGate, "apply", mockapi.Fault{}, inATerminal, 2, details},
		"action that follows, signal to Terraform":  {followingAction, "apply", mockapi.Fault{}, toTerraform, 2, both},
		"action that follows, Ctrl-C in a terminal": {followingAction, "apply", mockapi.Fault{}, inATerminal, 2, both},
	} {
		t.Run(name, func(t *testing.T) {
			service := mockapi.New(mockapi.Config{})
			service.SetPhases(mockapi.SampleJobID, "Running")
			if test.fault.Kind != "" {
				service.Inject(test.fault)
			}
			received := make(chan struct{}, 100)
			url := mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				received <- struct{}{}
				service.ServeHTTP(w, r)
			}))
			provider := (&acctest.Service{Endpoint: url.String()}).Provider()
			workspace := acctest.NewWorkspace(t, provider+test.config)
			command := workspace.Command(t, "plan")
			if test.command == "apply" {
				command = workspace.Command(t, "apply", "-auto-approve")
			}
			output := accInterrupt(t, command, received, test.requests, test.interrupt)
			// Terraform's own error replaces the action's if a message of the action comes after the interrupt.
			if !strings.Contains(output, test.says) && (test.says != both || !strings.Contains(output, "execution halted")) {
				t.Errorf("the output says nothing of the interrupt:\n%s", output)
			}
			workspace.MustHave(t)
		})
	}
}

// accInterrupt starts the command, interrupts it after a number of requests, and returns its output.
func accInterrupt(t *testing.T, command *exec.Cmd, received <-chan struct{}, times int, interrupt func(pid int) error) string {
	t.Helper()
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	pid := command.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for range times {
		select {
		case <-received:
		case err := <-ended:
			t.Fatalf("ended before it sent a request: %v\n%s", err, output.String())
		}
	}
	interrupted := time.Now()
	if err := interrupt(pid); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("Terraform says that all is well")
		}
	case <-time.After(time.Minute):
		_ = syscall.Kill(-pid, syscall.SIGKILL)
		<-ended
	}
	configFile := command.Env[len(command.Env)-1]
	for isRunning(t, configFile) && time.Since(interrupted) < time.Minute {
		time.Sleep(10 * time.Millisecond) //nolint:forbidigo // another process says nothing when it ends
	}
	if took := time.Since(interrupted); took > time.Second {
		t.Errorf("the provider was there for %s after the interrupt", took)
	}
	return output.String()
}

// isRunning says whether a process has the variable in its environment, which every process of one run has, and no other.
func isRunning(t *testing.T, variable string) bool {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		// A process may end in between.
		if environment, err := os.ReadFile(file); err == nil && bytes.Contains(environment, []byte(variable+"\x00")) {
			return true
		}
	}
	return false
}
