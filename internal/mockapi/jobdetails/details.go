// Package jobdetails answers the call of the mock that describes a training job.
package jobdetails

import "time"

// Details is what the service tells of a job. Fields with a zero value are omitted from the JSON, unless their comment says otherwise.
type Details struct {
	// Name, Description and UserName are sent even if they are empty, as the API does.
	Name, Description, UserName string
	// Phase and SecondaryPhase are sent unchanged. Without them, the answer has no such member.
	Phase, SecondaryPhase string
	// CreateTime and StartTime are sent in milliseconds, a zero time as 0.
	CreateTime, StartTime time.Time
	// Duration is sent in milliseconds, even if it is 0.
	Duration time.Duration
	// RunningRecords is omitted if it is nil.
	RunningRecords []RunningRecord
	// Tasks is omitted if it is nil.
	Tasks []string
	// TaskStatuses is omitted if it is nil.
	TaskStatuses []TaskStatus
	// NodeCounts is null if it is nil, as the API does.
	NodeCounts []NodeCount
}

// RunningRecord is one run of a job. Its times are sent in seconds, unlike all others.
type RunningRecord struct {
	StartTime, EndTime                               time.Time
	StartType, EndReason, EndRelatedTask, EndRecover string
}

// TaskStatus is how a task ended. Its fields are always sent.
type TaskStatus struct {
	Task     string
	ExitCode int
	Message  string
}

// NodeCount is the number of nodes at a time.
type NodeCount struct {
	At    time.Time
	Nodes int
}

// Secrets in each answer. The values are unique, so that tests can search logs and states for them.
const (
	EndpointToken     = "mock-endpoint-token-4b8e6d20c7"
	EnvironmentSecret = "mock-environment-secret-a91f3c58"
	ParameterSecret   = "mock-parameter-secret-07d2e6b4"
)

// Object returns the body of a 200. It is a map, because faults add members and change their types.
func (d Details) Object(id string) map[string]any {
	return map[string]any{
		"kind": "job",
		"metadata": map[string]any{
			"id": id, "name": d.Name, "description": d.Description, "user_name": d.UserName, "workspace_id": "0",
			"create_time": milliseconds(d.CreateTime),
			"annotations": map[string]any{"fault-tolerance/job-retry-num": "3"},
		},
		"status": d.status(),
		"algorithm": map[string]any{
			"code_dir":     "/mock-bucket/code/",
			"command":      "python train.py",
			"environments": []any{map[string]any{"API_KEY": EnvironmentSecret}},
			"parameters":   []any{map[string]any{"name": "password", "value": ParameterSecret}},
			"engine":       map[string]any{"engine_name": "PyTorch"},
		},
		"spec": map[string]any{
			"resource":        map[string]any{"policy": "regular", "flavor_id": "modelarts.mock.large", "node_count": 1},
			"log_export_path": map[string]any{"obs_url": "/mock-bucket/logs/"},
		},
		"endpoints": map[string]any{
			"jupyter_lab": map[string]any{"url": "https://127.0.0.1/notebook", "token": EndpointToken},
		},
	}
}

func (d Details) status() map[string]any {
	status := map[string]any{
		"start_time": milliseconds(d.StartTime), "duration": d.Duration.Milliseconds(), "node_count_metrics": d.nodeCounts(),
	}
	addTexts(status, map[string]string{"phase": d.Phase, "secondary_phase": d.SecondaryPhase})
	if d.Tasks != nil {
		status["tasks"] = d.Tasks
	}
	if d.RunningRecords != nil {
		status["running_records"] = objects(d.RunningRecords)
	}
	if d.TaskStatuses != nil {
		status["task_statuses"] = objects(d.TaskStatuses)
	}
	return status
}

// nodeCounts has pairs of a time in milliseconds and a number.
func (d Details) nodeCounts() [][]int64 {
	if d.NodeCounts == nil {
		return nil
	}
	pairs := [][]int64{}
	for _, count := range d.NodeCounts {
		pairs = append(pairs, []int64{milliseconds(count.At), int64(count.Nodes)})
	}
	return pairs
}

func objects[T interface{ object() map[string]any }](rows []T) []map[string]any {
	list := []map[string]any{}
	for _, row := range rows {
		list = append(list, row.object())
	}
	return list
}

func (r RunningRecord) object() map[string]any {
	object := map[string]any{}
	for name, at := range map[string]time.Time{"start_at": r.StartTime, "end_at": r.EndTime} {
		if !at.IsZero() {
			object[name] = at.Unix()
		}
	}
	addTexts(object, map[string]string{
		"start_type": r.StartType, "end_reason": r.EndReason, "end_related_task": r.EndRelatedTask, "end_recover": r.EndRecover,
	})
	return object
}

func (s TaskStatus) object() map[string]any {
	return map[string]any{"task": s.Task, "exit_code": s.ExitCode, "message": s.Message}
}

func addTexts(object map[string]any, texts map[string]string) {
	for name, text := range texts {
		if text != "" {
			object[name] = text
		}
	}
}

func milliseconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
