package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// open reads the job, or waits for its end. It fails unless the job is in an accepted phase.
func (m *jobEphemeralModel) open(ctx context.Context, from *framework.Connection, timeout framework.TimeoutError) diag.Diagnostics {
	opening, end := from.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(opening, from, jobSubject); diags.HasError() {
		return diags
	}
	start := time.Now()
	job, err := m.lookOrWait(opening, from.Client)
	refused := refusal{
		job: job, name: m.InProject(), phases: m.acceptedPhases(), hasPhases: !m.RequirePhases.IsNull(),
		waits: m.WaitForEnd.ValueBool(), waited: time.Since(start), redact: from.Client.Redact,
	}
	_, timedOut := errors.AsType[framework.TimeoutError](err)
	switch {
	case err != nil && timedOut && job != nil:
		refused.timeout = err
	case err != nil:
		return diag.Diagnostics{m.failed(from, err)}
	case len(refused.phases) == 0 || job.IsInPhase(refused.phases...):
		m.setResults(job)
		return nil
	}
	return diag.Diagnostics{refused.diagnostic(m.latestEvents(ctx, from))}
}

// lookOrWait also returns the last job that was seen together with the error of a wait.
func (m *jobEphemeralModel) lookOrWait(ctx context.Context, client *modelarts.Client) (*modelarts.TrainingJob, error) {
	get := func(ctx context.Context) (*modelarts.TrainingJob, error) { return m.get(ctx, client) }
	if !m.WaitForEnd.ValueBool() {
		return get(ctx)
	}
	interval, err := m.pollInterval()
	if err != nil {
		return nil, err
	}
	log := framework.ClientLog.With(slog.String("training_job_id", m.TrainingJobID.ValueString()))
	redact := framework.Redact(client.Redact)
	return modelarts.WaitForEnd(ctx, get, modelarts.WaitOptions{
		Interval: interval,
		OnPhase: func(job *modelarts.TrainingJob) {
			log.InfoContext(ctx, "Waiting for the end of a training job", "phase", redact.Line(&job.Phase, framework.MaxWordRunes),
				"secondary_phase", redact.Line(job.SecondaryPhase, framework.MaxWordRunes))
		},
		OnOutage: func(err error) {
			log.WarnContext(ctx, "A training job cannot be read; the wait goes on", "error", err.Error())
		},
	})
}

// eventsTimeout bounds the read of the events that explain why a gate fails, also after the timeout of the gate.
const eventsTimeout = 10 * time.Second

// latestEvents is called after the gate has decided. So it needs a new timeout, and an error of its own does not matter to the gate.
func (m *jobEphemeralModel) latestEvents(ctx context.Context, from *framework.Connection) latestEvents {
	ctx, end := from.Context(ctx, framework.TimeoutError{After: eventsTimeout})
	defer end()
	const keep = 0 // the summary has the latest events
	list, err := from.Client.TrainingJobEvents(ctx, modelarts.EventsQuery{
		ProjectID: m.ProjectID.ValueString(), TrainingJobID: m.TrainingJobID.ValueString(),
	}, keep)
	if err != nil {
		return latestEvents{err: err}
	}
	return latestEvents{summary: list.Summary}
}
