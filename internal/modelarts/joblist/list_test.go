package joblist_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/joblist"
)

func read(t *testing.T, s *service, keep int64) *joblist.List[string] {
	t.Helper()
	list, err := joblist.Read(t.Context(), s.fetch, s.options(keep))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func wantError(t *testing.T, s *service, want error) {
	t.Helper()
	list, err := joblist.Read(t.Context(), s.fetch, s.options(all))
	if !errors.Is(err, want) || list != nil {
		t.Errorf("got %t, %v, want %v", list != nil, err, want)
	}
}

// forEachUnit runs a test for offsets that count pages or jobs, and for both orders.
func forEachUnit(t *testing.T, test func(t *testing.T, set func(*service) *service)) {
	t.Helper()
	for _, countsJobs := range []bool{false, true} {
		for _, descending := range []bool{false, true} {
			t.Run(fmt.Sprintf("counts jobs %t, descending %t", countsJobs, descending), func(t *testing.T) {
				t.Parallel()
				test(t, func(s *service) *service {
					s.countsJobs, s.descending = countsJobs, descending
					return s
				})
			})
		}
	}
}

func TestListIsWholeWhateverOffsetCounts(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		for _, jobs := range []int{0, 1, 2, 3, 49, 50, 51, 98, 99, 100, 101, 148, 500, 2501} {
			s := set(numbered(jobs))
			list := read(t, s, all)
			if !slices.Equal(list.Jobs, s.sorted()) || list.Truncated {
				t.Errorf("%d jobs: got %d, truncated %t", jobs, len(list.Jobs), list.Truncated)
			}
			if most := 4 + jobs/40; len(s.requests) > most {
				t.Errorf("%d jobs: %d requests, more than %d", jobs, len(s.requests), most)
			}
			for _, r := range s.requests {
				if r.limit < 1 || r.limit > pageSize || r.offset < 0 {
					t.Errorf("%d jobs: requested %+v", jobs, r)
				}
			}
		}
	})
}

// A gateway may limit pages at any time.
func TestPagesThatBecomeSmallerLoseNoJob(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		for smaller := range 6 {
			for _, maxPage := range []int64{13, 20, 49} {
				s := set(numbered(130))
				s.before = func(s *service) {
					if len(s.requests) >= smaller {
						s.maxPage = maxPage
					}
				}
				if list := read(t, s, all); !slices.Equal(list.Jobs, s.sorted()) {
					t.Errorf("pages of %d from request %d on: got %d jobs", maxPage, smaller, len(list.Jobs))
				}
			}
		}
	})
}

func TestDeletedJobsHideNoOtherJob(t *testing.T) {
	t.Parallel()
	for _, deleted := range []int{1, 5, 48, 90} {
		forEachUnit(t, func(t *testing.T, set func(*service) *service) {
			t.Helper()
			s := set(numbered(300))
			want := []string{}
			s.before = func(s *service) {
				if len(s.requests) != 4 {
					return
				}
				for _, j := range slices.Clone(s.jobs[:deleted]) {
					s.remove(j.id)
				}
				want = s.sorted()
			}
			list := read(t, s, all)
			if len(list.Jobs) != 300 || !slices.Equal(list.Jobs[deleted:], want) {
				t.Errorf("%d deleted: got %d jobs", deleted, len(list.Jobs))
			}
		})
	}
}

func TestReadEndsWhenEnoughJobsAreKnown(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		for _, test := range []struct {
			jobs, keep, requests int
			truncated            bool
		}{
			{500, 0, 1, true},
			{500, 1, 1, true},
			{500, 49, 1, true},
			{500, 100, 5, true},
			{2, 1, 1, true},
			{1, 1, 2, false},
			{30, 30, 2, false},
			{30, 100, 2, false},
			{0, 100, 1, false},
		} {
			s := set(numbered(test.jobs))
			list := read(t, s, int64(test.keep))
			if want := s.sorted(); len(list.Jobs) != min(test.keep, test.jobs) || !slices.Equal(list.Jobs, want[:len(list.Jobs)]) ||
				list.Truncated != test.truncated || len(s.requests) > test.requests {
				t.Errorf("%+v: got %d jobs, truncated %t, %d requests", test, len(list.Jobs), list.Truncated, len(s.requests))
			}
		}
	})
}

func TestOnlyJobsWithinBoundsAreKept(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		s := set(numbered(300))
		options := s.options(all)
		at := func(second int) time.Time { return time.UnixMilli(1_700_000_000_000 + int64(second)*1000) }
		options.After, options.Before = at(120), at(130)
		list, err := joblist.Read(t.Context(), s.fetch, options)
		if err != nil || len(list.Jobs) != 11 || !slices.Contains(list.Jobs, "job-120") || !slices.Contains(list.Jobs, "job-130") {
			t.Errorf("got %+v, %v", list, err)
		}
		if len(s.requests) > 6 {
			t.Errorf("%d requests", len(s.requests))
		}
		s.requests = nil
		options.After, options.Before = at(1000), at(2000)
		options.Descending = s.descending
		list, err = joblist.Read(t.Context(), s.fetch, options)
		if err != nil || len(list.Jobs) != 0 || s.descending && len(s.requests) != 1 {
			t.Errorf("behind the newest job: got %+v, %v, %d requests", list, err, len(s.requests))
		}
	})
}

func TestOnlyMatchesCount(t *testing.T) {
	t.Parallel()
	s := numbered(200)
	options := s.options(2)
	options.Matches = func(id string) bool { return id == "job-7" || id == "job-150" || id == "job-160" }
	list, err := joblist.Read(t.Context(), s.fetch, options)
	if err != nil || !slices.Equal(list.Jobs, []string{"job-7", "job-150"}) || !list.Truncated {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestFullPageWithoutNewJobIsAnError(t *testing.T) {
	t.Parallel()
	for _, jobs := range []int{3, 50, 200} {
		s := numbered(jobs)
		fetch := func(ctx context.Context, _, limit int64) ([]joblist.Row[string], error) {
			return s.fetch(ctx, 0, limit)
		}
		list, err := joblist.Read(t.Context(), fetch, s.options(all))
		if !errors.Is(err, joblist.ErrPageRepeats) || list != nil || len(s.requests) > 4 {
			t.Errorf("%d jobs: got %+v, %v after %d requests", jobs, list, err, len(s.requests))
		}
	}
}

func TestTooManyJobsOfOneSecondAreAnError(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		for _, before := range []int{0, 1, 30} {
			var at []int
			for range 120 {
				at = append(at, 0)
			}
			for i := range before {
				at = append(at, -1000*(i+1), 1000*(i+1))
			}
			wantError(t, set(newService(at...)), joblist.ErrCrowdedSecond)
		}
	})
}

// Such a second fits in one page, even if the service cuts the list in the middle of it.
func TestSecondOfFewJobsIsNoProblem(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		var at []int
		for i := range 200 {
			at = append(at, i/20*1000)
		}
		s := set(newService(at...))
		if list := read(t, s, all); len(list.Jobs) != 200 {
			t.Errorf("got %d jobs", len(list.Jobs))
		}
		three := set(newService(0, 0, 0))
		if list := read(t, three, all); len(list.Jobs) != 3 {
			t.Errorf("got %v", list.Jobs)
		}
	})
}

// The jobs after the first page are removed whenever that page is over.
func TestListThatChangesTooOftenIsAnError(t *testing.T) {
	t.Parallel()
	s := numbered(3000)
	s.countsJobs = true
	fetch := func(ctx context.Context, offset, limit int64) ([]joblist.Row[string], error) {
		if offset > 0 {
			offset += 1000
		}
		return s.fetch(ctx, offset, limit)
	}
	list, err := joblist.Read(t.Context(), fetch, s.options(all))
	if !errors.Is(err, joblist.ErrListMoves) || list != nil || len(s.requests) > 40 {
		t.Errorf("got %v after %d requests", err, len(s.requests))
	}
}

func TestEmptyPageBehindTheFirstIsNoEnd(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		for _, last := range []int{2, all} {
			s := set(numbered(120))
			fetch := func(ctx context.Context, offset, limit int64) ([]joblist.Row[string], error) {
				rows, err := s.fetch(ctx, offset, limit)
				if n := len(s.requests); n >= 2 && n <= last {
					rows = nil
				}
				return rows, err
			}
			list, err := joblist.Read(t.Context(), fetch, s.options(all))
			switch {
			case last == all && !errors.Is(err, joblist.ErrListMoves):
				t.Errorf("all other pages are empty: got %+v, %v", list, err)
			case last == 2 && (err != nil || !slices.Equal(list.Jobs, s.sorted())):
				t.Errorf("the second page is empty: got %+v, %v", list, err)
			}
		}
	})
}

// A job that is created behind the first page makes the reader request that page again. An empty response then is no end, either.
func TestEmptyFirstPageAfterJobsIsNoEnd(t *testing.T) {
	t.Parallel()
	forEachUnit(t, func(t *testing.T, set func(*service) *service) {
		t.Helper()
		s := set(numbered(45))
		s.maxPage = 20
		fetch := func(ctx context.Context, offset, limit int64) ([]joblist.Row[string], error) {
			rows, err := s.fetch(ctx, offset, limit)
			if len(s.requests) == 3 {
				rows = nil
			}
			return rows, err
		}
		list, err := joblist.Read(t.Context(), fetch, s.options(all))
		if err != nil || !slices.Equal(list.Jobs, s.sorted()) {
			t.Errorf("got %+v, %v", list, err)
		}
	})
}

func TestChangedTimeOfCreationIsAnError(t *testing.T) {
	t.Parallel()
	s := numbered(60)
	s.before = func(s *service) {
		if len(s.requests) == 2 {
			s.jobs[3].at = s.jobs[55].at
		}
	}
	wantError(t, s, joblist.ErrListMoves)
}

func TestEndlessListIsAnError(t *testing.T) {
	t.Parallel()
	fetch := func(_ context.Context, offset, limit int64) ([]joblist.Row[int64], error) {
		var rows []joblist.Row[int64]
		for i := offset; i < offset+limit; i++ {
			rows = append(rows, joblist.Row[int64]{ID: fmt.Sprint(i), Created: time.Unix(i, 0), Job: i})
		}
		return rows, nil
	}
	_, err := joblist.Read(t.Context(), fetch, joblist.Options[int64]{PageSize: pageSize, Keep: all})
	if !errors.Is(err, joblist.ErrTooManyJobs) {
		t.Errorf("got %v", err)
	}
}

func TestFailedRequestEndsRead(t *testing.T) {
	t.Parallel()
	failure := errors.New("no")
	for failing := 1; failing < 4; failing++ {
		s := numbered(120)
		fetch := func(ctx context.Context, offset, limit int64) ([]joblist.Row[string], error) {
			rows, err := s.fetch(ctx, offset, limit)
			if len(s.requests) == failing {
				return nil, failure
			}
			return rows, err
		}
		if list, err := joblist.Read(t.Context(), fetch, s.options(all)); !errors.Is(err, failure) || list != nil {
			t.Errorf("request %d: got %+v, %v", failing, list, err)
		}
	}
	s := numbered(3)
	fetch := func(ctx context.Context, offset, limit int64) ([]joblist.Row[string], error) {
		if offset > 0 {
			return nil, failure
		}
		return s.fetch(ctx, offset, limit)
	}
	if list, err := joblist.Read(t.Context(), fetch, s.options(all)); !errors.Is(err, failure) || list != nil {
		t.Errorf("behind the only page: got %+v, %v", list, err)
	}
}
