package jobs

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// jobGateModel holds the arguments that make the ephemeral resource a gate.
type jobGateModel struct {
	waitArguments

	WaitForEnd types.Bool `tfsdk:"wait_for_end"`
}

const defaultWaitInterval = 15 * time.Second

// acceptedPhases are the phases in which the gate passes; none means all. An explicit `wait_for_end = false`, such as from a variable, must
// not turn a gate off.
func (g *jobGateModel) acceptedPhases() []string {
	if g.RequirePhases.IsNull() && !g.WaitForEnd.IsNull() {
		return []string{modelarts.PhaseCompleted}
	}
	return framework.KnownWords(g.RequirePhases)
}

// validateGate rejects arguments that contradict each other. It skips unknown ones.
func (g *jobGateModel) validateGate() diag.Diagnostics {
	var diags diag.Diagnostics
	if g.WaitForEnd.ValueBool() {
		diags.Append(g.validateEnd()...)
	}
	if !g.PollInterval.IsNull() && g.WaitForEnd.IsNull() {
		diags.AddAttributeError(path.Root("poll_interval"), "Gate does not wait",
			"`poll_interval` has no effect without `wait_for_end`. Set `wait_for_end = true`, or remove `poll_interval`.")
	}
	return diags
}

// requireGate does not rely on the validation: a gate that passes by mistake is worse than none.
func (g *jobGateModel) requireGate() diag.Diagnostics {
	if diags := g.require(); diags.HasError() {
		return diags
	}
	if g.WaitForEnd.IsUnknown() {
		return diag.Diagnostics{framework.InvalidValue(path.Root("wait_for_end"), "it must be known")}
	}
	return g.validateGate()
}
