package jobs

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

type followModel struct {
	framework.JobArguments

	Language      types.String   `tfsdk:"language"`
	RequirePhases types.List     `tfsdk:"require_phases"`
	FailOnLevels  types.List     `tfsdk:"fail_on_levels"`
	PollInterval  types.String   `tfsdk:"poll_interval"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

// subject is what diagnostics are about.
var followSubject = framework.Subject{
	Noun:       "details and events",
	Content:    "details or events of a training job",
	Permission: "`modelarts:trainJob:get` and `modelarts:trainJob:listEvents`",
}

const defaultFollowInterval = 5 * time.Second

// acceptedPhases are the phases in which the job may end.
func (m *followModel) acceptedPhases() []string {
	if m.RequirePhases.IsNull() {
		return []string{modelarts.PhaseCompleted}
	}
	return framework.KnownWords(m.RequirePhases)
}

func (m *followModel) pollInterval() (time.Duration, error) {
	if m.PollInterval.IsNull() {
		return defaultFollowInterval, nil
	}
	return framework.ParsePollInterval(m.PollInterval.ValueString())
}

// validate skips unknown arguments.
func (m *followModel) validate() diag.Diagnostics {
	if !framework.HasNoEnd(m.RequirePhases) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("require_phases"), "Action can never succeed",
		"The action ends when the job has ended, but no phase in `require_phases` is the phase of a job that has ended. Add "+
			framework.OneOf(modelarts.TerminalPhases)+".")}
}

// require does not rely on the validation: an action that succeeds by mistake is worse than none.
func (m *followModel) require() diag.Diagnostics {
	diags := framework.RequireWords(path.Root("require_phases"), m.RequirePhases, modelarts.Phases)
	diags.Append(framework.RequireWords(path.Root("fail_on_levels"), m.FailOnLevels, eventlist.Levels)...)
	if diags.HasError() {
		return diags
	}
	if _, err := m.pollInterval(); err != nil {
		return diag.Diagnostics{framework.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	return m.validate()
}

// follow shows the job until it has ended, and fails unless it ended well.
func (m *followModel) follow(ctx context.Context, from *framework.Connection, timeout framework.TimeoutError, show func(string)) diag.Diagnostics {
	ctx, end := from.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(ctx, from, followSubject); diags.HasError() {
		return diags
	}
	interval, err := m.pollInterval()
	if err != nil {
		return diag.Diagnostics{framework.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	shown := progress{show: show, redact: from.Client.Redact, interval: interval}
	result, err := modelarts.Follow(ctx, m.job(from.Client), m.events(from.Client), modelarts.FollowOptions{
		Interval: interval, OnPhase: shown.phase, OnEvents: shown.events, OnOutage: shown.outage,
	})
	ended := outcome{
		FollowResult: result, name: m.InProject(), phases: m.acceptedPhases(), levels: framework.KnownWords(m.FailOnLevels),
		timeout: timeout, redact: from.Client.Redact,
	}
	if err != nil {
		return diag.Diagnostics{ended.failed(from, err)}
	}
	shown.end(result)
	return ended.diagnostics()
}

func (m *followModel) job(client *modelarts.Client) func(context.Context) (*modelarts.TrainingJob, error) {
	return func(ctx context.Context) (*modelarts.TrainingJob, error) {
		return client.TrainingJob(ctx, m.ProjectID.ValueString(), m.TrainingJobID.ValueString())
	}
}

func (m *followModel) events(client *modelarts.Client) modelarts.ReadEvents {
	return func(ctx context.Context, offset, seenPage int64) (*eventlist.List, error) {
		const keepAll = -1
		return client.TrainingJobEvents(ctx, modelarts.EventsQuery{
			ProjectID: m.ProjectID.ValueString(), TrainingJobID: m.TrainingJobID.ValueString(), Language: m.Language.ValueString(),
			Offset: offset, SeenPage: seenPage,
		}, keepAll)
	}
}
