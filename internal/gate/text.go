package gate

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Bounds of what is shown of a text, in characters; a terminal line has room for an event.
const (
	MaxWordRunes    = 20
	MaxMessageRunes = 160
	MaxTimeRunes    = 40
)

// Redact removes secrets from a text.
type Redact func(string) string

// Line returns a text as one printable line of at most maxRunes characters, and "-" for nil.
func (r Redact) Line(text *string, maxRunes int) string {
	if text == nil {
		return "-"
	}
	return hashesPattern.ReplaceAllString(rest.PrintableLine(r.beginning(*text), maxRunes), "#")
}

// Events returns an indented line for each event. Terraform does not wrap such a line.
func (r Redact) Events(events []eventlist.Event) string {
	var lines strings.Builder
	for _, event := range events {
		fmt.Fprintf(&lines, "  %s  %s  %s  %s\n", r.Line(event.Time, MaxTimeRunes), r.Line(event.Level, MaxWordRunes),
			r.Line(event.Source, MaxWordRunes), r.Line(event.Message, MaxMessageRunes))
	}
	return lines.String()
}

// Levels quotes levels of events that are not known: the quotes escape what is not printable. The levels are those of
// [eventlist.Summary.OtherLevels].
func (r Redact) Levels(levels []string) string {
	var quoted []string
	for _, level := range levels {
		runes := []rune(r.beginning(level))
		switch {
		case level == "":
			quoted = append(quoted, "none")
		case len(runes) > MaxWordRunes:
			quoted = append(quoted, strconv.Quote(string(runes[:MaxWordRunes])+"…"))
		default:
			quoted = append(quoted, strconv.Quote(string(runes)))
		}
	}
	if len(levels) == eventlist.MaxOtherLevels {
		quoted = append(quoted, "and maybe others")
	}
	return strings.Join(quoted, ", ")
}

// Quantity counts things, such as "1 event" and "2 events".
func Quantity(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// beginning returns at least the part of a text that is shown, redacted but not yet printable.
func (r Redact) beginning(text string) string { return r(text[:min(len(text), maxRedactedBytes)]) }

// maxRedactedBytes is more than is shown of a text, with room for white space. Redacting a message of megabytes would take seconds.
const maxRedactedBytes = 4096

// Two # begin a command to a CI system that reads its log.
var hashesPattern = regexp.MustCompile(`#+`)

// Phase returns the phase of a job, with the secondary phase if there is one.
func (r Redact) Phase(job *modelarts.TrainingJob) string {
	text := r.Line(&job.Phase, MaxWordRunes)
	if job.SecondaryPhase != nil {
		text += fmt.Sprintf(" (secondary phase %s)", r.Line(job.SecondaryPhase, MaxWordRunes))
	}
	return text
}

// maxTaskStatuses is the number of tasks in a message.
const maxTaskStatuses = 5

// Tasks says how tasks ended, "" for none. The lines are indented, so that Terraform does not wrap them.
func (r Redact) Tasks(statuses []modelarts.TaskStatus) string {
	if len(statuses) == 0 {
		return ""
	}
	lines := []string{"Tasks:"}
	for _, status := range statuses[:min(len(statuses), maxTaskStatuses)] {
		exitCode := "-"
		if status.ExitCode != nil {
			exitCode = fmt.Sprint(*status.ExitCode)
		}
		lines = append(lines, fmt.Sprintf("  %s  exit code %s  %s", r.Line(status.Task, MaxWordRunes), exitCode, r.Line(status.Message, MaxMessageRunes)))
	}
	if more := len(statuses) - maxTaskStatuses; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// Ran returns how long a job has run, rounded. It is false if the service sent no such time.
func Ran(job *modelarts.TrainingJob) (time.Duration, bool) {
	ran := job.DurationMS
	if ran == nil || *ran < 0 || *ran > math.MaxInt64/int64(time.Millisecond) {
		return 0, false
	}
	return Rounded(time.Duration(*ran) * time.Millisecond), true
}

// Rounded keeps tenths of a second of a short duration.
func Rounded(duration time.Duration) time.Duration {
	if duration < time.Minute {
		return duration.Round(time.Second / 10)
	}
	return duration.Round(time.Second)
}
