package gate

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// Phase returns the phase of a job, with the secondary phase if there is one.
func (r Redact) Phase(job *modelarts.TrainingJob) string {
	text := r.Line(&job.Phase, MaxWordRunes)
	if job.SecondaryPhase != nil {
		text += fmt.Sprintf(" (secondary phase %s)", r.Line(job.SecondaryPhase, MaxWordRunes))
	}
	return text
}

// maxTaskStatuses is the number of tasks in a message.
const maxTaskStatuses = 5

// Tasks says how tasks ended, "" for none. The lines are indented, so that Terraform does not wrap them.
func (r Redact) Tasks(statuses []modelarts.TaskStatus) string {
	if len(statuses) == 0 {
		return ""
	}
	lines := []string{"Tasks:"}
	for _, status := range statuses[:min(len(statuses), maxTaskStatuses)] {
		exitCode := "-"
		if status.ExitCode != nil {
			exitCode = fmt.Sprint(*status.ExitCode)
		}
		lines = append(lines, fmt.Sprintf("  %s  exit code %s  %s", r.Line(status.Task, MaxWordRunes), exitCode, r.Line(status.Message, MaxMessageRunes)))
	}
	if more := len(statuses) - maxTaskStatuses; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// Ran returns how long a job has run, rounded. It is false if the service sent no such time.
func Ran(job *modelarts.TrainingJob) (time.Duration, bool) {
	ran := job.DurationMS
	if ran == nil || *ran < 0 || *ran > math.MaxInt64/int64(time.Millisecond) {
		return 0, false
	}
	return Rounded(time.Duration(*ran) * time.Millisecond), true
}

// Rounded keeps tenths of a second of a short duration.
func Rounded(duration time.Duration) time.Duration {
	if duration < time.Minute {
		return duration.Round(time.Second / 10)
	}
	return duration.Round(time.Second)
}
