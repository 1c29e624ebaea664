package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

type jobsModel struct {
	ProjectID     types.String `tfsdk:"project_id"`
	Name          types.String `tfsdk:"name"`
	NameContains  types.String `tfsdk:"name_contains"`
	Phases        types.List   `tfsdk:"phases"`
	CreatedAfter  types.String `tfsdk:"created_after"`
	CreatedBefore types.String `tfsdk:"created_before"`
	WorkspaceID   types.String `tfsdk:"workspace_id"`
	Order         types.String `tfsdk:"order"`
	MaxJobs       types.Int64  `tfsdk:"max_jobs"`

	// Jobs is a list and not a slice, because a configuration may leave it unknown.
	Jobs      types.List `tfsdk:"jobs"`
	Truncated types.Bool `tfsdk:"truncated"`

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// jobModel is an element of jobs.
type foundJob struct {
	ID types.String `tfsdk:"id"`
	jobValues
}

// subject is what diagnostics are about.
var jobsSubject = framework.Subject{
	Noun:       "training jobs",
	Content:    "a list of training jobs",
	HasFilters: true,
	OfProject:  true,
	Permission: "`modelarts:trainJob:list`",
}

// read fills in what was left out, and the results.
func (m *jobsModel) read(ctx context.Context, connection *framework.Connection, timeout framework.TimeoutError) diag.Diagnostics {
	ctx, end := connection.Context(ctx, timeout)
	defer end()
	query, diags := m.query()
	if diags.HasError() {
		return diags
	}
	if query.ProjectID, diags = connection.ProjectID(ctx, jobsSubject, m.ProjectID); diags.HasError() {
		return diags
	}
	list, err := connection.Client.TrainingJobs(ctx, query, m.MaxJobs.ValueInt64())
	if err != nil {
		return diag.Diagnostics{connection.Failed(jobsSubject.Of("project "+query.ProjectID), err)}
	}
	m.ProjectID = types.StringValue(query.ProjectID)
	m.Truncated = types.BoolValue(list.Truncated)
	jobs := make([]foundJob, len(list.Jobs))
	for i, job := range list.Jobs {
		jobs[i] = foundJob{ID: types.StringValue(job.ID), jobValues: jobValuesOf(&job.TrainingJob)}
	}
	m.Jobs, diags = types.ListValueFrom(ctx, m.Jobs.ElementType(ctx), jobs)
	return diags
}

// query fills in the defaults. It parses the arguments again, because an argument that was not known to the validation must not become a
// filter that matches every job.
func (m *jobsModel) query() (query modelarts.JobsQuery, diags diag.Diagnostics) {
	if m.Order.IsNull() {
		m.Order = types.StringValue(modelarts.OrderDescending)
	}
	if m.MaxJobs.IsNull() {
		m.MaxJobs = types.Int64Value(defaultMaxJobs)
	}
	return modelarts.JobsQuery{
		Name:          parsed(&diags, "name", m.Name, parseName),
		NameContains:  parsed(&diags, "name_contains", m.NameContains, parseName),
		Phases:        m.phases(&diags),
		CreatedAfter:  parsed(&diags, "created_after", m.CreatedAfter, parseTime),
		CreatedBefore: parsed(&diags, "created_before", m.CreatedBefore, parseTime),
		WorkspaceID:   parsed(&diags, "workspace_id", m.WorkspaceID, parseWorkspaceID),
		Order:         m.Order.ValueString(),
	}, diags
}

// parsed returns the zero value for null.
func parsed[T any](diags *diag.Diagnostics, name string, value types.String, parse func(string) (T, error)) (result T) {
	if value.IsNull() {
		return result
	}
	result, err := parse(value.ValueString())
	if err != nil {
		diags.Append(framework.InvalidValue(path.Root(name), err.Error()))
	}
	return result
}

// phases returns each phase once, in the order that the search sends. It returns nil only for null.
func (m *jobsModel) phases(diags *diag.Diagnostics) []string {
	diags.Append(framework.RequireWords(path.Root("phases"), m.Phases, modelarts.Phases)...)
	phases := framework.KnownWords(m.Phases)
	slices.Sort(phases)
	return phases
}

// validateRange accepts times that are not known yet.
func (m *jobsModel) validateRange() diag.Diagnostics {
	after, afterErr := parseTime(m.CreatedAfter.ValueString())
	before, beforeErr := parseTime(m.CreatedBefore.ValueString())
	if afterErr != nil || beforeErr != nil || !after.After(before) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("created_after"), "Range ends before it starts", fmt.Sprintf(
		"`created_after` %q is %s after `created_before` %q. Swap them, or check their time zones.",
		m.CreatedAfter.ValueString(), after.Sub(before).Round(time.Millisecond), m.CreatedBefore.ValueString()))}
}
