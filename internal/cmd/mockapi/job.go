package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const defaultJobEvents = 100

const jobUsage = "`job` to add, as an id or id:name=my-job,events=250,errors=0,phases=Running+Completed; may be repeated.\n" +
	"name: name of the job, " + mockapi.JobName + " by default. Several jobs may have the same name.\n" +
	"events: number of events, 100 by default.\n" +
	"errors: number of errors, which are the last events. Default: every 97th event is an error.\n" +
	"errors=0 makes a job without errors.\n" +
	"phases: phases of the job, Running by default. Each request of the job takes the next one. The last one stays."

// job is a job that a flag -job adds. It is running if it has no phases.
type job struct {
	id     string
	name   string // empty: the name that the mock invents
	events []mockapi.Event
	phases []string
}

func (j *job) addTo(service *mockapi.Service) {
	service.AddJob(j.id, j.events)
	if len(j.phases) > 0 {
		service.SetPhases(j.id, j.phases...)
	}
	if j.name != "" {
		service.Rename(j.id, j.name)
	}
}

// parseJob parses `id` or `id:name=my-job,events=250,errors=0,phases=Running+Completed`.
func parseJob(text string) (job, error) {
	id, settings, hasSettings := strings.Cut(text, ":")
	if id == "" {
		return job{}, errors.New("the id is missing")
	}
	parsed, numbers := job{id: id}, map[string]int{"events": defaultJobEvents}
	if hasSettings {
		for setting := range strings.SplitSeq(settings, ",") {
			if err := parsed.set(setting, numbers); err != nil {
				return job{}, err
			}
		}
	}
	failures, set := numbers["errors"]
	switch {
	case !set:
		parsed.events = mockapi.Generate(numbers["events"])
	case failures > numbers["events"]:
		return job{}, fmt.Errorf("setting errors: %d is more than the %d events of the job", failures, numbers["events"])
	default:
		parsed.events = mockapi.GenerateWithErrors(numbers["events"], failures)
	}
	return parsed, nil
}

// set parses `name=value`.
func (j *job) set(setting string, numbers map[string]int) error {
	name, value, _ := strings.Cut(setting, "=")
	switch name {
	case "name":
		j.name = value
		if value == "" {
			return errors.New("setting name: the name is empty")
		}
	case "phases":
		j.phases = strings.Split(value, "+")
		if slices.Contains(j.phases, "") {
			return fmt.Errorf("setting phases: %q has an empty phase", value)
		}
	case "events", "errors":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return fmt.Errorf("setting %s: %q is not an integer of 0 or more", name, value)
		}
		numbers[name] = n
	default:
		return fmt.Errorf("unknown setting %q", name)
	}
	return nil
}
