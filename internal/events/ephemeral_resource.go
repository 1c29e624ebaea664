package events

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*ephemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*ephemeralResource)(nil)
)

type ephemeralModel struct {
	commonModel
	gateModel

	Timeouts types.Object `tfsdk:"timeouts"`
}

type ephemeralResource struct{ framework.EphemeralResource }

// NewEphemeralResource is what the provider registers.
func NewEphemeralResource() ephemeral.EphemeralResource {
	return &ephemeralResource{framework.EphemeralResource{Name: typeName}}
}

func (r *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralSchema()
}

func (r *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var config ephemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateRange()...)
		resp.Diagnostics.Append(config.validateGate()...)
	}
}

func (r *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model ephemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(r.Connection.RequireKnown(subject, model.ProjectID)...)
	timeout, diags := framework.Timeout(model.Timeouts, "open", framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(model.requireGate()...)
	if resp.Diagnostics.HasError() {
		return
	}
	summary, diags := model.read(ctx, r.Connection, timeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(model.check(summary, r.Connection.Client.Redact)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
