package gate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

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
