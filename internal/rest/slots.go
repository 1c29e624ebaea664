package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// firstSlots is the number of slots after the service has accepted the credential. It is small, because a service that throttles
	// rejects all requests that are under way when its limit is reached.
	firstSlots = 8
	// latencyForAllSlots is the latency of a request from which on all slots are used. With half of it, half of them are used. More would
	// send over 320 requests a second with the default setting, and would only reach a limit with more requests under way.
	latencyForAllSlots = 100 * time.Millisecond
)

// slots bounds the number of concurrent requests. It begins with one, then firstSlots. The number doubles with each round of accepted
// answers. Each 429 takes one away, so that the number that the service accepted is left. It is safe for concurrent use.
type slots struct {
	// most is the setting of the user.
	most int
	// free counts the slots that requests may take.
	free *semaphore.Weighted

	mu     sync.Mutex
	isOpen bool
	// size is the number of slots. After it was reduced, excess more are in use until their requests end.
	size, excess int
	// answers counts the accepted answers since size was set.
	answers int
}

// newSlots returns one slot, because concurrent requests with a wrong credential would lock it.
func newSlots(most int) *slots {
	s := &slots{most: most, size: 1, free: semaphore.NewWeighted(int64(most))}
	s.free.TryAcquire(int64(most) - 1)
	return s
}

// open gives out the first slots, once the service has accepted the credential.
func (s *slots) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen {
		s.isOpen = true
		s.resize(min(s.most, firstSlots))
	}
}

func (s *slots) acquire(ctx context.Context) error {
	if s.free.Acquire(ctx, 1) != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (s *slots) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.excess > 0 {
		s.excess--
		return
	}
	s.free.Release(1)
}

// accepted doubles the number of slots if a round of answers is complete. A service that has throttled gets no more than firstSlots again:
// its rate is known by then, and the pace keeps to it.
func (s *slots) accepted(latency time.Duration, hasThrottled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	useful := min(s.most, firstSlots)
	if !hasThrottled {
		share := min(1, latency.Seconds()/latencyForAllSlots.Seconds())
		useful = max(useful, int(share*float64(s.most)))
	}
	s.answers++
	if s.answers >= s.size && s.size < useful {
		s.resize(min(2*s.size, useful))
	}
}

// throttled takes a slot away after a 429.
func (s *slots) throttled() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resize(max(1, s.size-1))
}

func (s *slots) resize(size int) {
	s.excess -= size - s.size
	if s.excess < 0 {
		s.free.Release(int64(-s.excess))
		s.excess = 0
	}
	s.size, s.answers = size, 0
}
