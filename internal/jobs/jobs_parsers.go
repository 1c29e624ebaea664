package jobs

import (
	"fmt"
	"regexp"
	"time"
)

var (
	namePattern      = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	workspacePattern = regexp.MustCompile(`^(0|[A-Za-z0-9]{32})$`)
)

// parseName parses a name or a part of one. The characters are those that the API reference allows in names, so that none of them is a
// wildcard except the underscore.
func parseName(text string) (string, error) {
	if !namePattern.MatchString(text) {
		return "", fmt.Errorf("it must be 1 to 64 letters, digits, hyphens and underscores, got %q", text)
	}
	return text, nil
}

func parseWorkspaceID(text string) (string, error) {
	if !workspacePattern.MatchString(text) {
		return "", fmt.Errorf("it must be \"0\" or 32 letters and digits, got %q", text)
	}
	return text, nil
}

func parseTime(text string) (time.Time, error) {
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil || parsed.Before(time.UnixMilli(0)) || parsed.UTC().Year() > maxYear {
		return time.Time{}, fmt.Errorf("it must be a time from 1970 to 9998 in RFC 3339, such as \"2026-01-31T08:00:00Z\" "+
			"or \"2026-01-31T08:00:00+01:00\", got %q", text)
	}
	return parsed, nil
}

// maxYear leaves room for a range that is a little wider than requested.
const maxYear = 9998
