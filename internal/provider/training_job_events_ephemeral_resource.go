package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/ephemeral/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*trainingJobEventsEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*trainingJobEventsEphemeralResource)(nil)
)

type trainingJobEventsEphemeralModel struct {
	trainingJobEventsModel
	gateModel

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// trainingJobEventsEphemeralResource has nothing to renew or to close: what was read is all there is.
type trainingJobEventsEphemeralResource struct {
	connection *connection
}

func newTrainingJobEventsEphemeralResource() ephemeral.EphemeralResource {
	return &trainingJobEventsEphemeralResource{}
}

func (r *trainingJobEventsEphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_training_job_events"
}

func (r *trainingJobEventsEphemeralResource) Schema(ctx context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = trainingJobEventsEphemeralSchema(ctx)
}

func (r *trainingJobEventsEphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	connection, diags := connectionFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	r.connection = connection
}

func (r *trainingJobEventsEphemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var config trainingJobEventsEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateWindow()...)
		resp.Diagnostics.Append(config.validateGate()...)
	}
}

func (r *trainingJobEventsEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model trainingJobEventsEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(r.connection.requireKnown(model.ProjectID)...)
	timeout, diags := model.Timeouts.Open(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(model.requireGate()...)
	if resp.Diagnostics.HasError() {
		return
	}
	summary, diags := model.read(ctx, r.connection, operation{"open", timeout})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(model.gate(summary, r.connection.client.Redact)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
