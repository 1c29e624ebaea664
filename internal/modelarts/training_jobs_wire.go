package modelarts

import (
	"encoding/json"
	"errors"
	"fmt"
)

// decodeJobs decodes a page of jobs. It returns io.ErrUnexpectedEOF for a truncated body. Errors quote only members that are decoded here,
// and those that report an error or further pages.
func decodeJobs(body []byte) ([]*ListedJob, error) {
	value, err := parseJSON(body, "page of training jobs")
	if err != nil {
		return nil, err
	}
	var jobs []*ListedJob
	var number *int64
	others, isListed := otherMembers{}, false
	err = decodeObject(value, members{
		{"items", func(value json.RawMessage) error {
			isListed = true
			return list(&jobs, decodeListedJob)(value)
		}},
		{"count", func(value json.RawMessage) error {
			_ = integer(&number)(value) // an unreadable count is none
			return nil
		}},
	}, others.checkPage)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the body is not a page of training jobs: %w", err)
	// Services written in Go encode an empty list as null. Without a count of 0, the list may have been lost.
	case jobs == nil && (!isListed || number == nil || *number != 0):
		return nil, errors.New(`the body has no list named "items"`)
	}
	return jobs, nil
}

func decodeListedJob(value json.RawMessage) (*ListedJob, error) {
	job, id, err := decodeJob(value)
	switch {
	case err != nil:
		return nil, err
	case id == nil || *id == "":
		return nil, errors.New("it has no metadata.id")
	case job.Phase == "":
		return nil, errors.New("it has no status.phase")
	case job.CreateTime == nil:
		return nil, errors.New("it has no metadata.create_time, so that the order of the jobs cannot be checked")
	}
	return &ListedJob{ID: *id, TrainingJob: *job}, nil
}
