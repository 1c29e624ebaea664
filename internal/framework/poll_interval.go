package framework

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// Bounds of `poll_interval`. The shortest spares the service, the longest is enough for jobs of days.
const (
	minPollInterval = time.Second
	maxPollInterval = 10 * time.Minute
)

// ParsePollInterval parses the argument `poll_interval`, the time between two reads of a job.
func ParsePollInterval(text string) (time.Duration, error) {
	interval, err := time.ParseDuration(text)
	if err != nil || interval < minPollInterval || interval > maxPollInterval {
		return 0, fmt.Errorf("it must be a duration from 1s to 10m, such as \"30s\" or \"2m\", got %q", text)
	}
	return interval, nil
}

// HasNoEnd reports whether the argument `require_phases` is known and has no phase of a job that has ended. Waiting for the end is then in
// vain.
func HasNoEnd(phases types.List) bool {
	known := KnownWords(phases)
	return len(known) > 0 && len(known) == len(phases.Elements()) && !slices.ContainsFunc(known, IsEnd)
}

// IsEnd reports whether a phase is that of a job that has ended.
func IsEnd(phase string) bool { return slices.Contains(modelarts.TerminalPhases, phase) }
