// Package jobs has the types about training jobs themselves, each with a prefix of its file names: the data source and the ephemeral resource
// modelarts_training_job (job_), the data source modelarts_training_jobs (jobs_), and the action modelarts_follow_training_job (follow_).
// It does no HTTP and no JSON.
//
// Each type reads top to bottom in its file _data_source.go, _ephemeral_resource.go or _action.go.
package jobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
)

var _ datasource.DataSourceWithConfigure = (*jobDataSource)(nil)

type jobDataSourceModel struct {
	jobModel

	Timeouts types.Object `tfsdk:"timeouts"`
}

// jobTypeName follows the name of the provider in the names of the data source and the ephemeral resource.
const jobTypeName = "training_job"

type jobDataSource struct{ framework.DataSource }

// NewJobDataSource is what the provider registers.
func NewJobDataSource() datasource.DataSource {
	return &jobDataSource{framework.DataSource{Name: jobTypeName}}
}

func (d *jobDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = jobDataSourceSchema()
}

func (d *jobDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model jobDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Connection.RequireKnown(jobSubject, model.ProjectID)...)
	timeout, diags := framework.Timeout(model.Timeouts, "read", framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(model.read(ctx, d.Connection, timeout)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
