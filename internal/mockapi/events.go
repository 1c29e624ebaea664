package mockapi

import (
	"fmt"
	"time"
)

// Event is one event of a training job. A field that is empty is left out of the JSON, as the API does with
// source.
type Event struct {
	Message string
	// Level is Info, Warning or Error in the API; any text is sent as it is.
	Level string
	// Time is the text that is sent. It is read as RFC 3339 only to sort and filter; an event with another
	// text comes before all others and is in no time range.
	Time string
	// Source is K8S, Job or Task in the API; any text is sent as it is.
	Source string
}

// Generate returns n events of a long job, oldest first, the same at every call. Three share a second, every
// 50th is a Warning and every 97th an Error, the sources take turns, and each message holds its index (from
// 0) and is unique. The texts are made up.
func Generate(n int) []Event {
	begin := time.Date(2024, time.March, 4, 9, 0, 0, 0, serviceZone)
	events := make([]Event, 0, max(n, 0))
	for i := range n {
		event := generated(i)
		event.Time = begin.Add(time.Duration(i/3) * time.Second).Format(time.RFC3339)
		events = append(events, event)
	}
	return events
}

// GenerateWithErrors returns the events of [Generate], except that the last ones, as many as errors says, have the level Error and no
// other has it.
func GenerateWithErrors(n, errors int) []Event {
	events := Generate(n)
	for i := range events {
		event := &events[i]
		switch {
		case i >= n-errors:
			event.Level, event.Message = "Error", generatedMessage(i, "Error")
		case event.Level == "Error":
			event.Level, event.Message = "Info", generatedMessage(i, "Info")
		}
	}
	return events
}

func generated(i int) Event {
	level := "Info"
	switch nth := i + 1; {
	case nth%97 == 0:
		level = "Error"
	case nth%50 == 0:
		level = "Warning"
	}
	return Event{Level: level, Source: generatedSource(i), Message: generatedMessage(i, level)}
}

func generatedSource(i int) string { return []string{"Task", "K8S", "Job"}[i%3] }

func generatedMessage(i int, level string) string {
	worker := i % 8
	switch level {
	case "Error":
		return fmt.Sprintf("[worker-%d] node_fault found by check %d.", worker, i)
	case "Warning":
		return fmt.Sprintf("[worker-%d] job_subhealth found by check %d.", worker, i)
	}
	return map[string]string{
		"Task": fmt.Sprintf("[worker-%d][time used: 0.%03ds] Upload checkpoint(step: %d) finished.", worker, i%1000, i),
		"K8S":  fmt.Sprintf("[Pod: modelarts-job-generated-worker-%d] Probed: Heartbeat %d answered", worker, i),
		"Job":  fmt.Sprintf("Training job passed health check %d.", i),
	}[generatedSource(i)]
}
