package mockapi

import (
	"sync"
	"time"
)

// rateLimit accepts a number of requests in any second and rejects the others. The API documents throttling, but no rate.
type rateLimit struct {
	mu       sync.Mutex
	limit    int
	accepted []time.Time
}

// allows reports whether one more request is within the limit. Rejected requests do not count.
func (l *rateLimit) allows(now time.Time) bool {
	if l.limit == 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.accepted) > 0 && now.Sub(l.accepted[0]) >= time.Second {
		l.accepted = l.accepted[1:]
	}
	if len(l.accepted) >= l.limit {
		return false
	}
	l.accepted = append(l.accepted, now)
	return true
}
