package jobs

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// outcome is how following a job ended.
type outcome struct {
	*modelarts.FollowResult

	// name is the job's id and project.
	name string
	// phases are those in which the job may end, levels those that it may not have events of.
	phases, levels []string
	timeout        framework.TimeoutError
	// redact is for all texts of the job and its events: the job may have written the user's secret.
	redact framework.Redact
}

// diagnostics are the reasons why the action fails although the job could be followed to its end.
func (o *outcome) diagnostics() diag.Diagnostics {
	var diags diag.Diagnostics
	if !o.Job.IsInPhase(o.phases...) {
		diags.Append(o.phaseDiagnostic())
	}
	if o.Summary.Count(o.levels...) > 0 {
		diags.Append(o.levelsDiagnostic())
	}
	if len(o.levels) > 0 && o.Summary.OtherCount() > 0 {
		diags.Append(o.unknownLevelsDiagnostic())
	}
	if len(o.levels) > 0 && o.Summary.OtherCount()+o.Summary.Count(eventlist.Levels...) == 0 {
		diags.Append(o.noEventsDiagnostic())
	}
	return diags
}

func (o *outcome) phaseDiagnostic() diag.Diagnostic {
	detail := slices.DeleteFunc([]string{
		fmt.Sprintf("Training job %s is in the phase %s. This action accepts only %s.", o.name, o.redact.Phase(o.Job), strings.Join(o.phases, ", ")),
		o.redact.Tasks(o.Job.TaskStatuses),
		"What to do: Fix the cause and run the job again. If this phase is acceptable, add it to `require_phases`.",
	}, func(part string) bool { return part == "" })
	return diag.NewAttributeErrorDiagnostic(path.Root("require_phases"), "Training job ended in a phase that this action does not accept",
		strings.Join(detail, "\n\n"))
}

func (o *outcome) levelsDiagnostic() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Training job has events of a level that this action does not accept",
		fmt.Sprintf("Training job %s has %s of these levels: %s.\n\nThe latest:\n%s\nWhat to do: Fix the cause of these events and run the job again.",
			o.name, framework.Quantity(o.Summary.Count(o.levels...), "event"), strings.Join(o.levels, ", "), o.redact.Events(o.Summary.Latest(o.levels...))))
}

func (o *outcome) unknownLevelsDiagnostic() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Training job has events of an unknown level", fmt.Sprintf(
		"Training job %s has %s whose level is not %s, so this action cannot tell whether they are errors. Unknown levels: %s.\n\nThe latest:\n%s\n"+
			"What to do: Read these events. If their levels do not matter, remove `fail_on_levels`, and use the ephemeral resource "+
			"`modelarts_training_job_events` with `ignore_unknown_levels = true` instead.",
		o.name, framework.Quantity(o.Summary.OtherCount(), "event"), framework.OneOf(eventlist.Levels), o.redact.Levels(o.Summary.OtherLevels()),
		o.redact.Events(o.Summary.LatestOther())))
}

// noEventsDiagnostic is the same rule as the default of `min_events` in the ephemeral resource: a job without events says nothing about errors.
func (o *outcome) noEventsDiagnostic() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Training job has no events", fmt.Sprintf(
		"Training job %s has no events, so this action cannot tell whether there were errors.\n\n"+
			"What to do: Check `training_job_id`. If a job without events may pass, remove `fail_on_levels`.", o.name))
}

// failed explains why the job could not be followed to its end.
func (o *outcome) failed(from *framework.Connection, err error) diag.Diagnostic {
	if _, timedOut := errors.AsType[framework.TimeoutError](err); !timedOut || o.Job == nil {
		return from.Failed(followSubject.Of("training job "+o.name), err)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("timeouts"), "Training job did not end in time", fmt.Sprintf(
		"Training job %s is in the phase %s.\n\n%s\n\n"+
			"What to do: Run the action again, which shows all events again, or raise `timeouts = { invoke = ... }`.",
		o.name, o.redact.Phase(o.Job), rest.PrintableSentence("What happened: "+err.Error())))
}
