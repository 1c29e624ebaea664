package jobs

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

var (
	_ datasource.DataSourceWithConfigure      = (*jobsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*jobsDataSource)(nil)
)

type jobsDataSource struct{ framework.DataSource }

// NewJobsDataSource is what the provider registers.
func NewJobsDataSource() datasource.DataSource {
	return &jobsDataSource{framework.DataSource{Name: "training_jobs"}}
}

func (d *jobsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = jobsDataSourceSchema()
}

// ValidateConfig compares arguments with each other. Each by itself is checked by its attribute.
func (d *jobsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config jobsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validate()...)
	}
}

func (d *jobsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config jobsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(d.Connection.RequireKnown(jobsSubject, config.ProjectID)...)
	timeout, diags := framework.Timeout(config.Timeouts, "read", framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.read(ctx, d.Connection, timeout)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}

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

	Timeouts types.Object `tfsdk:"timeouts"`
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

// Bounds of max_jobs. A state with more jobs is not useful.
const (
	defaultMaxJobs = 100
	maxMaxJobs     = 10_000
)

func jobsDataSourceSchema() schema.Schema {
	attributes := jobsFilterAttributes()
	maps.Copy(attributes, jobsListAttributes())
	attributes["timeouts"] = framework.TimeoutsAttribute("read",
		"Time limit of the whole read, including all pages and retries, such as `30s` or `1h`. Default `10m`.")
	return schema.Schema{
		MarkdownDescription: "Finds the training jobs of a project. Returns the complete list up to `max_jobs` or fails; never a list with gaps.",
		Attributes:          attributes,
	}
}

func jobsFilterAttributes() map[string]schema.Attribute {
	const nameRule = "1 to 64 letters, digits, hyphens and underscores"
	return map[string]schema.Attribute{
		"project_id": framework.ProjectAttribute(),
		"name": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only jobs with exactly this name, " + nameRule + ". More than one job may have it. " +
				"It cannot be combined with `name_contains`.",
			Validators: []validator.String{framework.Parses(parseName)},
		},
		"name_contains": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only jobs whose name contains this text (case-sensitive), " + nameRule + ".",
			Validators:          []validator.String{framework.Parses(parseName)},
		},
		"phases": schema.ListAttribute{
			ElementType:         types.StringType,
			Optional:            true,
			MarkdownDescription: "Only jobs in one of these phases: " + framework.OneOf(modelarts.Phases) + ".",
			Validators:          framework.Words(modelarts.Phases),
		},
		"created_after": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only jobs that were created at or after this time, in RFC 3339 (`2026-01-31T08:00:00Z`) or " +
				"epoch milliseconds (`1769846400000`). " +
				"The service can filter by time only if `created_before` is set too and is at most 31 days later. Otherwise the provider reads " +
				"the pages up to this time and filters.",
			Validators: framework.Time(),
		},
		"created_before": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only jobs that were created at or before this time, in the same format as `created_after`.",
			Validators:          framework.Time(),
		},
		"workspace_id": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Workspace to search, `0` or 32 letters and digits. Default: the service searches the default workspace, `0`. " +
				"One search covers one workspace.",
			Validators: []validator.String{framework.Parses(parseWorkspaceID)},
		},
	}
}

func jobsListAttributes() map[string]schema.Attribute {
	jobAttributes := jobResultAttributes()
	jobAttributes["id"] = schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Id of the job, for the argument `training_job_id` of other data sources.",
	}
	return map[string]schema.Attribute{
		"order": schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Order by time of creation, `desc` (the default, newest first) or `asc`. Jobs with the same time are ordered by id.",
			Validators:          framework.Word(modelarts.Orders),
		},
		"max_jobs": schema.Int64Attribute{
			CustomType: framework.Between(0, maxMaxJobs),
			Optional:   true,
			Computed:   true,
			MarkdownDescription: fmt.Sprintf("Number of jobs to keep in `jobs`, starting with the first in the requested order, 0 to %d. "+
				"The provider reads only the pages that it needs. Default %d.", maxMaxJobs, defaultMaxJobs),
		},
		"jobs": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The jobs that match, in the requested order. Empty if none matches.",
			NestedObject:        schema.NestedAttributeObject{Attributes: jobAttributes},
		},
		"truncated": schema.BoolAttribute{
			Computed:            true,
			MarkdownDescription: "Whether more jobs match than `max_jobs`.",
		},
	}
}

var (
	namePattern      = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	workspacePattern = regexp.MustCompile(`^(0|[A-Za-z0-9]{32})$`)
)

// parseName parses a name or a part of one. The characters are those that the API reference allows in names, so that none of them is a
// wildcard except the underscore.
func parseName(text string) (string, error) {
	if !namePattern.MatchString(text) {
		return "", fmt.Errorf("it must be 1 to 64 letters, digits, hyphens and underscores, got %q", text)
	}
	return text, nil
}

func parseWorkspaceID(text string) (string, error) {
	if !workspacePattern.MatchString(text) {
		return "", fmt.Errorf("it must be \"0\" or 32 letters and digits, got %q", text)
	}
	return text, nil
}
