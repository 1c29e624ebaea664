package acctest

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Object is a configuration or a state. An attribute that a configuration does not set is null.
type Object map[string]tftypes.Value

// With is a copy with more attributes, which replace those of the same name.
func (o Object) With(more Object) Object {
	result := Object{}
	maps.Copy(result, o)
	maps.Copy(result, more)
	return result
}

// SampleJob is a configuration that reads the mock's sample job, with more arguments.
func SampleJob(more Object) Object {
	return Object{"training_job_id": Text(mockapi.SampleJobID)}.With(more)
}

// Text is a string.
func Text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

// Texts is a list of strings.
func Texts(texts ...string) tftypes.Value {
	values := make([]tftypes.Value, len(texts))
	for i, text := range texts {
		values[i] = Text(text)
	}
	return tftypes.NewValue(TextsType, values)
}

// TextsType is the type of [Texts].
var TextsType = tftypes.List{ElementType: tftypes.String}

// Timeout is a value of the argument timeouts, with one operation.
func Timeout(operation, duration string) tftypes.Value {
	return tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{operation: tftypes.String}},
		map[string]tftypes.Value{operation: Text(duration)})
}

// Number is a whole number.
func Number(n int64) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

// Boolean is a boolean.
func Boolean(b bool) tftypes.Value { return tftypes.NewValue(tftypes.Bool, b) }

// Null is a value that is not set.
func Null(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, nil) }

// Unknown is a value that Terraform does not know yet.
func Unknown(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, tftypes.UnknownValue) }

var eventType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"message": tftypes.String, "level": tftypes.String, "time": tftypes.String, "source": tftypes.String,
}}

// Event is an event in a state. An empty field is null.
func Event(event mockapi.Event) tftypes.Value {
	fields := map[string]tftypes.Value{}
	for name, text := range map[string]string{
		"message": event.Message, "level": event.Level, "time": event.Time, "source": event.Source,
	} {
		if fields[name] = Text(text); text == "" {
			fields[name] = Null(tftypes.String)
		}
	}
	return tftypes.NewValue(eventType, fields)
}

// Events is a list of events in a state.
func Events(events []mockapi.Event) tftypes.Value {
	values := make([]tftypes.Value, len(events))
	for i, event := range events {
		values[i] = Event(event)
	}
	return tftypes.NewValue(tftypes.List{ElementType: eventType}, values)
}
