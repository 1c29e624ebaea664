package main

import (
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestJobHasRequestedEventsAndErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		id             string
		events, errors int
	}{
		"plain":                   {"plain", 100, 1},
		"empty:events=0":          {"empty", 0, 0},
		"long:events=250":         {"long", 250, 2},
		"clean:errors=0":          {"clean", 100, 0},
		"bad:events=10,errors=3":  {"bad", 10, 3},
		"worse:errors=2,events=2": {"worse", 2, 2},
	} {
		got, err := parseJob(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		failures := 0
		for _, event := range got.events {
			if event.Level == "Error" {
				failures++
			}
		}
		if got.id != want.id || len(got.events) != want.events || failures != want.errors {
			t.Errorf("%s: got job %s of %d events with %d errors", text, got.id, len(got.events), failures)
		}
	}
}

func TestJobHasRequestedPhases(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"plain":                                nil,
		"one:phases=Completed,events=3":        {"Completed"},
		"many:errors=0,phases=Pending+Running": {"Pending", "Running"},
	} {
		if got, err := parseJob(text); err != nil || !slices.Equal(got.phases, want) {
			t.Errorf("%s: got %q, %v", text, got.phases, err)
		}
	}
}

func TestErrorsAreTheLastEvents(t *testing.T) {
	t.Parallel()
	got, err := parseJob("bad:events=200,errors=1")
	if err != nil {
		t.Fatal(err)
	}
	if last := got.events[199]; last.Level != "Error" || last.Time != mockapi.Generate(200)[199].Time {
		t.Errorf("the last event is %+v", last)
	}
}

func TestInvalidJobFlagIsRejected(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                     "the id is missing",
		":events=1":            "the id is missing",
		"a:":                   `unknown setting ""`,
		"a:levels=1":           `unknown setting "levels"`,
		"a:events=-1":          `setting events: "-1" is not an integer of 0 or more`,
		"a:events":             `setting events: "" is not an integer of 0 or more`,
		"a:errors=x":           `setting errors: "x" is not an integer of 0 or more`,
		"a:events=1,errors=2":  "setting errors: 2 is more than the 1 events of the job",
		"a:events=1,events=1,": `unknown setting ""`,
		"a:name=":              "setting name: the name is empty",
		"a:phases":             `setting phases: "" has an empty phase`,
		"a:phases=Running+":    `setting phases: "Running+" has an empty phase`,
	} {
		if _, err := parseJob(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
