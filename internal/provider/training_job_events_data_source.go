package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

const defaultReadTimeout = 10 * time.Minute

var (
	_ datasource.DataSourceWithConfigure      = (*trainingJobEventsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*trainingJobEventsDataSource)(nil)
)

type trainingJobEventsDataSource struct {
	connection *connection
}

func newTrainingJobEventsDataSource() datasource.DataSource { return &trainingJobEventsDataSource{} }

func (d *trainingJobEventsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_training_job_events"
}

func (d *trainingJobEventsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = trainingJobEventsSchema(ctx)
}

func (d *trainingJobEventsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	connection, diags := connectionFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.connection = connection
}

func (d *trainingJobEventsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config trainingJobEventsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateWindow()...)
	}
}

func (d *trainingJobEventsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model trainingJobEventsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.connection.requireKnown(model.ProjectID)...)
	timeout, diags := model.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeoutCause(d.connection.logging(ctx), timeout, readTimeoutError{timeout})
	defer cancel()

	query, diags := model.query(ctx, d.connection)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	list, err := d.connection.client.TrainingJobEvents(ctx, query, model.eventsToKeep())
	if err != nil {
		resp.Diagnostics.Append(readDiagnostic(err, query))
		return
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, model.state(query, list))...)
}
