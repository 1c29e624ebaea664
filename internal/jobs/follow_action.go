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

type followAction struct{ framework.Action }

// NewFollowAction is what the provider registers.
func NewFollowAction() action.Action {
	return &followAction{framework.Action{Name: "follow_training_job"}}
}

func (a *followAction) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = followSchema(ctx)
}

func (a *followAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	var config followModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateEnd()...)
	}
}

func (a *followAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config followModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(a.Connection.RequireKnown(followSubject, config.ProjectID)...)
	timeout, diags := config.Timeouts.Invoke(ctx, framework.DefaultInvokeTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(config.requireGate()...)
	if resp.Diagnostics.HasError() {
		return
	}
	show := func(line string) { resp.SendProgress(action.InvokeProgressEvent{Message: line}) }
	resp.Diagnostics.Append(config.follow(ctx, a.Connection, framework.TimeoutError{Operation: "invoke", After: timeout}, show)...)
}
