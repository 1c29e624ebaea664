package gate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Gate is a gate with what its messages need.
type Gate struct {
	Conditions

	// Job is the id of the job and its project.
	Job string
	// IsAction is true for the action, which has fewer arguments than the ephemeral resources.
	IsAction bool
	// HasDefaultPhases is true if the user did not set the accepted phases.
	HasDefaultPhases bool
	// Redact is for all texts of the job and its events: the job may have written the user's secret.
	Redact Redact
}

// Reason says why a gate fails, in complete sentences that are safe to show.
type Reason struct {
	// Argument is the argument whose condition is not met.
	Argument        string
	Summary, Detail string
}

// Reasons explains each of [Conditions.Failures].
func (g *Gate) Reasons(shown Evidence) []Reason {
	var reasons []Reason
	for _, failure := range g.Failures(shown) {
		reasons = append(reasons, g.reason(failure, shown))
	}
	return reasons
}

func (g *Gate) reason(failure Failure, shown Evidence) Reason {
	switch failure {
	case NotEnded:
		return g.phaseReason("timeouts", "Training job did not end in time", shown,
			"Run it again when the job has ended, or raise `timeouts = { "+g.operation()+" = ... }`.")
	case OtherPhase:
		return g.otherPhase(shown)
	case RejectedLevel:
		return g.rejectedLevel(shown.Events)
	case UnknownLevel:
		return g.unknownLevel(shown.Events)
	case TooFewEvents:
	}
	return g.tooFewEvents(shown.Total)
}

func (g *Gate) noun() string {
	if g.IsAction {
		return "action"
	}
	return "gate"
}

// operation is the name of the time limit.
func (g *Gate) operation() string {
	if g.IsAction {
		return "invoke"
	}
	return "open"
}

func (g *Gate) otherPhase(shown Evidence) Reason {
	argument := "require_phases"
	if g.HasDefaultPhases && !g.IsAction {
		argument = "wait_for_end" // the argument that makes it a gate
	}
	hasEnded := shown.Job != nil && shown.Job.Ended()
	summary := "Training job is not in a phase that this " + g.noun() + " accepts"
	advice := "Run it again when the job is in an accepted phase."
	switch {
	case hasEnded:
		summary = "Training job ended in a phase that this " + g.noun() + " does not accept"
		advice = "Fix the cause and run the job again, or use another job. If this phase is acceptable, add it to `require_phases`."
	case !NeverEnd(g.Phases):
		advice += " With `wait_for_end = true`, the gate waits until the job has ended."
	}
	return g.phaseReason(argument, summary, shown, advice)
}

// phaseReason also shows what helps to find the cause: the tasks and the latest events.
func (g *Gate) phaseReason(argument, summary string, shown Evidence, advice string) Reason {
	paragraphs := []string{g.phaseSentences(shown.Job), g.timeSentences(shown), timeoutSentence(shown.Timeout)}
	if shown.Job != nil {
		paragraphs = append(paragraphs, g.Redact.Tasks(shown.Job.TaskStatuses))
	}
	paragraphs = append(paragraphs, g.latestEvents(shown), "What to do: "+advice)
	paragraphs = slices.DeleteFunc(paragraphs, func(paragraph string) bool { return paragraph == "" })
	return Reason{argument, summary, strings.Join(paragraphs, "\n\n")}
}

func (g *Gate) phaseSentences(job *modelarts.TrainingJob) string {
	accepted := fmt.Sprintf(" This %s accepts only %s.", g.noun(), strings.Join(g.Phases, ", "))
	switch {
	case job == nil:
		return "The phase of training job " + g.Job + " is not known." + accepted
	case !job.IsInPhase(modelarts.Phases...):
		accepted += " The phase of the job is not documented, so it does not count as the end of the job."
	}
	return "Training job " + g.Job + " is in the phase " + g.Redact.Phase(job) + "." + accepted
}

// timeSentences say how long the job ran, how often it was restarted, and how long the gate waited.
func (g *Gate) timeSentences(shown Evidence) string {
	var sentences []string
	if job := shown.Job; job != nil {
		if ran, known := Ran(job); known {
			verb := "has run"
			if job.Ended() {
				verb = "ran"
			}
			sentences = append(sentences, fmt.Sprintf("The job %s for %s.", verb, ran))
		}
		if restarts := job.Restarts(); restarts != nil && *restarts > 0 {
			sentences = append(sentences, fmt.Sprintf("Restarts: %d.", *restarts))
		}
	}
	if shown.Waited >= time.Second { // it read the job more than once
		sentences = append(sentences, fmt.Sprintf("The %s waited for %s.", g.noun(), Rounded(shown.Waited)))
	}
	return strings.Join(sentences, " ")
}

// timeoutSentence also says what kept the gate from reading the job, if the service was down at the end.
func timeoutSentence(timeout error) string {
	if timeout == nil {
		return ""
	}
	return rest.PrintableSentence("What happened: " + timeout.Error())
}

func (g *Gate) latestEvents(shown Evidence) string {
	switch {
	case shown.EventsError != nil:
		return rest.PrintableSentence("The events of the job could not be read: " + shown.EventsError.Error())
	case shown.Events == nil:
		return ""
	}
	title, events := "The latest Error events:\n", shown.Events.Latest(eventlist.LevelError)
	if len(events) == 0 {
		title, events = "There are no Error events. The latest events:\n", shown.Events.LatestOfAny()
	}
	if len(events) == 0 {
		return "The job has no events."
	}
	return strings.TrimRight(title+g.Redact.Events(events), "\n")
}

func (g *Gate) rejectedLevel(events *eventlist.Summary) Reason {
	advice := "Fix the cause of these events and run the job again."
	if !g.IsAction {
		advice += " If they belong to an earlier run of the job, set `start_time` to the start of the last run."
	}
	return Reason{"fail_on_levels", "Training job has events of a level that this " + g.noun() + " does not accept", fmt.Sprintf(
		"Training job %s has %s of these levels: %s.\n\nThe latest:\n%s\nWhat to do: %s", g.Job,
		Quantity(events.Count(g.FailOnLevels...), "event"), strings.Join(g.FailOnLevels, ", "), g.Redact.Events(events.Latest(g.FailOnLevels...)), advice)}
}

func (g *Gate) unknownLevel(events *eventlist.Summary) Reason {
	advice := "set `ignore_unknown_levels = true`."
	if g.IsAction {
		advice = "remove `fail_on_levels`, and use the ephemeral resource `modelarts_training_job_events` with `ignore_unknown_levels = true` instead."
	}
	return Reason{"fail_on_levels", "Training job has events of an unknown level", fmt.Sprintf(
		"Training job %s has %s whose level is not one of %s, so this %s cannot tell whether they are errors. Unknown levels: %s.\n\n"+
			"The latest:\n%s\nWhat to do: Read these events. If their levels do not matter, %s", g.Job, Quantity(events.OtherCount(), "event"),
		strings.Join(eventlist.Levels, ", "), g.noun(), g.Redact.Levels(events.OtherLevels()), g.Redact.Events(events.LatestOther()), advice)}
}

func (g *Gate) tooFewEvents(total int64) Reason {
	if g.IsAction {
		return Reason{"fail_on_levels", "Training job has no events", fmt.Sprintf(
			"Training job %s has no events, so this action cannot tell whether there were errors.\n\n"+
				"What to do: Check `training_job_id`. If a job without events may pass, remove `fail_on_levels`.", g.Job)}
	}
	return Reason{"min_events", "Training job has too few events", fmt.Sprintf(
		"Training job %s has %s, and this gate needs at least %d (`min_events`).\n\n"+
			"What to do: Check `training_job_id` and the filters, or try again when the job has run. "+
			"If a job with fewer events may pass, lower `min_events`.", g.Job, Quantity(total, "matching event"), g.MinEvents)}
}
