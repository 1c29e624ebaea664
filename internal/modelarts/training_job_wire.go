package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// reader stores a JSON value. A null is treated as absent.
type reader func(value json.RawMessage) error

// members are the known members of an object.
type members map[string]reader

// readObject passes each known member to its reader and each other one to the function.
func readObject(value json.RawMessage, known members, other func(name string, value json.RawMessage) error) error {
	decoder := json.NewDecoder(bytes.NewReader(value))
	return readMembers(decoder, slices.Collect(maps.Keys(known)), func(name string) error {
		var member json.RawMessage
		if err := decoder.Decode(&member); err != nil {
			return err
		}
		read, found := known[name]
		if !found {
			return other(name, member)
		}
		if err := read(member); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

// skip ignores a member.
func skip(string, json.RawMessage) error { return nil }

func isNull(value json.RawMessage) bool { return string(value) == "null" }

func objectInto(known members) reader {
	return func(value json.RawMessage) error {
		if isNull(value) {
			return nil
		}
		return readObject(value, known, skip)
	}
}

// listInto leaves the target nil for null, and makes it an empty list for an empty list.
func listInto[T any](target *[]T, read func(json.RawMessage) (T, error)) reader {
	return func(value json.RawMessage) error {
		var rows []json.RawMessage
		if err := json.Unmarshal(value, &rows); err != nil {
			return errors.New("it is not a list")
		}
		if rows == nil {
			return nil
		}
		list := make([]T, len(rows))
		for i, row := range rows {
			var err error
			if list[i], err = read(row); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		*target = list
		return nil
	}
}

func textInto(target **string) reader {
	return func(value json.RawMessage) error {
		if json.Unmarshal(value, target) != nil {
			return errors.New("it is not a text")
		}
		return nil
	}
}

// integerInto accepts a number as a JSON number or as a string. An empty string is treated as absent.
func integerInto(target **int64) reader {
	return func(value json.RawMessage) error {
		text := strings.Trim(string(value), `"`)
		if isNull(value) || text == "" {
			return nil
		}
		number, ok := parseInteger(text)
		if !ok {
			return fmt.Errorf("%.40s is not an integer", value)
		}
		*target = &number
		return nil
	}
}

func unixSeconds(seconds int64) time.Time { return time.Unix(seconds, 0) }

// timeInto accepts a number since 1970, in the unit of at. 0 means that there is no time, and so does what a service may send for its own
// zero time, which is negative.
func timeInto(target **time.Time, at func(int64) time.Time) reader {
	return func(value json.RawMessage) error {
		var number *int64
		if err := integerInto(&number)(value); err != nil {
			return err
		}
		if number == nil || *number <= 0 {
			return nil
		}
		moment := at(*number).UTC()
		if moment.Before(EarliestTime) || moment.After(LatestTime) {
			return fmt.Errorf("%d is not a time before the year 10000", *number)
		}
		*target = &moment
		return nil
	}
}
