package jobs

import (
	"fmt"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

const (
	// maxShownEvents is the number of events that are shown of those that arrive at once.
	maxShownEvents = 50
	// maxMessageRunes is more than in the messages of an error, because a log is read for its messages.
	maxMessageRunes = 1000
)

// progress shows what happens. Everything from the service is redacted and printable: the job may have written anything.
type progress struct {
	show     func(line string)
	redact   gate.Redact
	interval time.Duration
}

// phase leaves out a secondary phase that says nothing more.
func (p *progress) phase(job *modelarts.TrainingJob) {
	shown := modelarts.TrainingJob{Phase: job.Phase, SecondaryPhase: job.SecondaryPhase}
	if job.SecondaryPhase != nil && job.IsInPhase(*job.SecondaryPhase) {
		shown.SecondaryPhase = nil
	}
	p.show("Phase " + p.redact.Phase(&shown))
}

// events shows the latest ones if there are many.
func (p *progress) events(events []eventlist.Event) {
	if more := len(events) - maxShownEvents; more > 0 {
		p.show(gate.Quantity(int64(more), "earlier event") + " left out")
		events = events[more:]
	}
	for _, event := range events {
		p.show(p.line(event))
	}
}

// line has columns for the usual levels and sources, except for Warning, which is rare.
func (p *progress) line(event eventlist.Event) string {
	return fmt.Sprintf("%s %-5s %-4s %s", p.clock(event.Time), p.redact.Line(event.Level, gate.MaxWordRunes),
		p.redact.Line(event.Source, gate.MaxWordRunes), p.redact.Line(event.Message, maxMessageRunes))
}

// clock returns the time of day in the time zone of the service. A time that is not RFC 3339 is shown as it is.
func (p *progress) clock(text *string) string {
	if text != nil {
		if at, err := time.Parse(time.RFC3339, *text); err == nil {
			return at.Format(time.TimeOnly)
		}
	}
	return p.redact.Line(text, gate.MaxTimeRunes)
}

func (p *progress) outage(err error) {
	p.show(rest.PrintableSentence(fmt.Sprintf("Reading fails, and is tried again every %s: %s", p.interval, err)))
}

func (p *progress) end(result *modelarts.FollowResult) {
	duration := "unknown duration"
	if ran, known := gate.Ran(result.Job); known {
		duration = ran.String()
	}
	p.show(fmt.Sprintf("Ended: %s after %s, %s, %s", p.redact.Line(&result.Job.Phase, gate.MaxWordRunes), duration,
		gate.Quantity(result.Summary.Count(eventlist.LevelError), "error"), gate.Quantity(result.Summary.Count(eventlist.LevelWarning), "warning")))
}
