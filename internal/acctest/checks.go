package acctest

import (
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Attribute expects a value of the data source.
func Attribute(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(Address, tfjsonpath.New(attribute), value)
}

// HasText expects exactly this string.
func HasText(attribute, value string) statecheck.StateCheck {
	return Attribute(attribute, knownvalue.StringExact(value))
}

// HasNumber expects exactly this number.
func HasNumber(attribute string, value int) statecheck.StateCheck {
	return Attribute(attribute, knownvalue.Int64Exact(int64(value)))
}

// Events expects exactly these events in this order, as list does.
func Events(events []mockapi.Event) statecheck.StateCheck { return Attribute("events", list(events)) }

// list is exactly these events in this order; an empty field is null.
func list(events []mockapi.Event) knownvalue.Check {
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
