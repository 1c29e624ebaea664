package trainingjob

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/argument"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// gateModel holds the arguments that make the ephemeral resource a gate.
type gateModel struct {
	RequirePhases types.List   `tfsdk:"require_phases"`
	WaitForEnd    types.Bool   `tfsdk:"wait_for_end"`
	PollInterval  types.String `tfsdk:"poll_interval"`
}

// Bounds of `poll_interval`. The shortest spares the service, the longest is enough for jobs of days.
const (
	defaultPollInterval = 15 * time.Second
	minPollInterval     = time.Second
	maxPollInterval     = 10 * time.Minute
)

func parsePollInterval(text string) (time.Duration, error) {
	interval, err := time.ParseDuration(text)
	if err != nil || interval < minPollInterval || interval > maxPollInterval {
		return 0, fmt.Errorf("it must be a duration from 1s to 10m, such as \"30s\" or \"2m\", got %q", text)
	}
	return interval, nil
}

// acceptedPhases are the phases in which the gate passes; none means all.
func (g *gateModel) acceptedPhases() []string {
	if g.RequirePhases.IsNull() && g.WaitForEnd.ValueBool() {
		return []string{modelarts.PhaseCompleted}
	}
	return g.requiredPhases()
}

// pollInterval is the argument or its default.
func (g *gateModel) pollInterval() (time.Duration, error) {
	if g.PollInterval.IsNull() {
		return defaultPollInterval, nil
	}
	return parsePollInterval(g.PollInterval.ValueString())
}

// validateGate rejects arguments that contradict each other. It skips unknown ones.
func (g *gateModel) validateGate() diag.Diagnostics {
	var diags diag.Diagnostics
	phases := g.requiredPhases()
	isKnown := len(phases) > 0 && len(phases) == len(g.RequirePhases.Elements())
	if g.WaitForEnd.ValueBool() && isKnown && !slices.ContainsFunc(phases, isTerminal) {
		diags.AddAttributeError(path.Root("require_phases"), "Gate can never pass",
			"With `wait_for_end = true`, the gate waits until the job has ended, but no phase in `require_phases` is the phase of a job that has "+
				"ended. Add "+argument.OneOf(modelarts.TerminalPhases)+", or remove `wait_for_end`.")
	}
	if !g.PollInterval.IsNull() && g.WaitForEnd.IsNull() {
		diags.AddAttributeError(path.Root("poll_interval"), "Gate does not wait",
			"`poll_interval` has no effect without `wait_for_end`. Set `wait_for_end = true`, or remove `poll_interval`.")
	}
	return diags
}

func isTerminal(phase string) bool { return slices.Contains(modelarts.TerminalPhases, phase) }

// requireGate does not rely on the validation: a gate that passes by mistake is worse than none.
func (g *gateModel) requireGate() diag.Diagnostics {
	phases := slices.DeleteFunc(g.requiredPhases(), func(phase string) bool { return !slices.Contains(modelarts.Phases, phase) })
	if !g.RequirePhases.IsNull() && (len(phases) == 0 || len(phases) < len(g.RequirePhases.Elements())) {
		return diag.Diagnostics{argument.InvalidValue(path.Root("require_phases"),
			"it must be a known list of at least one phase, each of "+argument.OneOf(modelarts.Phases))}
	}
	if g.WaitForEnd.IsUnknown() {
		return diag.Diagnostics{argument.InvalidValue(path.Root("wait_for_end"), "it must be known")}
	}
	if _, err := g.pollInterval(); err != nil {
		return diag.Diagnostics{argument.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	return g.validateGate()
}

// requiredPhases are those that are known.
func (g *gateModel) requiredPhases() []string {
	var phases []string
	for _, element := range g.RequirePhases.Elements() {
		if phase, ok := knownString(element); ok {
			phases = append(phases, phase)
		}
	}
	return phases
}

func knownString(value attr.Value) (string, bool) {
	text, ok := value.(types.String)
	return text.ValueString(), ok && !text.IsNull() && !text.IsUnknown()
}
