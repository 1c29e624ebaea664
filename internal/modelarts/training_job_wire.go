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
	if err := checkJSON(body, "training job"); err != nil {
		return nil, err
	}
	job, id, err := readTrainingJob(body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the body is not a training job: %w", err)
	case id != nil && !strings.EqualFold(*id, trainingJobID):
		return nil, fmt.Errorf("%w: it is the job %.64q instead of %q", ErrOtherAnswer, *id, trainingJobID)
	case job.Phase == "":
		return nil, errors.New("the body has no status.phase")
	}
	return job, nil
}

// readTrainingJob returns an empty phase if there is none.
func readTrainingJob(value json.RawMessage) (job *TrainingJob, id *string, err error) {
	job = &TrainingJob{}
	others := otherMembers{}
	var phase *string
	err = readObject(value, members{
		"kind": textInto(&job.Kind),
		"metadata": objectInto(members{
			"id":           textInto(&id),
			"name":         textInto(&job.Name),
			"description":  textInto(&job.Description),
			"workspace_id": textInto(&job.WorkspaceID),
			"user_name":    textInto(&job.UserName),
			"create_time":  timeInto(&job.CreateTime, time.UnixMilli),
		}),
		"status": objectInto(members{
			"phase":           textInto(&phase),
			"secondary_phase": textInto(&job.SecondaryPhase),
			"start_time":      timeInto(&job.StartTime, time.UnixMilli),
			"duration":        integerInto(&job.DurationMS),
			"running_records": listInto(&job.RunningRecords, readRunningRecord),
			"tasks":           listInto(&job.Tasks, readTask),
			"task_statuses":   listInto(&job.TaskStatuses, readTaskStatus),
		}),
	}, others.check)
	if err != nil {
		return nil, nil, err
	}
	if phase != nil && strings.TrimSpace(*phase) != "" {
		job.Phase = *phase
	}
	return job, id, nil
}

func readRunningRecord(value json.RawMessage) (record RunningRecord, err error) {
	err = readObject(value, members{
		// The times of these records are in seconds, unlike all others.
		"start_at":         timeInto(&record.StartTime, unixSeconds),
		"end_at":           timeInto(&record.EndTime, unixSeconds),
		"start_type":       textInto(&record.StartType),
		"end_reason":       textInto(&record.EndReason),
		"end_related_task": textInto(&record.EndRelatedTask),
		"end_recover":      textInto(&record.EndRecover),
	}, skip)
	return record, err
}

func readTask(value json.RawMessage) (string, error) {
	var task *string
	if err := textInto(&task)(value); err != nil {
		return "", err
	}
	if task == nil {
		return "", errors.New("null is not a name")
	}
	return *task, nil
}

func readTaskStatus(value json.RawMessage) (status TaskStatus, err error) {
	err = readObject(value, members{
		"task":      textInto(&status.Task),
		"exit_code": integerInto(&status.ExitCode),
		"message":   textInto(&status.Message),
	}, skip)
	return status, err
}
