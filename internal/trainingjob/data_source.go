// Package trainingjob is the data source and the ephemeral resource modelarts_training_job: the phase of a job, and a gate that may wait
// for the job's end. It does no HTTP and no JSON.
//
// Both read top to bottom in data_source.go and ephemeral_resource.go. model.go turns a job into results, schema.go describes them,
// gate.go checks the arguments of the gate, open.go decides whether it fails, and refusal.go explains why.
package trainingjob

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/connection"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/diagnostics"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobargument"
)

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

type dataSourceModel struct {
	commonModel

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type dataSource struct {
	connection *connection.Connection
}

// NewDataSource is what the provider registers.
func NewDataSource() datasource.DataSource { return &dataSource{} }

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_training_job"
}

func (d *dataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema(ctx)
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	connected, diags := connection.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.connection = connected
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model dataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.connection.RequireKnown(subject, model.ProjectID)...)
	timeout, diags := model.Timeouts.Read(ctx, jobargument.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(model.read(ctx, d.connection, diagnostics.TimeoutError{Operation: "read", After: timeout})...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
