package events

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
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

// Ten digits are seconds in the years 2001 to 2286, and milliseconds in the spring of 1970.
var epochSecondsPattern = regexp.MustCompile(`^[0-9]{10}$`)

// parseTime reads RFC 3339 or epoch milliseconds.
func parseTime(text string) (time.Time, error) {
	if epochSecondsPattern.MatchString(text) {
		return time.Time{}, fmt.Errorf("it looks like seconds, got %q; in milliseconds that is %q", text, text+"000")
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if millis, notMillis := strconv.ParseUint(text, 10, 63); notMillis == nil {
		parsed, err = time.UnixMilli(int64(millis)).UTC(), nil
	}
	if err != nil || parsed.Before(modelarts.EarliestTime) || parsed.After(modelarts.LatestTime) {
		return time.Time{}, fmt.Errorf("it must be a time from 1970 to 9999-12-30, either in RFC 3339, such as \"2026-01-31T08:00:00Z\" "+
			"or \"2026-01-31T08:00:00+01:00\", or in epoch milliseconds, such as \"1769846400000\", got %q", text)
	}
	return parsed, nil
}
