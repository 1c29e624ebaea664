package mockapi

import (
	"fmt"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/eventpage"
)

// Event is an event of a training job.
type Event = eventpage.Event

// generatedBegin is when invented jobs are created.
var generatedBegin = time.Date(2024, time.March, 4, 9, 0, 0, 0, eventpage.Zone)

// Generate returns n invented events of a long job, oldest first, the same at every call. Three events share a second. Every 50th is a
// Warning, every 97th an Error. The sources alternate. Each message is unique and contains the event's index (from 0).
func Generate(n int) []Event {
	events := make([]Event, 0, max(n, 0))
	for i := range n {
		event := generated(i)
		event.Time = generatedBegin.Add(time.Duration(i/3) * time.Second).Format(time.RFC3339)
		events = append(events, event)
	}
	return events
}

// GenerateWithErrors returns the events of [Generate], but exactly the last ones have the level Error; errors is their number.
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
