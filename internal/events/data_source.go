// Package events is the data source and the ephemeral resource modelarts_training_job_events. It does no HTTP and no JSON,
// which is the job of internal/modelarts and of the packages that it uses.
//
// Both read top to bottom in data_source.go and ephemeral_resource.go. model.go turns arguments into a query and a list into results,
// schema.go describes them, and gate.go decides whether the ephemeral resource fails.
package events

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
)

var (
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

type dataSourceModel struct {
	commonModel

	Timeouts types.Object `tfsdk:"timeouts"`
}

// typeName follows the name of the provider in the names of both types.
const typeName = "training_job_events"

type dataSource struct{ framework.DataSource }

// NewDataSource is what the provider registers.
func NewDataSource() datasource.DataSource { return &dataSource{framework.DataSource{Name: typeName}} }

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema()
}

func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config dataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateRange()...)
	}
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model dataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Connection.RequireKnown(subject, model.ProjectID)...)
	timeout, diags := framework.Timeout(model.Timeouts, "read", framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, diags = model.read(ctx, d.Connection, timeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
