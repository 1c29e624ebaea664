package provider_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func accIs(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(accAddress, tfjsonpath.New(attribute), value)
}

func accText(attribute, value string) statecheck.StateCheck {
	return accIs(attribute, knownvalue.StringExact(value))
}

func accNumber(attribute string, value int) statecheck.StateCheck {
	return accIs(attribute, knownvalue.Int64Exact(int64(value)))
}

func accTruncated(value bool) statecheck.StateCheck {
	return accIs("truncated", knownvalue.Bool(value))
}

func accEvents(events []mockapi.Event) statecheck.StateCheck { return accIs("events", accList(events)) }

// accList is exactly these events in this order; an empty field is null.
func accList(events []mockapi.Event) knownvalue.Check {
	field := func(value string) knownvalue.Check {
		if value == "" {
			return knownvalue.Null()
		}
		return knownvalue.StringExact(value)
	}
	objects := make([]knownvalue.Check, len(events))
	for i, event := range events {
		objects[i] = knownvalue.ObjectExact(map[string]knownvalue.Check{
			"message": field(event.Message), "level": field(event.Level), "time": field(event.Time), "source": field(event.Source),
		})
	}
	return knownvalue.ListExact(objects)
}

func accReversed(events []mockapi.Event) []mockapi.Event {
	reversed := slices.Clone(events)
	slices.Reverse(reversed)
	return reversed
}

// accMatching returns the events of the sample job that match.
func accMatching(matches func(mockapi.Event) bool) []mockapi.Event {
	return slices.DeleteFunc(mockapi.Sample(), func(event mockapi.Event) bool { return !matches(event) })
}

func (s *accService) wasNotAsked(t *testing.T) {
	t.Helper()
	for _, request := range s.Requests() {
		t.Errorf("a request for %s?%s", request.Path, request.Query.Encode())
	}
}

// wasAsked looks at every request, since Terraform reads a data source several times in a step. An empty want is a
// parameter that was not sent.
func (s *accService) wasAsked(t *testing.T, parameter, want string) {
	t.Helper()
	for _, request := range s.sawRequests(t) {
		if got := request.Query.Get(parameter); got != want || request.Query.Has(parameter) != (want != "") {
			t.Errorf("a request has the %s %q, want %q", parameter, got, want)
		}
	}
}

func (s *accService) wasAskedInLanguage(t *testing.T, want ...string) {
	t.Helper()
	for _, request := range s.sawRequests(t) {
		if got := request.Header.Values("X-Language"); !slices.Equal(got, want) {
			t.Errorf("a request has the X-Language %q, want %q", got, want)
		}
	}
}

// wasReadWithin checks that each read took so many requests at the most. A read begins at offset 0.
func (s *accService) wasReadWithin(t *testing.T, most int) {
	t.Helper()
	requests := s.sawRequests(t)
	reads := 0
	for _, request := range requests {
		if request.Query.Get("offset") == "0" {
			reads++
		}
	}
	if len(requests) > most*reads {
		t.Errorf("took %d requests for %d reads, want at most %d each", len(requests), reads, most)
	}
}

func (s *accService) sawRequests(t *testing.T) []mockapi.Request {
	t.Helper()
	requests := s.Requests()
	if len(requests) == 0 {
		t.Error("no request")
	}
	return requests
}

func (s *accService) wasAskedTimes(t *testing.T, want int) {
	t.Helper()
	if got := len(s.Requests()); got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
}
