package events

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// gateModel holds the arguments that make the ephemeral resource a gate.
type gateModel struct {
	FailOnLevels        types.List  `tfsdk:"fail_on_levels"`
	IgnoreUnknownLevels types.Bool  `tfsdk:"ignore_unknown_levels"`
	MinEvents           types.Int64 `tfsdk:"min_events"`
}

// check returns one error for each reason why the gate fails. It is called after the read has set the results.
func (m *ephemeralModel) check(events *eventlist.Summary, redact gate.Redact) diag.Diagnostics {
	conditions := gate.Conditions{
		FailOnLevels:        framework.KnownWords(m.FailOnLevels),
		IgnoreUnknownLevels: m.IgnoreUnknownLevels.ValueBool(),
		MinEvents:           m.minEvents(),
	}
	checked := gate.Gate{Conditions: conditions, Job: m.InProject(), Redact: redact}
	return framework.GateDiagnostics(checked.Reasons(gate.Evidence{Events: events, Total: m.Total.ValueInt64()}))
}

// minEvents is the argument or its default. The default is 1, because a job without events says nothing about the model. With a filter it
// is 0, because the filter may match no event of a successful job.
func (m *ephemeralModel) minEvents() int64 {
	isFiltered := !m.Level.IsNull() || !m.Source.IsNull() || !m.Pattern.IsNull()
	switch {
	case !m.MinEvents.IsNull():
		return m.MinEvents.ValueInt64()
	case m.FailOnLevels.IsNull() || isFiltered:
		return 0
	}
	return 1
}

// validateGate rejects arguments that hide events of `fail_on_levels` from the gate, and a gate that only seems to be one.
func (m *ephemeralModel) validateGate() diag.Diagnostics {
	var diags diag.Diagnostics
	levels := framework.KnownWords(m.FailOnLevels)
	for _, level := range levels {
		if m.leavesOut(level) {
			diags.AddAttributeError(path.Root("fail_on_levels"), "Gate can never fail", fmt.Sprintf(
				"`fail_on_levels` contains %#q, but `level = %q` filters those events out. Remove `level`, or list the same level in both.",
				level, m.Level.ValueString()))
			break
		}
	}
	if m.IgnoreUnknownLevels.ValueBool() && m.FailOnLevels.IsNull() {
		diags.AddAttributeError(path.Root("ignore_unknown_levels"), "Argument has no effect",
			"`ignore_unknown_levels` has no effect without `fail_on_levels`. Set `fail_on_levels`, or remove `ignore_unknown_levels`.")
	}
	if len(levels) > 0 && m.Offset.ValueInt64() > 0 {
		diags.AddAttributeError(path.Root("offset"), "Gate does not see every event", fmt.Sprintf(
			"`offset = %d` skips events, so that `fail_on_levels` does not see them. Remove `offset`. "+
				"To leave out an earlier run of the job, set `start_time`.", m.Offset.ValueInt64()))
	}
	return diags
}

// requireGate does not rely on the validation: a gate that passes by mistake is worse than none.
func (m *ephemeralModel) requireGate() diag.Diagnostics {
	diags := framework.RequireWords(path.Root("fail_on_levels"), m.FailOnLevels, eventlist.Levels)
	for _, number := range []struct {
		name  string
		value types.Int64
	}{{"min_events", m.MinEvents}, {"offset", m.Offset}} {
		if number.value.IsUnknown() || number.value.ValueInt64() < 0 {
			diags.Append(framework.InvalidValue(path.Root(number.name), "it must be a known number of at least 0"))
		}
	}
	if diags.HasError() {
		return diags
	}
	return m.validateGate()
}
