package jobs

import (
	"fmt"
	"regexp"
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
