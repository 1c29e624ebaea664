package rest

import "time"

const (
	// sparedShare is how much of the rate at which a service began to throttle is used from then on.
	sparedShare = 0.8
	// recovery is in requests a second for each answer: the rate doubles about every twenty seconds, slow enough that a service is
	// rarely throttled into, fast enough that a throttling in passing is forgotten within a read.
	recovery = 1.0 / 30
	// forgetting raises the rate with each answer as long as there was a single throttling: it doubles every fourteen.
	forgetting = 1.05
)

// spacing keeps requests apart as soon as a service has throttled one: fewer at a time are not enough against a limit of requests a
// second, where the answers come fast. It is not safe for concurrent use.
//
// golang.org/x/time/rate keeps a rate too, but cannot take back the times that it has promised when the service wants a pause.
type spacing struct {
	// shortestBackoff bounds how far requests are spaced out: half of it at the first throttling, which may have been an accident, four
	// times as much where the service goes on.
	shortestBackoff time.Duration
	// rate is in requests a second, 0 as long as nothing was throttled.
	rate float64
	// isLimited is set by the second throttling: the first may have been an accident.
	isLimited bool
	// next is the earliest time for the next request.
	next time.Time
	// answers are the times of those of the last second.
	answers []time.Time
}

// reserve returns the time for a request that may not be sent before another time.
func (s *spacing) reserve(earliest time.Time) time.Time {
	if s.rate == 0 {
		return earliest
	}
	if s.next.After(earliest) {
		earliest = s.next
	}
	s.next = earliest.Add(s.interval())
	return earliest
}

func (s *spacing) interval() time.Duration {
	return time.Duration(float64(time.Second) / s.rate)
}

// throttled slows down. All times that were reserved are void.
func (s *spacing) throttled(now time.Time) {
	s.forget(now)
	s.next = time.Time{}
	reached, longest := float64(len(s.answers)), s.shortestBackoff/2
	if s.isLimited = s.rate > 0; s.isLimited {
		// Right after a pause there are few answers to tell the rate, so it is halved at most.
		reached, longest = max(min(reached, s.rate), s.rate/2/sparedShare), 4*s.shortestBackoff
	}
	s.rate = max(sparedShare*reached, 1/longest.Seconds())
}

func (s *spacing) answered(now time.Time) {
	s.forget(now)
	s.answers = append(s.answers, now)
	if s.rate > 0 {
		s.rate += recovery
	}
	if !s.isLimited {
		s.rate *= forgetting
	}
}

func (s *spacing) forget(now time.Time) {
	old := 0
	for old < len(s.answers) && now.Sub(s.answers[old]) >= time.Second {
		old++
	}
	s.answers = s.answers[old:]
}
