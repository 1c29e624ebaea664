package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
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

// open reads the job, or waits for its end. It fails unless the job is in an accepted phase.
func (m *jobEphemeralModel) open(ctx context.Context, connection *framework.Connection, timeout framework.TimeoutError) diag.Diagnostics {
	opening, end := connection.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(opening, connection, jobSubject); diags.HasError() {
		return diags
	}
	start := time.Now()
	job, err := m.readOrWait(opening, connection.Client)
	shown := gate.Evidence{Job: job}
	if m.WaitForEnd.ValueBool() {
		shown.Waited = time.Since(start)
	}
	_, timedOut := errors.AsType[framework.TimeoutError](err)
	switch {
	case timedOut && job != nil:
		shown.Timeout = err
	case err != nil:
		return diag.Diagnostics{m.failed(connection, err)}
	}
	checked := gate.Gate{
		Conditions: gate.Conditions{Phases: m.acceptedPhases()}, HasDefaultPhases: m.RequirePhases.IsNull(),
		Job: m.InProject(), Redact: connection.Client.Redact,
	}
	if len(checked.Failures(shown)) == 0 {
		m.setResults(job)
		return nil
	}
	shown.Events, shown.EventsError = m.latestEvents(ctx, connection)
	return framework.GateDiagnostics(checked.Reasons(shown))
}

// readOrWait also returns the last job that was seen together with the error of a wait.
func (m *jobEphemeralModel) readOrWait(ctx context.Context, client *modelarts.Client) (*modelarts.TrainingJob, error) {
	get := func(ctx context.Context) (*modelarts.TrainingJob, error) { return m.get(ctx, client) }
	if !m.WaitForEnd.ValueBool() {
		return get(ctx)
	}
	interval, err := m.interval(defaultWaitInterval)
	if err != nil {
		return nil, err
	}
	log := framework.ClientLog.With(slog.String("training_job_id", m.TrainingJobID.ValueString()))
	redact := gate.Redact(client.Redact)
	return modelarts.WaitForEnd(ctx, get, modelarts.WaitOptions{
		Interval: interval,
		OnPhase: func(job *modelarts.TrainingJob) {
			log.InfoContext(ctx, "Waiting for the end of a training job", "phase", redact.Line(&job.Phase, gate.MaxWordRunes),
				"secondary_phase", redact.Line(job.SecondaryPhase, gate.MaxWordRunes))
		},
		OnOutage: func(err error) {
			log.WarnContext(ctx, "A training job cannot be read; the wait goes on", "error", err.Error())
		},
	})
}

// eventsTimeout bounds the read of the events that explain why a gate fails, also after the timeout of the gate.
const eventsTimeout = 10 * time.Second

// latestEvents is called after the gate has decided. So it needs a new timeout, and an error of its own does not matter to the gate.
func (m *jobEphemeralModel) latestEvents(ctx context.Context, connection *framework.Connection) (*eventlist.Summary, error) {
	ctx, end := connection.Context(ctx, framework.TimeoutError{After: eventsTimeout})
	defer end()
	const keep = 0 // the summary has the latest events
	list, err := connection.Client.TrainingJobEvents(ctx, modelarts.EventsQuery{
		ProjectID: m.ProjectID.ValueString(), TrainingJobID: m.TrainingJobID.ValueString(),
	}, keep)
	if err != nil {
		return nil, err
	}
	return list.Summary, nil
}
