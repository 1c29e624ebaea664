package jobdetails

import (
	"slices"
	"strings"
	"time"
)

// Name is the name of each invented job.
const Name = "mock-training-job"

// step is the time between two phases of a history.
const step = time.Minute

// History returns the details of an invented job that goes through these phases, one per phase, the same at every call. A job that goes from
// Running back to an earlier phase is restarted. A job that begins in a later phase has run before. The case of a phase does not matter.
func History(created time.Time, phases ...string) []Details {
	h := history{now: created, details: Details{
		Name: Name, UserName: "mock-user", CreateTime: created, Tasks: []string{task},
		NodeCounts: []NodeCount{{created, 0}},
	}}
	var all []Details
	for _, phase := range phases {
		h.now = h.now.Add(step)
		h.enter(phase)
		all = append(all, h.details.clone())
	}
	return all
}

const task = "worker-0"

// history is a job at a time.
type history struct {
	now     time.Time
	details Details
	running bool
}

func (h *history) enter(phase string) {
	known := strings.ToLower(phase)
	h.details.Phase, h.details.SecondaryPhase = phase, h.secondary(known)
	ran := h.running || len(h.details.RunningRecords) > 0
	switch known {
	case "running":
		h.begin()
	case "terminating", "completed", "failed", "terminated":
		if !ran {
			h.begin()
			h.now = h.now.Add(step)
		}
	}
	if h.running {
		h.details.Duration = h.now.Sub(h.details.StartTime)
	}
	if end, ends := ends[known]; ends && h.running {
		h.end(end)
	}
	if known == "failed" {
		h.details.TaskStatuses = []TaskStatus{{Task: task, ExitCode: 1, Message: "The training process exited with code 1."}}
	}
}

// ends are how a run ends if the job goes into a phase.
var ends = map[string]RunningRecord{
	"creating":   {EndReason: "exit with 137", EndRelatedTask: task, EndRecover: "job_reschedule"},
	"pending":    {EndReason: "exit with 137", EndRelatedTask: task, EndRecover: "job_reschedule"},
	"completed":  {EndReason: "job completed"},
	"failed":     {EndReason: "exit with 1", EndRelatedTask: task},
	"terminated": {EndReason: "job terminated"},
	"abnormal":   {EndReason: "node lost", EndRelatedTask: task},
}

// begin starts a run, unless one is running.
func (h *history) begin() {
	if h.running {
		return
	}
	startType := "restarted"
	if len(h.details.RunningRecords) == 0 {
		startType, h.details.StartTime = "init_or_rescheduled", h.now
	}
	h.running = true
	h.details.RunningRecords = append(h.details.RunningRecords, RunningRecord{StartTime: h.now, StartType: startType})
	h.details.NodeCounts = append(h.details.NodeCounts, NodeCount{h.now, 1})
}

func (h *history) end(how RunningRecord) {
	h.running = false
	last := &h.details.RunningRecords[len(h.details.RunningRecords)-1]
	how.StartTime, how.StartType, how.EndTime = last.StartTime, last.StartType, h.now
	*last = how
	h.details.NodeCounts = append(h.details.NodeCounts, NodeCount{h.now, 0})
}

// secondary returns the secondary phase. The reference lists the values, but not which belongs to which phase.
func (h *history) secondary(phase string) string {
	switch phase {
	case "creating", "running", "terminating", "completed", "failed", "terminated":
		return strings.ToUpper(phase[:1]) + phase[1:]
	case "pending":
		return "Queuing"
	case "abnormal":
		if len(h.details.RunningRecords) == 0 {
			return "CreateFailed"
		}
		return "Lost"
	}
	return "Unknown"
}

func (d Details) clone() Details {
	d.RunningRecords, d.TaskStatuses = slices.Clone(d.RunningRecords), slices.Clone(d.TaskStatuses)
	d.NodeCounts = slices.Clone(d.NodeCounts)
	return d
}
