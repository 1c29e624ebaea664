package jobs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// refusal is why a gate fails: the job is not in an accepted phase.
type refusal struct {
	job *modelarts.TrainingJob
	// name is the job's id and project.
	name string
	// phases are those that the gate accepts, and hasPhases is false if they are the default.
	phases    []string
	hasPhases bool
	// timeout is the error of a wait that took too long, otherwise nil.
	timeout error
	waits   bool
	waited  time.Duration
	// redact is for all texts of the job and its events: the job may have written the user's secret.
	redact framework.Redact
}

// latestEvents are events of the job, or the reason why they could not be read.
type latestEvents struct {
	summary *eventlist.Summary
	err     error
}

func (r *refusal) diagnostic(events latestEvents) diag.Diagnostic {
	detail := slices.DeleteFunc([]string{
		r.phaseSentences(), r.runSentences(), r.timeoutSentence(), r.redact.Tasks(r.job.TaskStatuses), r.eventLines(events), "What to do: " + r.advice(),
	}, func(part string) bool { return part == "" })
	return diag.NewAttributeErrorDiagnostic(path.Root(r.attribute()), r.summary(), strings.Join(detail, "\n\n"))
}

func (r *refusal) summary() string {
	switch {
	case r.timeout != nil:
		return "Training job did not end in time"
	case r.job.Ended():
		return "Training job ended in a phase that this gate does not accept"
	}
	return "Training job is not in a phase that this gate accepts"
}

func (r *refusal) attribute() string {
	switch {
	case r.timeout != nil:
		return "timeouts"
	case r.hasPhases:
		return "require_phases"
	}
	return "wait_for_end"
}

func (r *refusal) phaseSentences() string {
	text := fmt.Sprintf("Training job %s is in the phase %s. This gate accepts only %s.", r.name, r.redact.Phase(r.job), strings.Join(r.phases, ", "))
	if !r.job.IsInPhase(modelarts.Phases...) {
		text += " The phase of the job is not documented, so it does not count as the end of the job."
	}
	return text
}

// runSentences say how long the job ran, how often it was restarted, and how long the gate waited.
func (r *refusal) runSentences() string {
	var sentences []string
	if ran, known := framework.Ran(r.job); known {
		verb := "has run"
		if r.job.Ended() {
			verb = "ran"
		}
		sentences = append(sentences, fmt.Sprintf("The job %s for %s.", verb, ran))
	}
	if restarts := r.job.Restarts(); restarts != nil && *restarts > 0 {
		sentences = append(sentences, fmt.Sprintf("Restarts: %d.", *restarts))
	}
	if r.waits && r.waited >= time.Second { // it read the job more than once
		sentences = append(sentences, fmt.Sprintf("The gate waited for %s.", framework.Rounded(r.waited)))
	}
	return strings.Join(sentences, " ")
}

// timeoutSentence also says what kept the gate from reading the job, if the service was down at the end.
func (r *refusal) timeoutSentence() string {
	if r.timeout == nil {
		return ""
	}
	return rest.PrintableSentence("What happened: " + r.timeout.Error())
}

func (r *refusal) eventLines(events latestEvents) string {
	if events.err != nil {
		return rest.PrintableSentence("The events of the job could not be read: " + events.err.Error())
	}
	title, shown := "The latest Error events:\n", events.summary.Latest(eventlist.LevelError)
	if len(shown) == 0 {
		title, shown = "There are no Error events. The latest events:\n", events.summary.LatestOfAny()
	}
	if len(shown) == 0 {
		return "The job has no events."
	}
	return strings.TrimRight(title+r.redact.Events(shown), "\n")
}

func (r *refusal) advice() string {
	switch {
	case r.timeout != nil:
		return "Run it again when the job has ended, or raise `timeouts = { open = ... }`."
	case r.job.Ended():
		return "Fix the cause and run the job again, or use another job. If this phase is acceptable, add it to `require_phases`."
	case slices.ContainsFunc(r.phases, framework.IsEnd):
		return "Run it again when the job is in an accepted phase. With `wait_for_end = true`, the gate waits until the job has ended."
	}
	return "Run it again when the job is in an accepted phase."
}
