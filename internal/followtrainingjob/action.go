// Package followtrainingjob is the action modelarts_follow_training_job: it shows the phases and the events of a job as they arrive, until
// the job has ended, and then fails or succeeds. It does no HTTP and no JSON.
//
// The action reads top to bottom in action.go. schema.go describes its arguments, model.go checks them, progress.go formats what is shown,
// and outcome.go decides whether the action fails, and explains why.
package followtrainingjob

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/connection"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/diagnostics"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobargument"
)

var (
	_ action.ActionWithConfigure      = (*followAction)(nil)
	_ action.ActionWithValidateConfig = (*followAction)(nil)
)

type followAction struct {
	connection *connection.Connection
}

// NewAction is what the provider registers.
func NewAction() action.Action { return &followAction{} }

func (a *followAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_follow_training_job"
}

func (a *followAction) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = actionSchema(ctx)
}

func (a *followAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	connected, diags := connection.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	a.connection = connected
}

func (a *followAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validate()...)
	}
}

func (a *followAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(a.connection.RequireKnown(subject, config.ProjectID)...)
	timeout, diags := config.Timeouts.Invoke(ctx, jobargument.DefaultInvokeTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(config.require()...)
	if resp.Diagnostics.HasError() {
		return
	}
	show := func(line string) { resp.SendProgress(action.InvokeProgressEvent{Message: line}) }
	resp.Diagnostics.Append(config.follow(ctx, a.connection, diagnostics.TimeoutError{Operation: "invoke", After: timeout}, show)...)
}
