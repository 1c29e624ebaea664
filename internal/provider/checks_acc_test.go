package provider_test

import (
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
