// Package trainingjobs is the data source modelarts_training_jobs: the training jobs that match a search. It does no HTTP and no JSON.
package trainingjobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/connection"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/diagnostics"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobargument"
)

var (
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

type dataSource struct {
	connection *connection.Connection
}

// NewDataSource is what the provider registers.
func NewDataSource() datasource.DataSource { return &dataSource{} }

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_training_jobs"
}

func (d *dataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema(ctx)
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	connected, diags := connection.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.connection = connected
}

// ValidateConfig compares arguments with each other. Each by itself is checked by its attribute.
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateRange()...)
	}
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(d.connection.RequireKnown(subject, config.ProjectID)...)
	timeout, diags := config.Timeouts.Read(ctx, jobargument.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.read(ctx, d.connection, diagnostics.TimeoutError{Operation: "read", After: timeout})...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
