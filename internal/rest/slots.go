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
	// answers counts the accepted answers of the current round, fastest is the smallest latency among them.
	answers int
	fastest time.Duration
}

// newSlots begins with one slot, because concurrent requests with a wrong secret key would lock the access key.
func newSlots(most int) *slots {
	s := &slots{most: most, size: 1, free: semaphore.NewWeighted(int64(most))}
	s.free.TryAcquire(int64(most) - 1)
	return s
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

// accepted opens firstSlots after the first accepted answer, which shows that the service has accepted the credential. An error does not
// show it, because a gateway in front of the service may have sent it.
//
// Later, it doubles the number of slots if a round of answers is complete. The smallest latency of the round counts, because others may
// include a new connection or a delay. A service that has throttled gets no more than firstSlots again: its rate is known by then, and the
// pace keeps to it.
func (s *slots) accepted(latency time.Duration, hasThrottled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen {
		s.isOpen = true
		s.resize(min(s.most, firstSlots))
		return
	}
	if s.answers == 0 || latency < s.fastest {
		s.fastest = latency
	}
	s.answers++
	if s.answers < s.size {
		return
	}
	useful := min(s.most, firstSlots)
	if !hasThrottled {
		share := min(1, s.fastest.Seconds()/latencyForAllSlots.Seconds())
		useful = max(useful, int(share*float64(s.most)))
	}
	s.resize(max(s.size, min(2*s.size, useful)))
}

// throttled takes a slot away after a 429.
func (s *slots) throttled() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resize(max(1, s.size-1))
}

// resize begins a round with another number of slots.
func (s *slots) resize(size int) {
	for ; s.size > size; s.size-- {
		if !s.free.TryAcquire(1) {
			s.excess++
		}
	}
	for ; s.size < size; s.size++ {
		if s.excess > 0 {
			s.excess--
		} else {
			s.free.Release(1)
		}
	}
	s.answers = 0
}
