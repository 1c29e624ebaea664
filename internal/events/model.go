package events

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// commonModel is what the data source and the ephemeral resource have in common.
type commonModel struct {
	framework.JobArguments

	Level     types.String `tfsdk:"level"`
	Source    types.String `tfsdk:"source"`
	Pattern   types.String `tfsdk:"pattern"`
	StartTime types.String `tfsdk:"start_time"`
	EndTime   types.String `tfsdk:"end_time"`
	Order     types.String `tfsdk:"order"`
	Offset    types.Int64  `tfsdk:"offset"`
	Limit     types.Int64  `tfsdk:"limit"`
	Language  types.String `tfsdk:"language"`
	MaxEvents types.Int64  `tfsdk:"max_events"`

	Total        types.Int64    `tfsdk:"total"`
	Events       eventListValue `tfsdk:"events"`
	Truncated    types.Bool     `tfsdk:"truncated"`
	ErrorCount   types.Int64    `tfsdk:"error_count"`
	WarningCount types.Int64    `tfsdk:"warning_count"`
	InfoCount    types.Int64    `tfsdk:"info_count"`
	OtherCount   types.Int64    `tfsdk:"other_count"`
	LatestError  types.Object   `tfsdk:"latest_error"`
	LatestEvent  types.Object   `tfsdk:"latest_event"`
}

// subject is what diagnostics are about.
var subject = framework.Subject{
	Noun:       "events",
	Content:    "a list of events",
	HasFilters: true,
	HasLimit:   true,
	Permission: "`modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`)",
}

// read sets the results, the project, and the arguments that have defaults.
func (m *commonModel) read(ctx context.Context, connection *framework.Connection, timeout framework.TimeoutError) (*eventlist.Summary, diag.Diagnostics) {
	ctx, end := connection.Context(ctx, timeout)
	defer end()

	query, diags := m.query()
	if diags.HasError() {
		return nil, diags
	}
	if diags = m.SetProject(ctx, connection, subject); diags.HasError() {
		return nil, diags
	}
	query.ProjectID = m.ProjectID.ValueString()
	list, err := connection.Client.TrainingJobEvents(ctx, query, m.eventsToKeep())
	if err != nil {
		return nil, append(diags, connection.Failed(subject.Of("training job "+m.InProject()), err))
	}
	m.setResults(query, list)
	return list.Summary, diags
}

// validateWindow compares the times; each by itself is checked by its attribute.
func (m *commonModel) validateWindow() diag.Diagnostics {
	start, startDiags := timeOf(path.Root("start_time"), m.StartTime)
	end, endDiags := timeOf(path.Root("end_time"), m.EndTime)
	if startDiags.HasError() || endDiags.HasError() || start.IsZero() || end.IsZero() || !start.After(end) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("start_time"), "Window ends before it starts", fmt.Sprintf(
		"`start_time` %q is %s after `end_time` %q. Swap them, or check their time zones.",
		m.StartTime.ValueString(), start.Sub(end), m.EndTime.ValueString()))}
}

// query is without the project, because finding it may need requests. It fills in defaults.
func (m *commonModel) query() (modelarts.EventsQuery, diag.Diagnostics) {
	start, diags := timeOf(path.Root("start_time"), m.StartTime)
	end, endDiags := timeOf(path.Root("end_time"), m.EndTime)
	diags.Append(endDiags...)
	query := modelarts.EventsQuery{
		TrainingJobID: m.TrainingJobID.ValueString(),
		Level:         m.Level.ValueString(),
		Source:        m.Source.ValueString(),
		Pattern:       m.Pattern.ValueString(),
		StartTime:     start,
		EndTime:       end,
		Order:         modelarts.OrderAscending,
		Offset:        m.Offset.ValueInt64(),
		Limit:         modelarts.MaxLimit,
		Language:      m.Language.ValueString(),
	}
	if !m.Order.IsNull() {
		query.Order = m.Order.ValueString()
	}
	if !m.Limit.IsNull() {
		query.Limit = m.Limit.ValueInt64()
	}
	return query, diags
}

// eventsToKeep is how many events the state takes, negative for all.
func (m *commonModel) eventsToKeep() int64 {
	if m.MaxEvents.IsNull() {
		return -1
	}
	return m.MaxEvents.ValueInt64()
}

func (m *commonModel) setResults(query modelarts.EventsQuery, list *eventlist.List) {
	m.Order = types.StringValue(query.Order)
	m.Offset = types.Int64Value(query.Offset)
	m.Limit = types.Int64Value(query.Limit)
	m.Total = types.Int64Value(list.Total)
	m.Events = newEventListValue(list.Events)
	m.Truncated = types.BoolValue(list.Truncated)
	m.ErrorCount = m.count(list.Summary, eventlist.LevelError)
	m.WarningCount = m.count(list.Summary, eventlist.LevelWarning)
	m.InfoCount = m.count(list.Summary, eventlist.LevelInfo)
	m.OtherCount = types.Int64Null()
	if m.Level.IsNull() {
		m.OtherCount = types.Int64Value(list.Summary.OtherCount())
	}
	m.LatestError = firstEvent(list.Summary.Latest(eventlist.LevelError))
	if m.leavesOut(eventlist.LevelError) {
		m.LatestError = firstEvent(nil)
	}
	m.LatestEvent = firstEvent(list.Summary.LatestOfAny())
}

// count is null if the filter excludes the level, so that a condition that compares it fails.
func (m *commonModel) count(summary *eventlist.Summary, level string) types.Int64 {
	if m.leavesOut(level) {
		return types.Int64Null()
	}
	return types.Int64Value(summary.Count(level))
}

// leavesOut reports whether the filter excludes events of a level. It is false if the filter is unknown.
func (m *commonModel) leavesOut(level string) bool {
	return !m.Level.IsNull() && !m.Level.IsUnknown() && m.Level.ValueString() != level
}

func firstEvent(events []eventlist.Event) types.Object {
	if len(events) == 0 {
		return types.ObjectNull(eventType.AttrTypes)
	}
	return types.ObjectValueMust(eventType.AttrTypes, map[string]attr.Value{
		"message": types.StringPointerValue(events[0].Message),
		"level":   types.StringPointerValue(events[0].Level),
		"time":    types.StringPointerValue(events[0].Time),
		"source":  types.StringPointerValue(events[0].Source),
	})
}

// timeOf is the zero time for a null or unknown value.
func timeOf(at path.Path, value types.String) (time.Time, diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() {
		return time.Time{}, nil
	}
	parsed, err := parseTime(value.ValueString())
	if err != nil {
		return time.Time{}, diag.Diagnostics{framework.InvalidValue(at, err.Error())}
	}
	return parsed, nil
}

var (
	eventType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"message": types.StringType,
		"level":   types.StringType,
		"time":    types.StringType,
		"source":  types.StringType,
	}}
	eventWireType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"message": tftypes.String,
		"level":   tftypes.String,
		"time":    tftypes.String,
		"source":  tftypes.String,
	}}
)

// eventsValue makes the values in the form in which they are sent to Terraform. Without the framework's own values, this is faster:
// BenchmarkRowsToAnswer compares both.
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
