package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// pace keeps all requests of a client together below a number at a time, and holds all of them back when the service throttles one.
// Each throttling halves the number; as many answers as it allows raise it by one.
type pace struct {
	most  int64
	turns *semaphore.Weighted

	mu sync.Mutex
	// open is set once the service has accepted the credential.
	open bool
	// notBefore is when the service wants to hear from this client again.
	notBefore time.Time
	// target is how many turns are to be withheld, withheld how many are: a turn that is in use can only be withheld when it ends. Both
	// stay below most, so that one turn is always left.
	target, withheld int64
	answers          int64
}

// newPace gives out one turn at a time until the first answer shows that the service accepts the credential: requests side by side
// with a wrong one would lock it.
func newPace(most int) *pace {
	p := &pace{most: int64(most), turns: semaphore.NewWeighted(int64(most))}
	p.turns.TryAcquire(p.most - 1)
	return p
}

// trust gives out the other turns, but for those that a throttling withholds.
func (p *pace) trust() {
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

// wait returns when the service wants to be asked again.
func (p *pace) wait(ctx context.Context) error {
	for {
		p.mu.Lock()
		pause := time.Until(p.notBefore)
		p.mu.Unlock()
		if pause <= 0 {
			return nil
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-timer.C:
		}
	}
}

// throttled holds every request back. Requests that were under way together and are all turned away count as one.
func (p *pace) throttled(pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if !now.Before(p.notBefore) {
		p.target = p.most - max(1, (p.most-p.target)/2)
		p.answers = 0
	}
	if until := now.Add(pause); until.After(p.notBefore) {
		p.notBefore = until
	}
}

func (p *pace) answered() {
	p.mu.Lock()
	defer p.mu.Unlock()
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
