package framework

import (
	"fmt"
	"time"
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
