package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// firstSlots is small: a service that throttles rejects all requests that are under way when its limit is reached.
	firstSlots = 8
	// latencyForAllSlots is the latency from which on all slots are used; with half of it, half of them. More would send over 320 requests
	// a second with the default setting, and would only reach a limit with more requests under way.
	latencyForAllSlots = 100 * time.Millisecond
	// rateAfterThrottle is the part of the rate at which a service began to throttle that is used from then on.
	rateAfterThrottle = 0.8
	// rateGainPerResponse is in requests per second. The rate doubles in about half a minute: slow enough to rarely hit the limit of the
	// service, fast enough to forget a temporary limit within a read.
	rateGainPerResponse = 1.0 / 40
	// rateGrowthPerResponse applies after a single 429, which may have been an accident: the rate doubles every fourteen responses.
	rateGrowthPerResponse = 1.05
)

// throttle decides when the requests of a client may be sent. It has three limits:
//
//   - Slots bound the number of concurrent requests. There is one until the service has accepted the credential, because concurrent requests
//     with a wrong secret key would lock the access key; then there are firstSlots. The number doubles with each round of accepted responses.
//     Each 429 takes a slot away, so that the number that the service accepted is left.
//   - A pause holds back all requests after a 429.
//   - A rate spaces them out after the pause. It begins below the rate that the service accepted before the 429, and rises.
//
// It is safe for concurrent use.
type throttle struct {
	// most is the number of slots that the user allows. slots are the free ones. next is held by the request that is the next to be sent.
	most        int
	slots, next *semaphore.Weighted
	// shortestBackoff bounds the interval between two requests: at most half of it after the first 429, at most four times it after others.
	shortestBackoff time.Duration

	mu         sync.Mutex
	isAccepted bool
	// size is the number of slots. After it was reduced, excess more are in use until their requests end.
	size, excess int
	// accepted counts the accepted responses of the current round, fastest is the smallest latency among them: others may include a new
	// connection or a delay.
	accepted int
	fastest  time.Duration
	// notBefore is the end of the latest pause, askedUntil the latest time that the service itself named.
	notBefore, askedUntil time.Time
	// rate is in requests per second, 0 before the first 429. The second 429 confirms it.
	rate                   float64
	isConfirmed            bool
	lastSent, lastThrottle time.Time
	// lastSecond has the times of the accepted responses of the last second.
	lastSecond []time.Time
}

func newThrottle(most int, shortestBackoff time.Duration) *throttle {
	slots := semaphore.NewWeighted(int64(most))
	slots.TryAcquire(int64(most) - 1)
	return &throttle{most: most, size: 1, slots: slots, next: semaphore.NewWeighted(1), shortestBackoff: shortestBackoff}
}

// release returns a slot.
func (t *throttle) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free()
}

func (t *throttle) free() {
	if t.excess > 0 {
		t.excess--
		return
	}
	t.slots.Release(1)
}

// resize begins a round with another number of slots.
func (t *throttle) resize(size int) {
	for ; t.size > size; t.size-- {
		if !t.slots.TryAcquire(1) {
			t.excess++
		}
	}
	for ; t.size < size; t.size++ {
		t.free()
	}
	t.accepted = 0
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

// waitForRate lets the requests queue: the first one sleeps until its time, by the rate as it is then. It returns early if a pause begins.
func (t *throttle) waitForRate(ctx context.Context) error {
	if err := acquire(ctx, t.next); err != nil {
		return err
	}
	defer t.next.Release(1)
	for {
		delay := t.delay(time.Now())
		if delay <= 0 {
			return nil
		}
		if err := sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// delay returns how long the next request must wait for the rate. It is 0 if the request may be sent, or if a pause has begun.
func (t *throttle) delay(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.notBefore.After(now) {
		return 0
	}
	if t.rate > 0 {
		next := t.lastSent.Add(time.Duration(float64(time.Second) / t.rate))
		if next.After(now) {
			return next.Sub(now)
		}
	}
	t.lastSent = now
	return 0
}

// pause returns how long the current pause lasts, and until when the service itself wants no request.
func (t *throttle) pause() (pause time.Duration, askedUntil time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.notBefore), t.askedUntil
}

// slowDown pauses all requests, lowers the rate and takes a slot away, after a 429 to a request that was sent at a time. isAsked means that
// the service named the pause.
func (t *throttle) slowDown(sent time.Time, pause time.Duration, isAsked bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	until := now.Add(pause)
	if until.After(t.notBefore) {
		t.notBefore = until
	}
	if isAsked && until.After(t.askedUntil) {
		t.askedUntil = until
	}
	t.resize(max(1, t.size-1))
	if sent.After(t.lastThrottle) { // once for requests that were under way together, no matter how late their responses come
		t.lastThrottle = now
		t.lowerRate(now)
	}
}

func (t *throttle) lowerRate(now time.Time) {
	t.forget(now)
	reached := float64(len(t.lastSecond))
	longest := t.shortestBackoff / 2
	if t.rate > 0 {
		t.isConfirmed = true
		longest = 4 * t.shortestBackoff
		// Right after a pause there are few responses to measure the rate, so it is halved at most.
		reached = max(min(reached, t.rate), t.rate/2/rateAfterThrottle)
	}
	t.rate = max(rateAfterThrottle*reached, 1/longest.Seconds())
}

// accept raises the rate and may add slots, after an accepted response to a request that was sent at a time. An error is no sign that the
// service has accepted the credential, because a gateway in front of it may have sent the error.
func (t *throttle) accept(sent time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.forget(now)
	t.lastSecond = append(t.lastSecond, now)
	useful := min(t.most, firstSlots) // also for a service that has throttled, because its rate is known
	if !t.isAccepted {
		t.isAccepted = true
		t.resize(useful)
		return
	}
	if latency := now.Sub(sent); t.accepted == 0 || latency < t.fastest {
		t.fastest = latency
	}
	t.accepted++
	if t.rate > 0 {
		t.rate += rateGainPerResponse
		if !t.isConfirmed {
			t.rate *= rateGrowthPerResponse
		}
	} else {
		share := min(1, t.fastest.Seconds()/latencyForAllSlots.Seconds())
		useful = max(useful, int(share*float64(t.most)))
	}
	if t.accepted >= t.size {
		t.resize(max(t.size, min(2*t.size, useful)))
	}
}

func (t *throttle) forget(now time.Time) {
	for len(t.lastSecond) > 0 && now.Sub(t.lastSecond[0]) >= time.Second {
		t.lastSecond = t.lastSecond[1:]
	}
}
