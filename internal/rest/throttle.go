package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// throttle decides when the requests of a client may be sent. It bounds the number of concurrent requests. After a 429, it holds back
// all of them for the pause, and then spaces them out at the rate that the pace allows.
type throttle struct {
	slots *slots
	// queue is held by the request that is the next to be sent.
	queue   *semaphore.Weighted
	limiter *rate.Limiter

	mu sync.Mutex
	// notBefore is the end of the latest pause.
	notBefore time.Time
	// askedUntil is the latest time that the service itself named, as opposed to a back-off of this client.
	askedUntil time.Time
	pace       pace
}

func newThrottle(most int, shortestBackoff time.Duration) *throttle {
	return &throttle{
		slots: newSlots(most), queue: semaphore.NewWeighted(1),
		limiter: rate.NewLimiter(rate.Inf, 1), pace: pace{limit: rate.Inf, shortestBackoff: shortestBackoff},
	}
}

// wait returns when a request that has a slot may be sent, unless another pause has begun by then. It returns [ErrWaitTooLong] at once if
// the service asked for a pause that outlasts the context.
func (t *throttle) wait(ctx context.Context) error {
	pause, askedUntil := t.pause()
	if err := checkWait(ctx, askedUntil); err != nil {
		return err
	}
	if err := sleep(ctx, pause); err != nil {
		return err
	}
	return t.waitForRate(ctx)
}

// waitForRate lets the requests queue: the first one sleeps until its time, by the rate as it is then. A time that is reserved earlier would
// be based on a rate that is no longer valid. It returns early if a pause begins.
func (t *throttle) waitForRate(ctx context.Context) error {
	if t.queue.Acquire(ctx, 1) != nil {
		return context.Cause(ctx)
	}
	defer t.queue.Release(1)
	for {
		if pause, _ := t.pause(); pause > 0 {
			return nil
		}
		now := time.Now()
		reservation := t.limiter.ReserveN(now, 1)
		delay := reservation.DelayFrom(now)
		if delay == 0 {
			return nil
		}
		reservation.CancelAt(now)
		if err := sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// pause returns how long the current pause lasts, and until when the service itself wants no request.
func (t *throttle) pause() (pause time.Duration, askedUntil time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.notBefore), t.askedUntil
}

// slowDown pauses all requests, lowers the rate and takes a slot away, after a 429 to a request that was sent at a time.
func (t *throttle) slowDown(sent time.Time, pause time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.pace.throttled(sent, now)
	t.slots.throttled()
	if until := now.Add(pause); until.After(t.notBefore) {
		t.notBefore = until
	}
	t.limiter.SetLimitAt(now, t.pace.limit)
}

// pauseAsked is slowDown with a pause that the service asked for.
func (t *throttle) pauseAsked(sent time.Time, pause time.Duration) {
	t.slowDown(sent, pause)
	t.mu.Lock()
	defer t.mu.Unlock()
	if until := time.Now().Add(pause); until.After(t.askedUntil) {
		t.askedUntil = until
	}
}

// answered raises the rate and may add slots, after an accepted answer to a request that was sent at a time.
func (t *throttle) answered(sent time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.pace.answered(now)
	t.slots.accepted(now.Sub(sent), t.pace.limit != rate.Inf)
	t.limiter.SetLimitAt(now, t.pace.limit)
}

func sleep(ctx context.Context, pause time.Duration) error {
	if pause <= 0 {
		return nil
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(pause):
		return nil
	}
}
