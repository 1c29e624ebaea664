package modelarts

import (
	"context"
	"errors"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// ReadEvents reads the events of the job from an offset to the end. The arguments are fields of [modelarts.EventsQuery], the errors those
// of [modelarts.Client.TrainingJobEvents].
type ReadEvents func(ctx context.Context, offset, seenPage int64) (*eventlist.List, error)

// FollowOptions are the options of following a job.
type FollowOptions struct {
	// Interval is the time between two polls, as in [Options].
	Interval time.Duration
	// OnPhase is called for the first phase and for each change of the phase.
	OnPhase func(job *TrainingJob)
	// OnEvents is called with the new events of a poll in the order of the list, at least one.
	OnEvents func(events []eventlist.Event)
	// OnOutage is called for the first of consecutive polls that fail.
	OnOutage func(err error)
}

// FollowResult is what is known of a job.
type FollowResult struct {
	// Job is nil if it was never seen.
	Job *TrainingJob
	// Summary covers all events that were reported.
	Summary *eventlist.Summary
}

// Follow polls the job until it has ended. Throttling, failures of the service, and lists that change too fast to be read do not end it.
// Other errors do; they are those of [Wait] and of [ReadEvents]. The result is never nil.
func Follow(ctx context.Context, job GetJob, events ReadEvents, options FollowOptions) (*FollowResult, error) {
	f := follower{getJob: job, readEvents: events, options: options, known: ledger{}, result: &FollowResult{Summary: &eventlist.Summary{}}}
	_, err := WaitForEnd(ctx, f.poll, WaitOptions{Interval: options.Interval, OnOutage: options.OnOutage, IsTemporary: isTemporary})
	return f.result, err
}

func isTemporary(err error) bool {
	return rest.IsTemporary(err) || errors.Is(err, eventlist.ErrListMoves) || errors.Is(err, eventlist.ErrListShort)
}

// follower is what was reported of a job so far.
type follower struct {
	getJob     GetJob
	readEvents ReadEvents
	options    FollowOptions
	result     *FollowResult

	known ledger
	// begun is true after the first reading of the list.
	begun bool
	// length is the number of events in the list at the last reading, largestPage the size of the largest answer.
	length, largestPage int64
}

// poll reports what is new. It reads the phase first: the events that are read after the end of the job are all of them.
func (f *follower) poll(ctx context.Context) (*TrainingJob, error) {
	job, err := f.getJob(ctx)
	if err != nil {
		return nil, err
	}
	if last := f.result.Job; last == nil || last.Phase != job.Phase {
		f.options.OnPhase(job)
	}
	f.result.Job = job
	if job.Ended() || !f.begun {
		err = f.readAll(ctx)
	} else {
		err = f.readWindow(ctx)
	}
	if err != nil {
		return nil, err
	}
	return job, nil
}

// readAll does not rely on the page size of earlier reads, in case it has changed.
func (f *follower) readAll(ctx context.Context) error {
	list, err := f.readEvents(ctx, 0, 0)
	if err != nil {
		return err
	}
	f.take(list, f.known.missing(list.Events))
	return nil
}

const (
	// maxOverlap is the number of known events that a window repeats: half of a page, so that as many new events fit into it.
	maxOverlap = MaxLimit / 2
	// growth of a window that is not enough. Events are seldom late, and a late one is mostly just before the window.
	followGrowth = 4
)

// readWindow reads the end of the list.
func (f *follower) readWindow(ctx context.Context) error {
	overlap := max(1, min(maxOverlap, f.largestPage/2))
	for ; overlap < f.length; overlap *= followGrowth {
		list, err := f.readEvents(ctx, f.length-overlap, f.largestPage)
		if err != nil {
			return err
		}
		fresh := f.known.missing(list.Events)
		if f.isEnough(list, fresh) {
			f.take(list, fresh)
			return nil
		}
		f.length = min(f.length, list.Total) // more than a window was removed
	}
	return f.readAll(ctx)
}

// isEnough reports whether a window shows everything that is new.
func (f *follower) isEnough(list *eventlist.List, fresh []eventlist.Event) bool {
	return len(list.Events) > 0 && f.known.has(list.Events[0]) && list.Total <= f.length+int64(len(fresh))
}

func (f *follower) take(list *eventlist.List, fresh []eventlist.Event) {
	f.begun, f.length, f.largestPage = true, list.Total, max(f.largestPage, list.LargestPage)
	for _, event := range fresh {
		f.known.add(event)
		f.result.Summary.Add(event)
	}
	if len(fresh) > 0 {
		f.options.OnEvents(fresh)
	}
}
