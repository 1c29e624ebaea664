package followtrainingjob

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/argument"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/connection"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/diagnostics"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobargument"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobfollow"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

type model struct {
	jobargument.Job

	Language      types.String   `tfsdk:"language"`
	RequirePhases types.List     `tfsdk:"require_phases"`
	FailOnLevels  types.List     `tfsdk:"fail_on_levels"`
	PollInterval  types.String   `tfsdk:"poll_interval"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

// subject is what diagnostics are about.
var subject = diagnostics.Subject{
	Noun:       "details and events",
	Content:    "details or events of a training job",
	Permission: "`modelarts:trainJob:get` and `modelarts:trainJob:listEvents`",
}

const defaultPollInterval = 5 * time.Second

// acceptedPhases are the phases in which the job may end.
func (m *model) acceptedPhases() []string {
	if m.RequirePhases.IsNull() {
		return []string{modelarts.PhaseCompleted}
	}
	return argument.KnownWords(m.RequirePhases)
}

func (m *model) pollInterval() (time.Duration, error) {
	if m.PollInterval.IsNull() {
		return defaultPollInterval, nil
	}
	return jobargument.ParsePollInterval(m.PollInterval.ValueString())
}

// validate skips unknown arguments.
func (m *model) validate() diag.Diagnostics {
	if !jobargument.HasNoEnd(m.RequirePhases) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("require_phases"), "Action can never succeed",
		"The action ends when the job has ended, but no phase in `require_phases` is the phase of a job that has ended. Add "+
			argument.OneOf(modelarts.TerminalPhases)+".")}
}

// require does not rely on the validation: an action that succeeds by mistake is worse than none.
func (m *model) require() diag.Diagnostics {
	diags := argument.RequireWords(path.Root("require_phases"), m.RequirePhases, modelarts.Phases)
	diags.Append(argument.RequireWords(path.Root("fail_on_levels"), m.FailOnLevels, eventlist.Levels)...)
	if diags.HasError() {
		return diags
	}
	if _, err := m.pollInterval(); err != nil {
		return diag.Diagnostics{argument.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	return m.validate()
}

// follow shows the job until it has ended, and fails unless it ended well.
func (m *model) follow(ctx context.Context, from *connection.Connection, timeout diagnostics.TimeoutError, show func(string)) diag.Diagnostics {
	ctx, end := from.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(ctx, from, subject); diags.HasError() {
		return diags
	}
	interval, err := m.pollInterval()
	if err != nil {
		return diag.Diagnostics{argument.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	shown := progress{show: show, redact: from.Client.Redact, interval: interval}
	result, err := jobfollow.Follow(ctx, m.job(from.Client), m.events(from.Client), jobfollow.Options{
		Interval: interval, OnPhase: shown.phase, OnEvents: shown.events, OnOutage: shown.outage,
	})
	ended := outcome{
		Result: result, name: m.InProject(), phases: m.acceptedPhases(), levels: argument.KnownWords(m.FailOnLevels),
		timeout: timeout, redact: from.Client.Redact,
	}
	if err != nil {
		return diag.Diagnostics{ended.failed(from, err)}
	}
	shown.end(result)
	return ended.diagnostics()
}

func (m *model) job(client *modelarts.Client) func(context.Context) (*modelarts.TrainingJob, error) {
	return func(ctx context.Context) (*modelarts.TrainingJob, error) {
		return client.TrainingJob(ctx, m.ProjectID.ValueString(), m.TrainingJobID.ValueString())
	}
}

func (m *model) events(client *modelarts.Client) jobfollow.ReadEvents {
	return func(ctx context.Context, offset, seenPage int64) (*eventlist.List, error) {
		const keepAll = -1
		return client.TrainingJobEvents(ctx, modelarts.EventsQuery{
			ProjectID: m.ProjectID.ValueString(), TrainingJobID: m.TrainingJobID.ValueString(), Language: m.Language.ValueString(),
			Offset: offset, SeenPage: seenPage,
		}, keepAll)
	}
}
