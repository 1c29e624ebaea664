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

// Whoever presses Ctrl-C gets the shell back, and no provider is left behind.
func TestAccInterruptEndsTheProviderWithinASecond(t *testing.T) {
	for _, run := range []struct {
		name, command string
		arguments     []string
		// interrupt gets the process id of Terraform, which leads a group of its own.
		interrupt func(pid int) error
	}{
		{"plan, signal to Terraform", "plan", nil, func(pid int) error { return syscall.Kill(pid, syscall.SIGINT) }},
		{"apply, Ctrl-C in a terminal", "apply", []string{"-auto-approve"}, func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }},
		{"apply, canceled pipeline", "apply", []string{"-auto-approve"}, func(pid int) error { return syscall.Kill(-pid, syscall.SIGTERM) }},
	} {
		for name, fault := range map[string]mockapi.Fault{
			"in the middle of a read": {Kind: mockapi.FaultHangBody, Skip: 1},
			"in a back-off":           {Kind: mockapi.FaultThrottle, RetryAfter: "60"},
			"in a hang":               {Kind: mockapi.FaultHang},
		} {
			t.Run(run.name+" "+name, func(t *testing.T) {
				service := mockapi.New(mockapi.Config{})
				service.Inject(fault)
				provider, asked := accAskedOf(t, service)
				config := provider + acctest.Sample("limit = 10")
				command := acctest.NewWorkspace(t, config).Command(t, run.command, run.arguments...)
				output := accInterrupt(t, command, asked, fault.Skip+1, run.interrupt)
				if !strings.Contains(output, "Reading the events was interrupted") {
					t.Errorf("the output says nothing of the interrupt:\n%s", output)
				}
			})
		}
	}
}

// An action that is interrupted has not succeeded: nothing is deployed behind it.
func TestAccInterruptEndsAnActionWithinASecond(t *testing.T) {
	for name, interrupt := range map[string]func(pid int) error{
		"signal to Terraform":  func(pid int) error { return syscall.Kill(pid, syscall.SIGINT) },
		"Ctrl-C in a terminal": func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) },
	} {
		t.Run(name, func(t *testing.T) {
			service := mockapi.New(mockapi.Config{})
			service.SetPhases("running", "Running")
			provider, asked := accAskedOf(t, service)
			config := provider +
				acctest.Block(`action "modelarts_follow_training_job" "this"`, []string{"config {", acctest.Argument("training_job_id", "running"), "}"}) +
				acctest.Block(`resource "terraform_data" "deployment"`, []string{
					"lifecycle {", "action_trigger {", "events = [before_create]", "actions = [action.modelarts_follow_training_job.this]", "}", "}",
				})
			workspace := acctest.NewWorkspace(t, config)
			output := accInterrupt(t, workspace.Command(t, "apply", "-auto-approve"), asked, 2, interrupt)
			// Terraform's own error replaces the action's if a message of the action comes after the interrupt.
			if !strings.Contains(output, "Reading the details and events was interrupted") && !strings.Contains(output, "execution halted") {
				t.Errorf("the output says nothing of the interrupt:\n%s", output)
			}
			workspace.MustHave(t)
		})
	}
}

// By then the gate sleeps until it reads the job again.
func TestAccInterruptEndsAWaitForTheEndOfAJob(t *testing.T) {
	service := mockapi.New(mockapi.Config{})
	service.SetPhases(mockapi.SampleJobID, "Running")
	provider, asked := accAskedOf(t, service)
	gate := acctest.Block(`ephemeral "modelarts_training_job" "gate"`, []string{
		acctest.Argument("training_job_id", mockapi.SampleJobID), "wait_for_end = true", `poll_interval = "1s"`,
	})
	command := acctest.NewWorkspace(t, provider+gate).Command(t, "apply", "-auto-approve")
	output := accInterrupt(t, command, asked, 2, func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) })
	if !strings.Contains(output, "Reading the details was interrupted") {
		t.Errorf("the output says nothing of the interrupt:\n%s", output)
	}
}

// accAskedOf returns the block of a provider that reads from the service, and a channel that gets a value for each request.
func accAskedOf(t *testing.T, service *mockapi.Service) (provider string, asked chan struct{}) {
	t.Helper()
	asked = make(chan struct{}, 100)
	url := mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		service.ServeHTTP(w, r)
	}))
	return (&acctest.Service{Service: service, Endpoint: url.String()}).Provider(), asked
}

// accInterrupt starts the command, interrupts it after a number of requests, and returns its output.
func accInterrupt(t *testing.T, command *exec.Cmd, asked <-chan struct{}, times int, interrupt func(pid int) error) string {
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
		case <-asked:
		case err := <-ended:
			t.Fatalf("ended before it asked: %v\n%s", err, output.String())
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
