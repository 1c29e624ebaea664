package modelarts

import (
	"context"
	"slices"
	"strings"
	"time"
)

// The phases of a job, as documented. The service may send others.
const (
	PhaseCreating    = "Creating"
	PhasePending     = "Pending"
	PhaseRunning     = "Running"
	PhaseTerminating = "Terminating"
	PhaseCompleted   = "Completed"
	PhaseFailed      = "Failed"
	PhaseTerminated  = "Terminated"
	PhaseAbnormal    = "Abnormal"
)

var (
	// Phases are the documented phases, in the order of a job's life.
	Phases = []string{
		PhaseCreating, PhasePending, PhaseRunning, PhaseTerminating, PhaseCompleted, PhaseFailed, PhaseTerminated, PhaseAbnormal,
	}
	// TerminalPhases are the phases of a job that has ended. The reference does not list them: they are the phases in which, according to
	// the user guide, a job can no longer be stopped.
	TerminalPhases = []string{PhaseCompleted, PhaseFailed, PhaseTerminated, PhaseAbnormal}
)

// TrainingJob is a training job without its configuration. A field is nil if the service sends no value or null.
//
// The response also contains the tokens of the job's endpoints, its environment variables and its parameters. They are never decoded, so that
// no secret can reach a state or a log.
type TrainingJob struct {
	Kind, Name, Description, WorkspaceID, UserName *string

	// Phase is as sent, and never empty.
	Phase string
	// SecondaryPhase is for people. The service may change its values at any time.
	SecondaryPhase *string

	// CreateTime and StartTime are in UTC. They are nil for 0 too.
	CreateTime, StartTime *time.Time
	// DurationMS is how long the job has been running, in milliseconds.
	DurationMS *int64

	RunningRecords []RunningRecord
	// Tasks are names such as worker-0.
	Tasks        []string
	TaskStatuses []TaskStatus
}

// RunningRecord is one run of a job. Fault recovery starts another run.
type RunningRecord struct {
	// StartTime and EndTime are in UTC. They are nil for 0 too.
	StartTime, EndTime *time.Time

	StartType, EndReason, EndRelatedTask, EndRecover *string
}

// TaskStatus is how a task ended.
type TaskStatus struct {
	Task     *string
	ExitCode *int64
	Message  *string
}

// IsInPhase reports whether the job is in one of the phases (case-insensitive).
func (j *TrainingJob) IsInPhase(phases ...string) bool {
	return slices.ContainsFunc(phases, func(phase string) bool { return strings.EqualFold(phase, j.Phase) })
}

// Ended reports whether the job is in a terminal phase. A job in an unknown phase has not ended.
func (j *TrainingJob) Ended() bool { return j.IsInPhase(TerminalPhases...) }

// Succeeded reports whether the job has completed.
func (j *TrainingJob) Succeeded() bool { return j.IsInPhase(PhaseCompleted) }

// Restarts is the number of runs after the first one, nil without running records. The API has no such number.
func (j *TrainingJob) Restarts() *int64 {
	if j.RunningRecords == nil {
		return nil
	}
	return new(max(0, int64(len(j.RunningRecords))-1))
}

// TrainingJob requests a job: https://support.huaweicloud.com/intl/en-us/api-modelarts/ShowTrainingJobDetails.html. Its errors are those of
// [rest.Client.GetConfidential], or [ErrOtherResponse].
func (c *Client) TrainingJob(ctx context.Context, projectID, trainingJobID string) (*TrainingJob, error) {
	var job *TrainingJob
	segments := []string{"v2", projectID, "training-jobs", trainingJobID}
	err := c.rest.GetConfidential(ctx, segments, nil, projectHeader(projectID), func(body []byte) (err error) {
		job, err = decodeTrainingJob(body, trainingJobID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return job, nil
}
