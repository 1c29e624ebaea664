package modelarts

import (
	"context"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// GetJob requests a job once. Its errors are those of [Client.TrainingJob].
type GetJob func(ctx context.Context) (*TrainingJob, error)

// WaitOptions are the options of a wait.
type WaitOptions struct {
	// Interval is the time between a response and the next request, more than 0. Each wait is up to a tenth shorter or longer, so that
	// clients that started together do not stay together.
	Interval time.Duration
	// OnPhase is called for the first phase and for each change of the phase. It may be nil.
	OnPhase func(job *TrainingJob)
	// OnOutage is called for the first of consecutive failures. It may be nil.
	OnOutage func(err error)
	// IsTemporary reports whether a failure does not end the wait. Nil: [rest.IsTemporary].
	IsTemporary func(err error) bool
}

const jitter = 0.1

// WaitForEnd requests the job until it has ended. A job may go back to an earlier phase, because fault recovery restarts it. An unknown
// phase is not an end. Temporary failures do not end the wait. All others do, such as a missing job or a rejected credential.
//
// If the context ends, the error wraps the context's cause and, during an outage, the last failure. With every error, WaitForEnd also
// returns the last job that it saw, nil if it saw none.
func WaitForEnd(ctx context.Context, get GetJob, options WaitOptions) (*TrainingJob, error) {
	if options.IsTemporary == nil {
		options.IsTemporary = rest.IsTemporary
	}
	w := waiter{options: options}
	interval := newInterval(options.Interval)
	for {
		job, err := get(ctx)
		switch {
		case err == nil:
			w.saw(job)
			if job.Ended() {
				return job, nil
			}
		case w.options.IsTemporary(err):
			w.failed(err)
		case ctx.Err() != nil:
			return w.job, w.nameOutage(err)
		default:
			return w.job, err
		}
		if err := sleep(ctx, interval.NextBackOff()); err != nil {
			return w.job, w.nameOutage(err)
		}
	}
}

// newInterval returns waits of about the same length.
func newInterval(length time.Duration) *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{InitialInterval: length, MaxInterval: length, Multiplier: 1, RandomizationFactor: jitter}
}

// waiter is what a wait has seen.
type waiter struct {
	options WaitOptions
	job     *TrainingJob
	// outage is the last failure, nil after a response.
	outage error
}

func (w *waiter) saw(job *TrainingJob) {
	changed := w.job == nil || w.job.Phase != job.Phase
	w.job, w.outage = job, nil
	if changed && w.options.OnPhase != nil {
		w.options.OnPhase(job)
	}
}

func (w *waiter) failed(err error) {
	begins := w.outage == nil
	w.outage = err
	if begins && w.options.OnOutage != nil {
		w.options.OnOutage(err)
	}
}

// nameOutage adds the last failure to an error that is the end of the context: it may be the reason why the time ran out.
func (w *waiter) nameOutage(err error) error {
	if w.outage == nil {
		return err
	}
	return fmt.Errorf("%w; the last request failed: %w", err, w.outage)
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
