package rest

import (
	"time"

	"golang.org/x/time/rate"
)

const (
	// rateAfterThrottle is the part of the rate at which a service began to throttle that is used from then on.
	rateAfterThrottle = 0.8
	// rateGainPerAnswer is in requests per second. With it the rate doubles in about half a minute: slow enough that the limit of the service
	// is rarely hit, fast enough that a temporary limit is forgotten within a read.
	rateGainPerAnswer = 1.0 / 40
	// rateGrowthPerAnswer applies after a single 429, which may have been an accident: the rate doubles every fourteen answers.
	rateGrowthPerAnswer = 1.05
)

// pace is the rate of requests that a service seems to take. It is learned from the answers of the last second and from 429s. It is not
// safe for concurrent use.
type pace struct {
	// limit is [rate.Inf] before the first 429.
	limit rate.Limit
	// isConfirmed is set by the second 429.
	isConfirmed bool
	// shortestBackoff bounds the interval between two requests: at most half of it after the first 429, at most four times it after others.
	shortestBackoff time.Duration
	throttledAt     time.Time
	// answers are the times of the answers of the last second.
	answers []time.Time
}

// throttled lowers the rate, but only once for requests that were under way together, no matter how late their answers come.
func (p *pace) throttled(sent, now time.Time) {
	if !sent.After(p.throttledAt) {
		return
	}
	p.throttledAt = now
	p.forget(now)
	reached, longest := rate.Limit(len(p.answers)), p.shortestBackoff/2
	if p.isConfirmed = p.limit != rate.Inf; p.isConfirmed {
		// Right after a pause there are few answers to measure the rate, so it is halved at most.
		reached, longest = max(min(reached, p.limit), p.limit/2/rateAfterThrottle), 4*p.shortestBackoff
	}
	p.limit = max(rateAfterThrottle*reached, rate.Every(longest))
}

// answered raises the rate.
func (p *pace) answered(now time.Time) {
	p.forget(now)
	p.answers = append(p.answers, now)
	if p.limit == rate.Inf {
		return
	}
	p.limit += rateGainPerAnswer
	if !p.isConfirmed {
		p.limit *= rateGrowthPerAnswer
	}
}

func (p *pace) forget(now time.Time) {
	old := 0
	for old < len(p.answers) && now.Sub(p.answers[old]) >= time.Second {
		old++
	}
	p.answers = p.answers[old:]
}
