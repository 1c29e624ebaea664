package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/ephemeral/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*trainingJobEventsEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*trainingJobEventsEphemeralResource)(nil)
)

type trainingJobEventsEphemeralModel struct {
	trainingJobEventsModel

	FailOnLevels types.List     `tfsdk:"fail_on_levels"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
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
	resp.Diagnostics.Append(model.gate(summary)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}

// gate is closed by one event of a level that it is to fail on.
func (m *trainingJobEventsEphemeralModel) gate(summary *eventlist.Summary) diag.Diagnostics {
	levels := m.failOnLevels()
	if summary.Count(levels...) == 0 {
		return nil
	}
	return diag.Diagnostics{gateDiagnostic(m.TrainingJobID.ValueString(), m.ProjectID.ValueString(), levels, summary)}
}

// validateGate refuses a gate that could never close.
func (m *trainingJobEventsEphemeralModel) validateGate() diag.Diagnostics {
	for _, level := range m.failOnLevels() {
		if m.leavesOut(level) {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Gate that cannot close",
				"It is to fail on `"+level+"`, and `level` lets only events of the level `"+m.Level.ValueString()+
					"` in. Leave `level` out, or name the same level in both.")}
		}
	}
	return nil
}

// requireGate does not rely on the validation: a gate that stands open by mistake is worse than none.
func (m *trainingJobEventsEphemeralModel) requireGate() diag.Diagnostics {
	levels := m.failOnLevels()
	levels = slices.DeleteFunc(levels, func(level string) bool { return !slices.Contains(eventlist.Levels, level) })
	if !m.FailOnLevels.IsNull() && (len(levels) == 0 || len(levels) < len(m.FailOnLevels.Elements())) {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Gate that cannot close",
			"Name one level at least, each of "+oneOf(eventlist.Levels)+".")}
	}
	return m.validateGate()
}

// failOnLevels are those that are known.
func (m *trainingJobEventsEphemeralModel) failOnLevels() []string {
	var levels []string
	for _, element := range m.FailOnLevels.Elements() {
		if level, ok := element.(types.String); ok && !level.IsNull() && !level.IsUnknown() {
			levels = append(levels, level.ValueString())
		}
	}
	return levels
}
