package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// pace keeps all requests of a client together below a number at a time, and holds all of them back when the service throttles one.
// Each throttling halves the number, and as many answers as it allows raise it by one; it also spaces the requests out.
type pace struct {
	most  int64
	turns *semaphore.Weighted

	mu sync.Mutex
	// open is set once the service has accepted the credential.
	open bool
	// notBefore is when the service wants to hear from this client again.
	notBefore time.Time
	// asked is the latest time that the service itself named, as opposed to a back-off of this client.
	asked time.Time
	// throttledAt is when a throttling was last counted.
	throttledAt time.Time
	// pauses counts how often that was put off.
	pauses int
	// target is how many turns are to be withheld, withheld how many are: a turn that is in use can only be withheld when it ends. Both
	// stay below most, so that one turn is always left.
	target, withheld int64
	answers          int64
	spacing          spacing
}

// newPace gives out one turn at a time until the first answer shows that the service accepts the credential: requests side by side
// with a wrong one would lock it.
func newPace(most int, shortestBackoff time.Duration) *pace {
	p := &pace{most: int64(most), turns: semaphore.NewWeighted(int64(most)), spacing: spacing{shortestBackoff: shortestBackoff}}
	p.turns.TryAcquire(p.most - 1)
	return p
}

// credentialAccepted gives out the other turns, except those that throttling withholds.
func (p *pace) credentialAccepted() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open {
		return
	}
	p.open = true
	p.withheld = p.target
	p.turns.Release(p.most - 1 - p.withheld)
}

// begin waits for a turn, which end gives back.
func (p *pace) begin(ctx context.Context) error {
	if p.turns.Acquire(ctx, 1) != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (p *pace) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open && p.withheld < p.target {
		p.withheld++
		return
	}
	p.turns.Release(1)
}

// wait returns when it is the time for a request that has a turn. A pause that began meanwhile voids the time that was reserved.
// It returns how many pauses there were by then, and [ErrWaitTooLong] at once if the service asked for a pause that outlasts the context.
func (p *pace) wait(ctx context.Context) (pauses int, err error) {
	for {
		if err := checkWait(ctx, p.askedUntil()); err != nil {
			return 0, err
		}
		at, pauses := p.reserve(time.Now())
		if err := sleepUntil(ctx, at); err != nil {
			return 0, err
		}
		if p.pausesSoFar() == pauses {
			return pauses, nil
		}
	}
}

func (p *pace) reserve(now time.Time) (at time.Time, pauses int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.notBefore.After(now) {
		now = p.notBefore
	}
	return p.spacing.reserve(now), p.pauses
}

func (p *pace) askedUntil() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *pace) pausesSoFar() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pauses
}

func sleepUntil(ctx context.Context, at time.Time) error {
	pause := time.Until(at)
	if pause <= 0 {
		return nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// throttled holds every request back, and is told when the one was sent that was turned away. Those that were under way together count
// as one, however late their answers come.
func (p *pace) throttled(sent time.Time, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if sent.After(p.throttledAt) {
		p.throttledAt = now
		p.target = p.most - max(1, (p.most-p.target)/2)
		p.answers = 0
		p.spacing.throttled(now)
	}
	if until := now.Add(pause); until.After(p.notBefore) {
		p.notBefore = until
		p.pauses++
	}
}

// heldBack is throttled with a pause that the service asked for.
func (p *pace) heldBack(sent time.Time, pause time.Duration) {
	p.throttled(sent, pause)
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(pause); until.After(p.asked) {
		p.asked = until
	}
}

func (p *pace) answered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spacing.answered(time.Now())
	p.answers++
	if !p.open || p.target == 0 || p.answers < p.most-p.target {
		return
	}
	p.answers = 0
	p.target--
	if p.withheld > p.target {
		p.withheld--
		p.turns.Release(1)
	}
}
