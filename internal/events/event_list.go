package events

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// The attribute `events` has a type of its own, only for speed. The framework holds a list as objects with a value for each field, and
// converts them to the form of the protocol (tftypes) and back several times in a read. These types hold the form of the protocol from the
// beginning. In one run, a read of 1,000 events took 15 ms instead of 53 ms, and one of 100,000 took 1.7 s instead of 5.2 s
// (BenchmarkRowsToResponse).
//
// eventsValue makes the list, eventListValue holds it, and eventListType is its type. All other methods are what the framework requires.

var (
	_ basetypes.ListTypable  = eventListType{}
	_ basetypes.ListValuable = eventListValue{}
)

// eventListType is the type of the attribute `events`.
type eventListType struct{ basetypes.ListType }

func newEventListType() eventListType {
	return eventListType{types.ListType{ElemType: eventType}}
}

func (t eventListType) Equal(other attr.Type) bool {
	list, ok := other.(eventListType)
	return ok && t.ListType.Equal(list.ListType)
}

func (t eventListType) String() string { return "eventListType" }

func (t eventListType) ValueType(context.Context) attr.Value { return eventListValue{} }

func (t eventListType) ValueFromTerraform(_ context.Context, raw tftypes.Value) (attr.Value, error) {
	return eventListValue{raw: &raw}, nil
}

func (t eventListType) ValueFromList(ctx context.Context, list basetypes.ListValue) (basetypes.ListValuable, diag.Diagnostics) {
	raw, err := list.ToTerraformValue(ctx)
	if err != nil {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected list of events", err.Error())}
	}
	return eventListValue{raw: &raw}, nil
}

// eventListValue is a list of events as it goes to Terraform.
type eventListValue struct{ raw *tftypes.Value }

func newEventListValue(events []eventlist.Event) eventListValue {
	raw := eventsValue(events)
	return eventListValue{raw: &raw}
}

func (v eventListValue) value() tftypes.Value {
	if v.raw == nil {
		return tftypes.NewValue(tftypes.List{ElementType: eventWireType}, nil)
	}
	return *v.raw
}

func (v eventListValue) Type(context.Context) attr.Type { return newEventListType() }

// Equal compares the events only if the two values do not share them.
func (v eventListValue) Equal(other attr.Value) bool {
	list, ok := other.(eventListValue)
	return ok && (v.raw == list.raw || v.value().Equal(list.value()))
}

func (v eventListValue) IsNull() bool { return v.value().IsNull() }

func (v eventListValue) IsUnknown() bool { return !v.value().IsKnown() }

func (v eventListValue) String() string { return v.value().String() }

func (v eventListValue) ToTerraformValue(context.Context) (tftypes.Value, error) {
	return v.value(), nil
}

func (v eventListValue) ToListValue(ctx context.Context) (basetypes.ListValue, diag.Diagnostics) {
	list, err := newEventListType().ListType.ValueFromTerraform(ctx, v.value())
	if err != nil {
		return basetypes.NewListUnknown(eventType), diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected list of events", err.Error())}
	}
	value, ok := list.(basetypes.ListValue)
	if !ok {
		return basetypes.NewListUnknown(eventType), diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected list of events", list.String())}
	}
	return value, nil
}

var eventWireType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"message": tftypes.String,
	"level":   tftypes.String,
	"time":    tftypes.String,
	"source":  tftypes.String,
}}

// eventsValue makes a list in the form in which it is sent to Terraform.
func eventsValue(events []eventlist.Event) tftypes.Value {
	values := make([]tftypes.Value, len(events))
	shared := sharedTexts{}
	for i, event := range events {
		values[i] = tftypes.NewValue(eventWireType, map[string]tftypes.Value{
			"message": tftypes.NewValue(tftypes.String, event.Message),
			"level":   shared.value(event.Level),
			"time":    shared.value(event.Time),
			"source":  shared.value(event.Source),
		})
	}
	return tftypes.NewValue(tftypes.List{ElementType: eventWireType}, values)
}

// sharedTexts has one value for each text. A value takes 64 bytes in addition to its text. A list has few levels and sources, and often
// several events of one second.
type sharedTexts map[string]tftypes.Value

func (s sharedTexts) value(text *string) tftypes.Value {
	if text == nil {
		return tftypes.NewValue(tftypes.String, nil)
	}
	value, ok := s[*text]
	if !ok {
		value = tftypes.NewValue(tftypes.String, *text)
		s[*text] = value
	}
	return value
}
