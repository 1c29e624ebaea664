package jobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
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

func (d *jobsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = jobsDataSourceSchema(ctx)
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
	timeout, diags := config.Timeouts.Read(ctx, framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.read(ctx, d.Connection, framework.TimeoutError{Operation: "read", After: timeout})...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
