// Package gate decides whether a training job meets the conditions of a gate, and says why it does not. The gates are both ephemeral
// resources and the action. The package knows nothing of Terraform and sends no request.
//
// gate.go has the decision, and reason.go its explanation. text.go and job_text.go make texts of the service safe to show.
package gate

import (
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// Conditions are what a gate requires of a job. Without conditions, every job passes.
type Conditions struct {
	// Phases are the accepted phases of [modelarts.Phases]. Empty: the phase is not checked.
	Phases []string
	// FailOnLevels are the levels of [eventlist.Levels] that no event may have. Empty: levels are not checked.
	FailOnLevels []string
	// IgnoreUnknownLevels accepts events whose level is missing or not one of [eventlist.Levels].
	IgnoreUnknownLevels bool
	// MinEvents is the least number of events.
	MinEvents int64
}

// Evidence is what the service has shown of a job.
type Evidence struct {
	// Job is nil if the job was not read.
	Job *modelarts.TrainingJob
	// Timeout is the error of a wait for the end of the job that took too long, otherwise nil. Waited is how long the gate waited.
	Timeout error
	Waited  time.Duration
	// Events is nil if the events were not read. EventsError is then the reason, if it is known.
	Events      *eventlist.Summary
	EventsError error
	// Total is the number of events.
	Total int64
}

// Failure is a condition that a job does not meet.
type Failure int

const (
	// NotEnded means that the wait for the end of the job took too long.
	NotEnded Failure = iota
	// OtherPhase means that the job is not in an accepted phase.
	OtherPhase
	// RejectedLevel means that events have a level of FailOnLevels.
	RejectedLevel
	// UnknownLevel means that events have no known level. They may be errors.
	UnknownLevel
	// TooFewEvents means that there are fewer events than MinEvents, or that levels are checked and no events were read.
	TooFewEvents
)

// Failures returns the conditions that are not met. The gate passes if there are none. What was not read meets no condition.
func (c Conditions) Failures(shown Evidence) []Failure {
	if shown.Timeout != nil {
		return []Failure{NotEnded}
	}
	var failures []Failure
	if len(c.Phases) > 0 && (shown.Job == nil || !shown.Job.IsInPhase(c.Phases...)) {
		failures = append(failures, OtherPhase)
	}
	checksLevels := len(c.FailOnLevels) > 0
	if checksLevels && shown.Events != nil {
		if shown.Events.Count(c.FailOnLevels...) > 0 {
			failures = append(failures, RejectedLevel)
		}
		if shown.Events.OtherCount() > 0 && !c.IgnoreUnknownLevels {
			failures = append(failures, UnknownLevel)
		}
	}
	if shown.Total < c.MinEvents || checksLevels && shown.Events == nil {
		failures = append(failures, TooFewEvents)
	}
	return failures
}

// NeverEnd reports whether no job in one of these phases has ended.
func NeverEnd(phases []string) bool {
	return !slices.ContainsFunc(phases, func(phase string) bool { return slices.Contains(modelarts.TerminalPhases, phase) })
}
