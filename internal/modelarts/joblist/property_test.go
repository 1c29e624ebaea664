package joblist_test

import (
	"cmp"
	"errors"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/joblist"
)

// Without the flag -rapid.checks, the property test runs this number of schedules, the same ones each time.
var fewSchedules = map[string]string{"rapid.checks": "2000", "rapid.seed": "20221126"}

func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		for name, value := range fewSchedules {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	goleak.VerifyTestMain(m)
}

// Random lists change at random moments. rapid prints the seed of a failure.
func TestPropertyNoJobIsLostOrDuplicated(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, moves := drawService(t)
		byID := map[string]time.Time{}
		s.before = remembering(byID, s.before)
		options := s.options(rapid.SampledFrom([]int64{all, all, 0, 1, 49, 50, 120}).Draw(t, "keep"))
		list, err := joblist.Read(t.Context(), s.fetch, options)
		if limit := 40 + 3*s.created; len(s.requests) > limit {
			t.Fatalf("%d requests for %d jobs", len(s.requests), s.created)
		}
		if err != nil {
			if *moves == 0 || !errors.Is(err, joblist.ErrListMoves) && !errors.Is(err, joblist.ErrPageRepeats) && !errors.Is(err, joblist.ErrCrowdedSecond) {
				t.Fatalf("after %d moves: %v", *moves, err)
			}
			return
		}
		if s.undetectable {
			return // see the package documentation
		}
		isLess := func(a, b string) bool {
			if s.descending {
				a, b = b, a
			}
			return byID[a].Before(byID[b]) || byID[a].Equal(byID[b]) && a < b
		}
		for i, id := range list.Jobs {
			if _, known := byID[id]; !known || i > 0 && !isLess(list.Jobs[i-1], id) {
				t.Fatalf("%s is in the list twice, in the wrong place or never existed: %v", id, list.Jobs)
			}
		}
		if list.Truncated != (list.Truncated && int64(len(list.Jobs)) == options.Keep) {
			t.Fatalf("truncated after %d jobs", len(list.Jobs))
		}
		for id := range byID {
			isAfter := list.Truncated && (options.Keep == 0 || isLess(list.Jobs[len(list.Jobs)-1], id))
			if !s.gone[id] && !s.late[id] && !isAfter && !slices.Contains(list.Jobs, id) {
				t.Fatalf("%s is missing after the requests %+v: %v", id, s.requests, list.Jobs)
			}
		}
	})
}

// remembering notes all jobs that ever existed.
func remembering(byID map[string]time.Time, before func(*service)) func(*service) {
	return func(s *service) {
		before(s)
		for _, j := range s.jobs {
			byID[j.id] = j.at
		}
	}
}

// drawService also returns how often the list has changed.
func drawService(t *rapid.T) (s *service, moves *int) {
	spread := rapid.SampledFrom([]int{40, 300, 3000}).Draw(t, "seconds")
	at := rapid.IntRange(0, spread*1000)
	s = newService(rapid.SliceOfN(at, 0, 400).Draw(t, "jobs")...)
	perSecond := map[int64]int{}
	for _, j := range s.jobs {
		perSecond[j.at.Unix()]++
	}
	s.descending = rapid.Bool().Draw(t, "descending")
	s.countsJobs = rapid.Bool().Draw(t, "counts jobs")
	s.maxPage = rapid.SampledFrom([]int64{0, 0, 50, 40, 31}).Draw(t, "max page")
	if rapid.Bool().Draw(t, "shuffle") {
		s.shuffle = rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "shuffle seed")))
	}
	moves = new(int)
	variesPages := rapid.Bool().Draw(t, "page sizes vary")
	change := rapid.SampledFrom([]int{0, 1, 3, 30}).Draw(t, "changes")
	s.before = func(s *service) {
		if len(s.requests) == 1 {
			return
		}
		if variesPages {
			s.maxPage = rapid.SampledFrom([]int64{0, 0, 50, 40, 31, 26}).Draw(t, "page now")
		}
		if change > 0 && rapid.Bool().Draw(t, "moves") {
			*moves++
			for range rapid.IntRange(0, change).Draw(t, "removed") {
				if len(s.jobs) > 0 {
					s.remove(s.jobs[rapid.IntRange(0, len(s.jobs)-1).Draw(t, "which")].id)
				}
			}
			for range rapid.IntRange(0, change).Draw(t, "created") {
				s.add(spread*1000 + len(s.requests)*1000)
			}
			for range rapid.IntRange(0, change).Draw(t, "appear") {
				s.add(at.Draw(t, "when"))
			}
		}
	}
	smallest := cmp.Or(s.maxPage, 50)
	if variesPages {
		smallest = 26
	}
	for _, count := range perSecond {
		if int64(count) > smallest/2-2 { // if the offset counts pages, a page may show no more than half of itself behind the boundary
			*moves++
		}
	}
	return s, moves
}
