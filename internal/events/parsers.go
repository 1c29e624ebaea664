package events

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// parsePattern counts characters, as the service does. A line break, most often from the end of a file, would match no event, and so
// hide every event.
func parsePattern(text string) (string, error) {
	if strings.ContainsFunc(text, isLineBreakOrControl) {
		return "", fmt.Errorf("it contains a line break or a control character, got %.40q; trimspace() removes a line break at the end", text)
	}
	if length := utf8.RuneCountInString(text); length < 1 || length > modelarts.MaxPatternLength {
		return "", fmt.Errorf("it must be 1 to %d characters, got %d: %.40q", modelarts.MaxPatternLength, length, text)
	}
	return text, nil
}

func isLineBreakOrControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}
