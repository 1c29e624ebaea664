package trainingjobevents

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/argument"
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
	if millis, err := strconv.ParseUint(text, 10, 63); err == nil && millis <= maxEpochMillis {
		return time.UnixMilli(int64(millis)).UTC(), nil
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil || parsed.Before(time.UnixMilli(0)) {
		return time.Time{}, fmt.Errorf("it must be a time since 1970, either in RFC 3339, such as \"2026-01-31T08:00:00Z\" "+
			"or \"2026-01-31T08:00:00+01:00\", or in epoch milliseconds, such as \"1769846400000\", got %q", text)
	}
	return parsed, nil
}

// parseTimeToValidate is parseTime for validation, when the real time may not be known yet. The read refuses a placeholder.
func parseTimeToValidate(text string) (time.Time, error) {
	if argument.IsPlaceholderTime(text) {
		return time.Time{}, nil
	}
	return parseTime(text)
}

// The last millisecond that RFC 3339 can write: the service echoes times in it.
var maxEpochMillis = uint64(time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC).UnixMilli())
