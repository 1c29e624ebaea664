package jobs

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// waitArguments are the arguments of a gate on the phase that can wait for the end of the job.
type waitArguments struct {
	RequirePhases types.List   `tfsdk:"require_phases"`
	PollInterval  types.String `tfsdk:"poll_interval"`
}

// interval is the argument or the default.
func (a *waitArguments) interval(byDefault time.Duration) (time.Duration, error) {
	if a.PollInterval.IsNull() {
		return byDefault, nil
	}
	return parsePollInterval(a.PollInterval.ValueString())
}

// require does not rely on the validation: a gate that passes by mistake is worse than none.
func (a *waitArguments) require() diag.Diagnostics {
	if diags := framework.RequireWords(path.Root("require_phases"), a.RequirePhases, modelarts.Phases); diags.HasError() {
		return diags
	}
	if _, err := a.interval(time.Second); err != nil {
		return diag.Diagnostics{framework.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	return nil
}

// validateEnd rejects phases that no job has at its end. It is for gates that wait for the end, and skips unknown phases.
func (a *waitArguments) validateEnd() diag.Diagnostics {
	known := framework.KnownWords(a.RequirePhases)
	if len(known) == 0 || len(known) < len(a.RequirePhases.Elements()) || !gate.NeverEnd(known) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("require_phases"), "Gate can never pass",
		"The gate waits until the job has ended, but no phase in `require_phases` is the phase of a job that has ended. Add "+
			framework.OneOf(modelarts.TerminalPhases)+".")}
}

// Bounds of `poll_interval`. The shortest spares the service, the longest is enough for jobs of days.
const (
	minPollInterval = time.Second
	maxPollInterval = 10 * time.Minute
)

// parsePollInterval parses the argument `poll_interval`, the time between two reads of a job.
func parsePollInterval(text string) (time.Duration, error) {
	interval, err := time.ParseDuration(text)
	if err != nil || interval < minPollInterval || interval > maxPollInterval {
		return 0, fmt.Errorf("it must be a duration from 1s to 10m, such as \"30s\" or \"2m\", got %q", text)
	}
	return interval, nil
}
