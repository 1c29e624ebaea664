package events

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

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

func (m *commonModel) validateRange() diag.Diagnostics {
	return framework.ValidateRange("start_time", m.StartTime, "end_time", m.EndTime)
}

// query is without the project, because finding it may need requests. It fills in defaults.
func (m *commonModel) query() (modelarts.EventsQuery, diag.Diagnostics) {
	var diags diag.Diagnostics
	query := modelarts.EventsQuery{
		TrainingJobID: m.TrainingJobID.ValueString(),
		Level:         m.Level.ValueString(),
		Source:        m.Source.ValueString(),
		Pattern:       m.Pattern.ValueString(),
		StartTime:     framework.Parsed(&diags, "start_time", m.StartTime, framework.ParseTime),
		EndTime:       framework.Parsed(&diags, "end_time", m.EndTime, framework.ParseTime),
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

var eventType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"message": types.StringType,
	"level":   types.StringType,
	"time":    types.StringType,
	"source":  types.StringType,
}}
