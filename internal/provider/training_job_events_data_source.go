package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

var (
	_ datasource.DataSourceWithConfigure      = (*trainingJobEventsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*trainingJobEventsDataSource)(nil)
)

type trainingJobEventsDataSourceModel struct {
	trainingJobEventsModel

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type trainingJobEventsDataSource struct {
	connection *connection
}

func newTrainingJobEventsDataSource() datasource.DataSource { return &trainingJobEventsDataSource{} }

func (d *trainingJobEventsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_training_job_events"
}

func (d *trainingJobEventsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = trainingJobEventsDataSourceSchema(ctx)
}

func (d *trainingJobEventsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	connection, diags := connectionFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.connection = connection
}

func (d *trainingJobEventsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config trainingJobEventsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateWindow()...)
	}
}

func (d *trainingJobEventsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model trainingJobEventsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.connection.requireKnown(model.ProjectID)...)
	timeout, diags := model.Timeouts.Read(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, diags = model.read(ctx, d.connection, operation{"read", timeout})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
