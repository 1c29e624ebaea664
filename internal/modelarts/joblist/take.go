package joblist

import (
	"cmp"
	"fmt"
	"slices"
)

// take takes the groups of a page that are behind the boundary and complete. It reports whether no further job is needed.
func (r *reader[T]) take(rows []Row[T], isEnd bool) (done bool, err error) {
	fresh := rows[r.behind(rows):]
	complete := len(fresh)
	for !isEnd && complete > 0 && fresh[complete-1].Created.Unix() == fresh[len(fresh)-1].Created.Unix() {
		complete--
	}
	groups := slices.Clone(fresh[:complete])
	slices.SortFunc(groups, r.compare)
	for _, row := range groups {
		if err := r.add(row); err != nil {
			return true, err
		}
	}
	if complete > 0 {
		r.boundary = fresh[complete-1].Created.Unix()
		if r.options.Progress != nil {
			r.options.Progress(len(r.taken))
		}
	}
	// Jobs of the last group are behind all jobs that were taken, even if the group is not complete.
	if int64(len(r.list.Jobs)) == r.options.Keep && slices.ContainsFunc(fresh[complete:], r.matches) {
		r.list.Truncated = true
	}
	return r.list.Truncated || len(rows) > 0 && r.isPast(rows[len(rows)-1]), nil
}

// compare is the order of the result. The service may sort by seconds, although it sends milliseconds.
func (r *reader[T]) compare(a, b Row[T]) int {
	if r.options.Descending {
		a, b = b, a
	}
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
}

func (r *reader[T]) add(row Row[T]) error {
	if r.taken[row.ID] {
		return fmt.Errorf("%w: the job %.64q was shown with two times of creation", ErrListMoves, row.ID)
	}
	if len(r.taken) == maxJobs {
		return ErrTooManyJobs
	}
	r.taken[row.ID] = true
	switch {
	case !r.matches(row):
	case int64(len(r.list.Jobs)) < r.options.Keep:
		r.list.Jobs = append(r.list.Jobs, row.Job)
	default:
		r.list.Truncated = true
	}
	return nil
}

func (r *reader[T]) matches(row Row[T]) bool {
	o := r.options
	return (o.After.IsZero() || !row.Created.Before(o.After)) && (o.Before.IsZero() || !row.Created.After(o.Before)) &&
		(o.Matches == nil || o.Matches(row.Job))
}

// isPast reports whether neither this job nor any behind it can be within the bounds. Its whole second must be outside, because the order
// within a second is not known.
func (r *reader[T]) isPast(row Row[T]) bool {
	second := row.Created.Unix()
	if r.options.Descending {
		return !r.options.After.IsZero() && second < r.options.After.Unix()
	}
	return !r.options.Before.IsZero() && second > r.options.Before.Unix()
}
