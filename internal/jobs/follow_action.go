package jobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
)

var (
	_ action.ActionWithConfigure      = (*followAction)(nil)
	_ action.ActionWithValidateConfig = (*followAction)(nil)
)

type followAction struct {
	connection *framework.Connection
}

// NewFollowAction is what the provider registers.
func NewFollowAction() action.Action { return &followAction{} }

func (a *followAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_follow_training_job"
}

func (a *followAction) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = followSchema(ctx)
}

func (a *followAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	connected, diags := framework.ConnectionFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	a.connection = connected
}

func (a *followAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	var config followModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validate()...)
	}
}

func (a *followAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config followModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(a.connection.RequireKnown(followSubject, config.ProjectID)...)
	timeout, diags := config.Timeouts.Invoke(ctx, framework.DefaultInvokeTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(config.require()...)
	if resp.Diagnostics.HasError() {
		return
	}
	show := func(line string) { resp.SendProgress(action.InvokeProgressEvent{Message: line}) }
	resp.Diagnostics.Append(config.follow(ctx, a.connection, framework.TimeoutError{Operation: "invoke", After: timeout}, show)...)
}
