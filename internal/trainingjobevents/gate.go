package trainingjobevents

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/argument"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobtext"
)

// gateModel holds the arguments that make the ephemeral resource a gate.
type gateModel struct {
	FailOnLevels        types.List  `tfsdk:"fail_on_levels"`
	IgnoreUnknownLevels types.Bool  `tfsdk:"ignore_unknown_levels"`
	MinEvents           types.Int64 `tfsdk:"min_events"`
}

// gate fails for each reason that keeps the gate closed. It is called after the read has set the results. What it quotes of events is
// redacted: the job may have written the user's secret.
func (m *ephemeralModel) gate(summary *eventlist.Summary, redact jobtext.Redact) diag.Diagnostics {
	var diags diag.Diagnostics
	job := "Training job " + m.InProject()
	levels := m.failOnLevels()
	if summary.Count(levels...) > 0 {
		diags.Append(levelsDiagnostic(job, levels, summary, redact))
	}
	if len(levels) > 0 && summary.OtherCount() > 0 && !m.IgnoreUnknownLevels.ValueBool() {
		diags.Append(unknownLevelsDiagnostic(job, summary, redact))
	}
	if total, least := m.Total.ValueInt64(), m.minEvents(); total < least {
		diags.Append(fewEventsDiagnostic(job, total, least))
	}
	return diags
}

// minEvents is the argument or its default: a job without any event says nothing about the model, but a filter may match none of a
// job that went well.
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

// validateGate rejects arguments that hide from the gate what it is for.
func (m *ephemeralModel) validateGate() diag.Diagnostics {
	var diags diag.Diagnostics
	levels := m.failOnLevels()
	for _, level := range levels {
		if m.leavesOut(level) {
			diags.AddAttributeError(path.Root("fail_on_levels"), gateNeverFails, fmt.Sprintf(
				"`fail_on_levels` contains %#q, but `level = %q` filters those events out. Remove `level`, or list the same level in both.",
				level, m.Level.ValueString()))
			break
		}
	}
	if len(levels) > 0 && m.Offset.ValueInt64() > 0 {
		diags.AddAttributeError(path.Root("offset"), "Gate does not see every event", fmt.Sprintf(
			"`offset = %d` skips events, so that `fail_on_levels` does not see them. Remove `offset`. "+
				"To leave out an earlier run of the job, set `start_time`.", m.Offset.ValueInt64()))
	}
	return diags
}

const gateNeverFails = "Gate can never fail"

// requireGate does not rely on the validation: a gate that passes by mistake is worse than none.
func (m *ephemeralModel) requireGate() diag.Diagnostics {
	levels := m.failOnLevels()
	levels = slices.DeleteFunc(levels, func(level string) bool { return !slices.Contains(eventlist.Levels, level) })
	if !m.FailOnLevels.IsNull() && (len(levels) == 0 || len(levels) < len(m.FailOnLevels.Elements())) {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), gateNeverFails,
			"List at least one level, each of "+argument.OneOf(eventlist.Levels)+".")}
	}
	for name, number := range map[string]types.Int64{"min_events": m.MinEvents, "offset": m.Offset} {
		if number.IsUnknown() || number.ValueInt64() < 0 {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(name), "Invalid value",
				"The argument `"+name+"` cannot be used: it must be a known number of at least 0.")}
		}
	}
	return m.validateGate()
}

// failOnLevels are those that are known.
func (m *ephemeralModel) failOnLevels() []string {
	var levels []string
	for _, element := range m.FailOnLevels.Elements() {
		if level, ok := element.(types.String); ok && !level.IsNull() && !level.IsUnknown() {
			levels = append(levels, level.ValueString())
		}
	}
	return levels
}

func levelsDiagnostic(job string, levels []string, summary *eventlist.Summary, redact jobtext.Redact) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Training job has events that close this gate", fmt.Sprintf(
		"%s has %s of the levels that close this gate: %s.\n\nThe latest:\n%s\n"+
			"What to do: Fix the cause of these events. If they belong to an earlier run of the job, set `start_time` to the start of the last run.",
		job, numberOfEvents(summary.Count(levels...)), strings.Join(inOrderOnce(levels), ", "), redact.Events(summary.Latest(levels...))))
}

func unknownLevelsDiagnostic(job string, summary *eventlist.Summary, redact jobtext.Redact) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Training job has events of an unknown level", fmt.Sprintf(
		"%s has %s whose level is not %s, so this gate cannot tell whether they are errors. Unknown levels: %s.\n\nThe latest:\n%s\n"+
			"What to do: Read these events. If their levels do not matter, set `ignore_unknown_levels = true`.",
		job, numberOfEvents(summary.OtherCount()), argument.OneOf(eventlist.Levels), quotedLevels(summary.OtherLevels(), redact),
		redact.Events(summary.LatestOther())))
}

func fewEventsDiagnostic(job string, total, least int64) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("min_events"), "Training job has too few events", fmt.Sprintf(
		"%s has %s that match, and this gate needs at least %d (`min_events`).\n\n"+
			"What to do: Check `training_job_id` and the filters, or try again when the job has run. "+
			"If a job with fewer events may pass, lower `min_events`.",
		job, numberOfEvents(total), least))
}

func numberOfEvents(n int64) string {
	if n == 1 {
		return "1 event"
	}
	return fmt.Sprint(n, " events")
}

// quotedLevels is safe for a terminal: the quotes escape what is not printable.
func quotedLevels(levels []string, redact jobtext.Redact) string {
	var quoted []string
	for _, level := range levels {
		runes := []rune(redact.Beginning(level))
		switch {
		case level == "":
			quoted = append(quoted, "none")
		case len(runes) > jobtext.MaxWordRunes:
			quoted = append(quoted, strconv.Quote(string(runes[:jobtext.MaxWordRunes])+"…"))
		default:
			quoted = append(quoted, strconv.Quote(string(runes)))
		}
	}
	if len(levels) == eventlist.MaxOtherLevels {
		quoted = append(quoted, "and maybe others")
	}
	return strings.Join(quoted, ", ")
}

func inOrderOnce(words []string) []string {
	var once []string
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return once
}
