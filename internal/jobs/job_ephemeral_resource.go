package jobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*jobEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*jobEphemeralResource)(nil)
)

type jobEphemeralModel struct {
	jobModel
	jobGateModel

	Timeouts types.Object `tfsdk:"timeouts"`
}

type jobEphemeralResource struct{ framework.EphemeralResource }

// NewJobEphemeralResource is what the provider registers.
func NewJobEphemeralResource() ephemeral.EphemeralResource {
	return &jobEphemeralResource{framework.EphemeralResource{Name: jobTypeName}}
}

func (r *jobEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = jobEphemeralSchema()
}

func (r *jobEphemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var config jobEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateGate()...)
	}
}

func (r *jobEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model jobEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(r.Connection.RequireKnown(jobSubject, model.ProjectID)...)
	timeout, diags := framework.Timeout(model.Timeouts, "open", framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(model.requireGate()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(model.open(ctx, r.Connection, timeout)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
