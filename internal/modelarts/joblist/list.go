package joblist

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxJobs bounds the jobs that one read looks at, including those that do not match.
const maxJobs = 100_000

// maxIdle bounds the consecutive responses that add no job.
const maxIdle = 30

// Errors of a read whose requests all succeeded.
var (
	// ErrTooManyJobs: the read has looked at 100,000 jobs.
	ErrTooManyJobs = fmt.Errorf("the list goes on after %d jobs", maxJobs)
	// ErrListMoves: the list changed too often for a consistent reading.
	ErrListMoves = errors.New("the list kept changing while it was read")
	// ErrPageRepeats: a full page that should show what is behind the known jobs shows only known jobs.
	ErrPageRepeats = errors.New("the service answers a further page with jobs that earlier pages have")
	// ErrCrowdedSecond: no page shows all jobs that were created in one second.
	ErrCrowdedSecond = errors.New("a page does not show all jobs of one second, with a job before and a job behind them")
)

// Row is a job of a page.
type Row[T any] struct {
	ID      string
	Created time.Time
	Job     T
}

// Fetch requests a page. It has at most limit rows, no id twice, and is sorted by the seconds of creation, in the order of the options. Its
// errors end the read.
type Fetch[T any] func(ctx context.Context, offset, limit int64) ([]Row[T], error)

// Options select the jobs to keep.
type Options[T any] struct {
	// Descending means that the newest job comes first.
	Descending bool
	// PageSize is the largest limit that the service accepts, 13 or more.
	PageSize int64
	// Keep is the number of jobs to return, 0 or more. The read ends as soon as one more matches.
	Keep int64
	// After and Before are the inclusive bounds of the time of creation. A zero time is no bound.
	After, Before time.Time
	// Matches selects jobs; nil: all.
	Matches func(T) bool
	// Progress is called after each page that was used, with the number of jobs read so far. It may be nil.
	Progress func(read int)
}

// List is the result of a read.
type List[T any] struct {
	// Jobs has the first Options.Keep jobs that match, sorted by time of creation, then by id.
	Jobs []T
	// Truncated is true if more match.
	Truncated bool
}

// Read returns every job that is in the list and matches from the first request to the last, exactly once, or an error: one of this
// package, or one that fetch returned. The package documentation has the argument.
func Read[T any](ctx context.Context, fetch Fetch[T], options Options[T]) (*List[T], error) {
	r := &reader[T]{
		fetch: fetch, options: options, list: &List[T]{Jobs: []T{}}, pageSize: options.PageSize, seen: map[string]bool{}, taken: map[string]bool{},
	}
	done, err := r.readBeginning(ctx)
	for !done && err == nil {
		done, err = r.readNext(ctx)
	}
	switch {
	case err == nil:
		return r.list, nil
	case len(r.taken) == 0:
		return nil, err
	}
	return nil, fmt.Errorf("after %d jobs: %w", len(r.taken), err)
}
