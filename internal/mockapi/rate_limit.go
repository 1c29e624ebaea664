package mockapi

import (
	"sync"
	"time"
)

// rateLimit takes so many event requests in any second, and turns the others away. The API describes that it throttles, and publishes
// no rate.
type rateLimit struct {
	mu    sync.Mutex
	most  int
	taken []time.Time
}

// takes says whether one more request is within the limit. Those that are turned away do not count.
func (l *rateLimit) takes(now time.Time) bool {
	if l.most == 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.taken) > 0 && now.Sub(l.taken[0]) >= time.Second {
		l.taken = l.taken[1:]
	}
	if len(l.taken) >= l.most {
		return false
	}
	l.taken = append(l.taken, now)
	return true
}
