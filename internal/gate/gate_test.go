package gate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func inPhase(phase string) *modelarts.TrainingJob { return &modelarts.TrainingJob{Phase: phase} }

// none is the level of an event without a level.
const none = "(none)"

// events returns events with these levels.
func events(levels ...string) *eventlist.Summary {
	summary := &eventlist.Summary{}
	for _, level := range levels {
		event := eventlist.Event{Message: new("Made up.")}
		if level != none {
			event.Level = &level
		}
		summary.Add(event)
	}
	return summary
}

func TestGateOnThePhase(t *testing.T) {
	t.Parallel()
	completed, running := []string{"Completed"}, []string{"Completed", "Running"}
	failed := []gate.Failure{gate.OtherPhase}
	for name, test := range map[string]struct {
		phases []string
		shown  gate.Evidence
		want   []gate.Failure
	}{
		"every phase without a condition":           {nil, gate.Evidence{Job: inPhase("Failed")}, nil},
		"an accepted phase":                         {completed, gate.Evidence{Job: inPhase("Completed")}, nil},
		"an accepted phase in another case":         {completed, gate.Evidence{Job: inPhase("cOMPLETED")}, nil},
		"one of several accepted phases":            {running, gate.Evidence{Job: inPhase("Running")}, nil},
		"another phase":                             {completed, gate.Evidence{Job: inPhase("Running")}, failed},
		"another end":                               {completed, gate.Evidence{Job: inPhase("Abnormal")}, failed},
		"a phase that is not documented":            {running, gate.Evidence{Job: inPhase("Suspended")}, failed},
		"a phase that begins like an accepted one":  {completed, gate.Evidence{Job: inPhase("Completed!")}, failed},
		"an empty phase":                            {completed, gate.Evidence{Job: inPhase("")}, failed},
		"a job that was not read":                   {completed, gate.Evidence{}, failed},
		"a wait that took too long":                 {completed, gate.Evidence{Job: inPhase("Running"), Timeout: errors.New("late")}, []gate.Failure{gate.NotEnded}},
		"a wait that took too long, without phases": {nil, gate.Evidence{Job: inPhase("Completed"), Timeout: errors.New("late")}, []gate.Failure{gate.NotEnded}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (gate.Conditions{Phases: test.phases}).Failures(test.shown); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestGateOnTheEvents(t *testing.T) {
	t.Parallel()
	const rejected, unknown, few = gate.RejectedLevel, gate.UnknownLevel, gate.TooFewEvents
	onError, onBoth := gate.Conditions{FailOnLevels: []string{"Error"}}, gate.Conditions{FailOnLevels: []string{"Warning", "Error"}}
	ignoring := gate.Conditions{FailOnLevels: []string{"Error"}, IgnoreUnknownLevels: true}
	needs2 := gate.Conditions{FailOnLevels: []string{"Error"}, MinEvents: 2}
	for name, test := range map[string]struct {
		conditions gate.Conditions
		levels     []string
		want       []gate.Failure
	}{
		"every level without a condition":   {gate.Conditions{}, []string{"Error", "Fatal", none}, nil},
		"other levels":                      {onError, []string{"Info", "Warning"}, nil},
		"no events":                         {onError, nil, nil},
		"the level":                         {onError, []string{"Info", "Error"}, []gate.Failure{rejected}},
		"one of two levels":                 {onBoth, []string{"Info", "Error"}, []gate.Failure{rejected}},
		"the level in another case":         {onError, []string{"eRROR"}, []gate.Failure{rejected}},
		"the level with invisible letters":  {onError, []string{" Err\u200bor\ufeff\n"}, []gate.Failure{rejected}},
		"an unknown level":                  {onError, []string{"Fatal"}, []gate.Failure{unknown}},
		"a level that contains the level":   {onError, []string{"Errors"}, []gate.Failure{unknown}},
		"an event without a level":          {onError, []string{"Info", none}, []gate.Failure{unknown}},
		"an empty level":                    {onError, []string{""}, []gate.Failure{unknown}},
		"the level and an unknown one":      {onError, []string{"Error", "Fatal"}, []gate.Failure{rejected, unknown}},
		"unknown levels that are ignored":   {ignoring, []string{"Fatal", none}, nil},
		"the level if unknown ones are not": {ignoring, []string{"Error", "Fatal"}, []gate.Failure{rejected}},
		"enough events":                     {needs2, []string{"Info", "Info"}, nil},
		"too few events":                    {needs2, []string{"Info"}, []gate.Failure{few}},
		"too few events, and the level":     {needs2, []string{"Error"}, []gate.Failure{rejected, few}},
		"too few events, without levels":    {gate.Conditions{MinEvents: 1}, nil, []gate.Failure{few}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown := gate.Evidence{Events: events(test.levels...), Total: int64(len(test.levels))}
			if got := test.conditions.Failures(shown); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// Both conditions fail at the same time.
func TestGateOnPhaseAndEvents(t *testing.T) {
	t.Parallel()
	conditions := gate.Conditions{Phases: []string{"Completed"}, FailOnLevels: []string{"Error"}, MinEvents: 1}
	for name, test := range map[string]struct {
		shown gate.Evidence
		want  []gate.Failure
	}{
		"both are met":             {gate.Evidence{Job: inPhase("Completed"), Events: events("Info"), Total: 1}, nil},
		"none is met":              {gate.Evidence{Job: inPhase("Failed"), Events: events("Error"), Total: 1}, []gate.Failure{gate.OtherPhase, gate.RejectedLevel}},
		"events that are not read": {gate.Evidence{Job: inPhase("Completed"), Total: 1}, []gate.Failure{gate.TooFewEvents}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := conditions.Failures(test.shown); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestNeverEnd(t *testing.T) {
	t.Parallel()
	if !gate.NeverEnd([]string{"Pending", "Running"}) || gate.NeverEnd([]string{"Running", "Terminated"}) {
		t.Error("wrong")
	}
}
