package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const defaultJobEvents = 100

const jobUsage = "`job` to add, as an id or id:events=250,errors=0; may be repeated.\n" +
	"events: number of events, 100 by default.\n" +
	"errors: number of errors, which are the last events. Default: every 97th event is an error.\n" +
	"errors=0 makes a job without errors."

// job is a job that a flag -job adds.
type job struct {
	id     string
	events []mockapi.Event
}

// parseJob parses `id` or `id:events=250,errors=0`.
func parseJob(text string) (job, error) {
	id, settings, hasSettings := strings.Cut(text, ":")
	if id == "" {
		return job{}, errors.New("the id is missing")
	}
	numbers := map[string]int{"events": defaultJobEvents}
	if hasSettings {
		for setting := range strings.SplitSeq(settings, ",") {
			name, value, _ := strings.Cut(setting, "=")
			if name != "events" && name != "errors" {
				return job{}, fmt.Errorf("unknown setting %q", name)
			}
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 {
				return job{}, fmt.Errorf("setting %s: %q is not an integer of 0 or more", name, value)
			}
			numbers[name] = n
		}
	}
	failures, set := numbers["errors"]
	if !set {
		return job{id, mockapi.Generate(numbers["events"])}, nil
	}
	if failures > numbers["events"] {
		return job{}, fmt.Errorf("setting errors: %d is more than the %d events of the job", failures, numbers["events"])
	}
	return job{id, mockapi.GenerateWithErrors(numbers["events"], failures)}, nil
}
