package modelarts

import (
	"context"
	"errors"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// ReadEvents reads the events of the job from an offset to the end. The arguments are fields of [EventsQuery], the errors those of
// [Client.TrainingJobEvents].
type ReadEvents func(ctx context.Context, offset, seenPage int64) (*eventlist.List, error)

// FollowOptions are the options of following a job.
type FollowOptions struct {
	// Interval is the time between two polls, as in [WaitOptions].
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

// maxFailedReads is the number of consecutive reads of the events that may fail because of the list. A list that is short or moves may be
// complete at the next poll. If it is not after this many, the error is more useful than the end of a long wait.
const maxFailedReads = 5

// Follow polls the job until it has ended. Throttling and failures of the service do not end it, and neither does a list of events that
// changes too fast or is incomplete, unless it stays so. Other errors do; they are those of [WaitForEnd] and of [ReadEvents]. The result is
// never nil.
func Follow(ctx context.Context, job GetJob, events ReadEvents, options FollowOptions) (*FollowResult, error) {
	f := follower{
		getJob: job, readEvents: events, options: options,
		reported: eventCounts{}, result: &FollowResult{Summary: &eventlist.Summary{}},
	}
	_, err := WaitForEnd(ctx, f.poll, WaitOptions{Interval: options.Interval, OnOutage: options.OnOutage, IsTemporary: f.isTemporary})
	return f.result, err
}

// follower reports each change of the phase and each event of a training job, as they arrive, until the job has ended.
//
// This comment is the argument that no event is reported twice, and that none is missing when the job has ended. Each step names its test
// in this package. "Property test" means TestPropertyEventsAreReportedOnce, which checks the promises against a model of the service.
//
// # What is assumed of the service
//
// A read of events is complete or fails. [eventlist.Read] returns the events from an offset to the end of the list. Each group of equal
// times is as it was in one state of the list. The documentation of that package has the argument. Events have no id. Two events are
// identical if all their fields are equal, including the time.
//
// # What is new
//
// The follower counts how often it has reported each event. If a read returns an event more often than that, the difference is new.
//
// Lemma 1. No event is reported more often than it existed in some state of the list.
//
// Proof. Identical events have equal times, so they are in one group, and a read returns that group as it was in one state. If the read
// begins in the middle of the group, it returns fewer of them. So the number of reports is at most the number in one state. □
// (TestIdenticalEventsAreReportedAsOftenAsTheyOccur, TestTailThatBeginsBetweenIdenticalEvents, property test)
//
// # A poll
//
// A poll requests the phase. It then reads the tail of the list, which begins a few events before the end of the known part. Let n be the
// length of the list at the last poll, m its length now, and f the number of new events in the tail. The tail is enough if both are true:
//
//   - It begins with a known event.
//   - m is at most n + f.
//
// Otherwise the tail is made four times as long, up to the whole list, which is always enough.
//
// Lemma 2. If nothing was removed since the last poll, and that poll reported everything, then this poll reports everything.
//
// Proof. Without removals, m - n events were added. The f new ones are among them, and m - n ≤ f, so they are all of them. □
// (TestLateEventIsReportedByTheNextPoll, TestLateEventFarBeforeTheTail, TestLateEventAfterARemovalIsReportedByTheNextPoll, property test)
//
// The proof uses no times and no order. So it also holds for late events, which are inserted before others, and for unsorted lists.
//
// Lemma 3. An event that is later than all known ones is reported by the next poll, even if others were removed.
//
// Proof. The tail has no gap up to the end of the list, and begins with a known event. The list is sorted, so a later event comes after
// it. □ (TestRemovalOfMoreEventsThanTheTail, property test)
//
// After a removal, a late event before the tail may stay hidden, because the length of the list then shows nothing. The event is reported
// when the tail becomes longer, or at the end. (TestLateEventBehindARemovalIsReportedAtTheEnd)
//
// # The end
//
// After the response that shows the end of the job, the whole list is read. So each event that exists from then on has been reported as
// often as it exists. (TestEventsWrittenBeforeTheEndAreReported, property test)
//
// # The number of requests
//
// The first and the last poll read the whole list. The others need one request for the phase and one for the tail, if only a few events
// arrived and none was late. Then the response has room for more events, and earlier reads have shown that pages are larger. For a list of
// less than ten events, a response may be as large as the largest page. Such a poll takes two more requests if there are new events. For a
// list of one event, each poll does. (TestPollTakesTwoRequests)
//
// # What cannot be detected
//
// An event that is written and removed between two polls. An identical event in the place of one that was removed: without ids, both lists
// look the same. An event that was reported and then removed still counts in the summary.
type follower struct {
	getJob     GetJob
	readEvents ReadEvents
	options    FollowOptions
	result     *FollowResult

	reported eventCounts
	// hasList is true after the first read of the list.
	hasList bool
	// length is the number of events in the list at the last read, largestPage the size of the largest response.
	length, largestPage int64
	// failedReads counts the consecutive reads that failed because of the list.
	failedReads int
}

// poll reports what is new. It requests the phase first, because the list is complete only after the end of the job.
func (f *follower) poll(ctx context.Context) (*TrainingJob, error) {
	job, err := f.getJob(ctx)
	if err != nil {
		return nil, err
	}
	if last := f.result.Job; last == nil || last.Phase != job.Phase {
		f.options.OnPhase(job)
	}
	f.result.Job = job
	if job.Ended() || !f.hasList {
		err = f.readAll(ctx)
	} else {
		err = f.readTail(ctx)
	}
	switch {
	case err == nil:
		f.failedReads = 0
	case isListError(err):
		f.failedReads++
	}
	if err != nil {
		return nil, err
	}
	return job, nil
}

func (f *follower) isTemporary(err error) bool {
	return rest.IsTemporary(err) || isListError(err) && f.failedReads < maxFailedReads
}

// isListError reports whether all requests succeeded, but the list was short or moved.
func isListError(err error) bool {
	return errors.Is(err, eventlist.ErrListMoves) || errors.Is(err, eventlist.ErrListShort)
}

// readAll does not rely on the page size of earlier reads, in case it has changed.
func (f *follower) readAll(ctx context.Context) error {
	list, err := f.readEvents(ctx, 0, 0)
	if err != nil {
		return err
	}
	f.take(list, f.reported.new(list.Events))
	return nil
}

const (
	// maxOverlap is the largest number of known events at the beginning of a tail: half of a page, so that as many new events fit into the
	// page.
	maxOverlap = MaxLimit / 2
	// tailGrowth is the factor for a tail that is not enough. Events are seldom late, and most late ones are just before the tail.
	tailGrowth = 4
)

// readTail reads the end of the list.
func (f *follower) readTail(ctx context.Context) error {
	overlap := max(1, min(maxOverlap, f.largestPage/2))
	for ; overlap < f.length; overlap *= tailGrowth {
		list, err := f.readEvents(ctx, f.length-overlap, f.largestPage)
		if err != nil {
			return err
		}
		fresh := f.reported.new(list.Events)
		if f.isEnough(list, fresh) {
			f.take(list, fresh)
			return nil
		}
		f.length = min(f.length, list.Total) // more than a tail was removed
	}
	return f.readAll(ctx)
}

// isEnough reports whether a tail shows everything that is new.
func (f *follower) isEnough(list *eventlist.List, fresh []eventlist.Event) bool {
	return len(list.Events) > 0 && f.reported[list.Events[0].Value()] > 0 && list.Total <= f.length+int64(len(fresh))
}

func (f *follower) take(list *eventlist.List, fresh []eventlist.Event) {
	f.hasList, f.length, f.largestPage = true, list.Total, max(f.largestPage, list.LargestPage)
	for _, event := range fresh {
		f.reported.add(event)
		f.result.Summary.Add(event)
	}
	if len(fresh) > 0 {
		f.options.OnEvents(fresh)
	}
}

// eventCounts has how often each event occurs.
type eventCounts map[eventlist.Value]int

func (c eventCounts) add(event eventlist.Event) { c[event.Value()]++ }

// new returns the events of a read that c has less often.
func (c eventCounts) new(read []eventlist.Event) []eventlist.Event {
	var fresh []eventlist.Event
	seen := eventCounts{}
	for _, event := range read {
		seen.add(event)
		if value := event.Value(); seen[value] > c[value] {
			fresh = append(fresh, event)
		}
	}
	return fresh
}
