package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

type followModel struct {
	framework.JobArguments
	waitArguments

	Language     types.String   `tfsdk:"language"`
	FailOnLevels types.List     `tfsdk:"fail_on_levels"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// followSubject is what diagnostics are about.
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

// requireGate does not rely on the validation: an action that succeeds by mistake is worse than none.
func (m *followModel) requireGate() diag.Diagnostics {
	diags := m.require()
	diags.Append(framework.RequireWords(path.Root("fail_on_levels"), m.FailOnLevels, eventlist.Levels)...)
	if diags.HasError() {
		return diags
	}
	return m.validateEnd()
}

// follow shows the job until it has ended, and fails unless it ended well.
func (m *followModel) follow(
	ctx context.Context, connection *framework.Connection, timeout framework.TimeoutError, show func(string),
) diag.Diagnostics {
	ctx, end := connection.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(ctx, connection, followSubject); diags.HasError() {
		return diags
	}
	interval, err := m.interval(defaultFollowInterval)
	if err != nil {
		return diag.Diagnostics{framework.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	shown := progress{show: show, redact: connection.Client.Redact, interval: interval}
	result, err := modelarts.Follow(ctx, m.job(connection.Client), m.events(connection.Client), modelarts.FollowOptions{
		Interval: interval, OnPhase: shown.phase, OnEvents: shown.events, OnOutage: shown.outage,
	})
	evidence := gate.Evidence{Job: result.Job, Events: result.Summary, Total: result.Summary.OtherCount() + result.Summary.Count(eventlist.Levels...)}
	_, timedOut := errors.AsType[framework.TimeoutError](err)
	switch {
	case timedOut && result.Job != nil:
		evidence.Timeout = err
		if evidence.Total == 0 { // perhaps they could not be read
			evidence.Events = nil
		}
	case err != nil:
		return diag.Diagnostics{connection.Failed(followSubject.Of("training job "+m.InProject()), err)}
	default:
		shown.end(result)
	}
	return framework.GateDiagnostics(m.gate(connection.Client.Redact).Reasons(evidence))
}

// gate needs an event if it checks levels: a job without events says nothing about errors.
func (m *followModel) gate(redact gate.Redact) *gate.Gate {
	conditions := gate.Conditions{Phases: m.acceptedPhases(), FailOnLevels: framework.KnownWords(m.FailOnLevels)}
	if len(conditions.FailOnLevels) > 0 {
		conditions.MinEvents = 1
	}
	return &gate.Gate{Conditions: conditions, Job: m.InProject(), IsAction: true, HasDefaultPhases: m.RequirePhases.IsNull(), Redact: redact}
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
