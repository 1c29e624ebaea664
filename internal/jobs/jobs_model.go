package jobs

import (
	"context"
	"slices"

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

// foundJob is an element of jobs.
type foundJob struct {
	ID types.String `tfsdk:"id"`
	jobValues
}

// jobsSubject is what diagnostics are about.
var jobsSubject = framework.Subject{
	Noun:       "training jobs",
	Content:    "a list of training jobs",
	HasFilters: true,
	OfProject:  true,
	Permission: "`modelarts:trainJob:list`",
}

// read sets the defaults and the results.
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
		Name:          framework.Parsed(&diags, "name", m.Name, parseName),
		NameContains:  framework.Parsed(&diags, "name_contains", m.NameContains, parseName),
		Phases:        m.phases(&diags),
		CreatedAfter:  framework.Parsed(&diags, "created_after", m.CreatedAfter, framework.ParseTime),
		CreatedBefore: framework.Parsed(&diags, "created_before", m.CreatedBefore, framework.ParseTime),
		WorkspaceID:   framework.Parsed(&diags, "workspace_id", m.WorkspaceID, parseWorkspaceID),
		Order:         m.Order.ValueString(),
	}, diags
}

// phases returns each phase once, in the order that the search sends. It returns nil only for null.
func (m *jobsModel) phases(diags *diag.Diagnostics) []string {
	diags.Append(framework.RequireWords(path.Root("phases"), m.Phases, modelarts.Phases)...)
	phases := framework.KnownWords(m.Phases)
	slices.Sort(phases)
	return phases
}

// validate compares arguments with each other. It skips unknown ones: Terraform validates again before a read.
func (m *jobsModel) validate() diag.Diagnostics {
	diags := framework.ValidateRange("created_after", m.CreatedAfter, "created_before", m.CreatedBefore)
	if m.Name.ValueString() != "" && m.NameContains.ValueString() != "" {
		diags.AddAttributeError(path.Root("name_contains"), "Two arguments for the name",
			"`name` and `name_contains` cannot be combined. Remove one of them.")
	}
	return diags
}
