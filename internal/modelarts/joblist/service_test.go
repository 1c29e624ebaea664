package joblist_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/joblist"
)

// service is a list that may change before each request.
type service struct {
	jobs []job
	// descending is the order of the list, which is sorted by seconds only.
	descending bool
	// countsJobs is what an offset means.
	countsJobs bool
	// maxPage is the largest page; 0: as requested.
	maxPage int64
	// shuffle changes the order of the jobs of a second before each request.
	shuffle *rand.Rand
	// before is called before each request.
	before func(*service)

	created  int
	requests []request
	// gone and late are jobs that were not in the list all the time.
	gone, late map[string]bool
	// behind is the number of jobs behind the last page, if it was smaller than requested.
	behind int64
	// undetectable is true if as many jobs were removed after such a page.
	undetectable bool
}

type request struct{ offset, limit int64 }

type job struct {
	id string
	at time.Time
}

// newService has one job for each of these milliseconds.
func newService(milliseconds ...int) *service {
	s := &service{gone: map[string]bool{}, late: map[string]bool{}}
	for _, at := range milliseconds {
		s.add(at)
	}
	s.late = map[string]bool{}
	return s
}

// numbered has n jobs, one per second.
func numbered(n int) *service {
	var at []int
	for i := range n {
		at = append(at, i*1000)
	}
	return newService(at...)
}

func (s *service) add(millisecond int) {
	id := fmt.Sprintf("job-%d", s.created)
	s.created++
	s.late[id] = true
	s.jobs = append(s.jobs, job{id, time.UnixMilli(1_700_000_000_000 + int64(millisecond))})
}

func (s *service) remove(id string) {
	s.gone[id] = true
	s.jobs = slices.DeleteFunc(s.jobs, func(j job) bool { return j.id == id })
}

func (s *service) fetch(_ context.Context, offset, limit int64) ([]joblist.Row[string], error) {
	s.requests = append(s.requests, request{offset, limit})
	gone := int64(len(s.gone))
	if s.before != nil {
		s.before(s)
	}
	if s.behind > 0 && int64(len(s.gone))-gone >= s.behind {
		s.undetectable = true
	}
	if s.shuffle != nil {
		s.shuffle.Shuffle(len(s.jobs), func(i, j int) { s.jobs[i], s.jobs[j] = s.jobs[j], s.jobs[i] })
	}
	slices.SortStableFunc(s.jobs, func(a, b job) int {
		if s.descending {
			a, b = b, a
		}
		return cmp.Compare(a.at.Unix(), b.at.Unix())
	})
	if !s.countsJobs {
		offset *= limit
	}
	first, requested := min(offset, int64(len(s.jobs))), limit
	if s.maxPage > 0 {
		limit = min(limit, s.maxPage)
	}
	if s.behind = 0; limit < requested {
		s.behind = max(0, int64(len(s.jobs))-first-limit)
	}
	var rows []joblist.Row[string]
	for _, j := range s.jobs[first:min(first+limit, int64(len(s.jobs)))] {
		rows = append(rows, joblist.Row[string]{ID: j.id, Created: j.at, Job: j.id})
	}
	return rows, nil
}

// sorted returns the ids in the order of the result.
func (s *service) sorted() []string {
	jobs := slices.Clone(s.jobs)
	slices.SortFunc(jobs, func(a, b job) int {
		if s.descending {
			a, b = b, a
		}
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id))
	})
	ids := []string{}
	for _, j := range jobs {
		ids = append(ids, j.id)
	}
	return ids
}

const pageSize = 50

func (s *service) options(keep int64) joblist.Options[string] {
	return joblist.Options[string]{Descending: s.descending, PageSize: pageSize, Keep: keep}
}

const all = 1_000_000
