package events_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestErrorClosesEveryGate(t *testing.T) {
	t.Parallel()
	failure := acctest.Failure("Error")
	oldest := failure
	oldest.Time = "2020-01-01T00:00:00Z"
	for name, test := range map[string]struct {
		events    []mockapi.Event
		latest    mockapi.Event
		arguments []string
	}{
		"as the only event":                     {nil, failure, nil},
		"beyond max_events of 0":                {acctest.Quiet(30), failure, []string{"max_events = 0", "limit = 10"}},
		"beyond max_events of 1":                {acctest.Quiet(30), failure, []string{"max_events = 1"}},
		"beyond max_events in descending order": {acctest.Quiet(30), oldest, []string{"max_events = 1", `order = "desc"`}},
		"on the last page of many":              {acctest.Quiet(200), failure, []string{"limit = 10"}},
		"that the level filter lets in":         {acctest.Quiet(30), failure, []string{`level = "Error"`}},
		"written ERROR":                         {acctest.Quiet(3), acctest.Failure("ERROR"), nil},
		"written error":                         {acctest.Quiet(3), acctest.Failure("error"), nil},
		"written with white space":              {acctest.Quiet(3), acctest.Failure(" Error"), nil},
	} {
		for kind, closes := range gates {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				events := slices.Concat(test.events, []mockapi.Event{test.latest})
				closes(t, acctest.NewService(t).Gated(events...), test.latest, test.arguments...)
			})
		}
	}
}

func TestErrorAppendedWhileThePagesAreReadClosesEveryGate(t *testing.T) {
	t.Parallel()
	failure := acctest.Failure("Error")
	for _, order := range []string{"asc", "desc"} {
		for kind, closes := range gates {
			t.Run(order+", "+kind, func(t *testing.T) {
				t.Parallel()
				service := acctest.NewServiceWith(t, mockapi.Config{BeforeEvents: acctest.AtRequest(2, func(s *mockapi.Service) {
					s.Append(acctest.GateJob, failure)
				})})
				closes(t, service.Gated(acctest.Quiet(50)...), failure, "limit = 10", acctest.Argument("order", order))
			})
		}
	}
}

// gates expect that one event closes a gate.
var gates = map[string]func(t *testing.T, provider string, latest mockapi.Event, arguments ...string){
	"ephemeral resource": func(t *testing.T, provider string, latest mockapi.Event, arguments ...string) {
		t.Helper()
		got := acctest.FailsInProcess(t, provider+acctest.Ephemeral(arguments...))
		said := "Error: " + got.Summary + "\n" + got.Detail
		for _, want := range acctest.EphemeralSays(1, latest) {
			if !strings.Contains(said, want) {
				t.Errorf("the gate lacks %q: %s", want, said)
			}
		}
	},
	// Terraform evaluates the condition and its message, which refer to these two.
	"postcondition": func(t *testing.T, provider string, latest mockapi.Event, arguments ...string) {
		t.Helper()
		acctest.ReadInProcess(t, provider+acctest.Postcondition(arguments...),
			acctest.HasNumber("error_count", 1), acctest.Attribute("latest_error", eventIs(latest)))
	},
}

func TestEphemeralGateThatCouldNeverCloseIsRefused(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.FailsInProcess(t, service.Gated(acctest.Failure("Error"))+acctest.Ephemeral(`level = "Warning"`))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: acctest.EphemeralAddress, Attribute: "fail_on_levels", Summary: "Gate can never fail",
		Detail: "`fail_on_levels` contains `Error`, but `level = \"Warning\"` filters those events out. " +
			"Remove `level`, or list the same level in both.",
	})
	service.WasNotAsked(t)
}
