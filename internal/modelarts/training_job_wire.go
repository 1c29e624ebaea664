package modelarts

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// decodeTrainingJob decodes the job with this id. It returns io.ErrUnexpectedEOF for a truncated body. Errors quote only members that are
// decoded here, and those that report an error.
func decodeTrainingJob(body []byte, trainingJobID string) (*TrainingJob, error) {
	value, err := parseJSON(body, "training job")
	if err != nil {
		return nil, err
	}
	job, id, err := decodeJob(value)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the body is not a training job: %w", err)
	case id != nil && !strings.EqualFold(*id, trainingJobID):
		return nil, fmt.Errorf("%w: it is the job %.64q instead of %q", ErrOtherResponse, *id, trainingJobID)
	case job.Phase == "":
		return nil, errors.New("the body has no status.phase")
	}
	return job, nil
}

// decodeJob returns an empty phase if there is none.
func decodeJob(value json.RawMessage) (job *TrainingJob, id *string, err error) {
	job = &TrainingJob{}
	others := otherMembers{}
	var phase *string
	err = decodeObject(value, members{
		{"kind", text(&job.Kind)},
		{"metadata", object(members{
			{"id", text(&id)},
			{"name", text(&job.Name)},
			{"description", text(&job.Description)},
			{"workspace_id", text(&job.WorkspaceID)},
			{"user_name", text(&job.UserName)},
			{"create_time", moment(&job.CreateTime, time.UnixMilli)},
		})},
		{"status", object(members{
			{"phase", text(&phase)},
			{"secondary_phase", text(&job.SecondaryPhase)},
			{"start_time", moment(&job.StartTime, time.UnixMilli)},
			{"duration", integer(&job.DurationMS)},
			{"running_records", list(&job.RunningRecords, decodeRunningRecord)},
			{"tasks", list(&job.Tasks, decodeTask)},
			{"task_statuses", list(&job.TaskStatuses, decodeTaskStatus)},
		})},
	}, others.check)
	if err != nil {
		return nil, nil, err
	}
	if phase != nil && strings.TrimSpace(*phase) != "" {
		job.Phase = *phase
	}
	return job, id, nil
}

func decodeRunningRecord(value json.RawMessage) (record RunningRecord, err error) {
	err = decodeObject(value, members{
		// The times of these records are in seconds, unlike all others.
		{"start_at", moment(&record.StartTime, unixSeconds)},
		{"end_at", moment(&record.EndTime, unixSeconds)},
		{"start_type", text(&record.StartType)},
		{"end_reason", text(&record.EndReason)},
		{"end_related_task", text(&record.EndRelatedTask)},
		{"end_recover", text(&record.EndRecover)},
	}, skip)
	return record, err
}

func decodeTask(value json.RawMessage) (string, error) {
	var task *string
	if err := text(&task)(value); err != nil {
		return "", err
	}
	if task == nil {
		return "", errors.New("null is not a name")
	}
	return *task, nil
}

func decodeTaskStatus(value json.RawMessage) (status TaskStatus, err error) {
	err = decodeObject(value, members{
		{"task", text(&status.Task)},
		{"exit_code", integer(&status.ExitCode)},
		{"message", text(&status.Message)},
	}, skip)
	return status, err
}
