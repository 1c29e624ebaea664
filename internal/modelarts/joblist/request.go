package joblist

import "slices"

// unit is what an offset counts.
type unit int

const (
	unitUnknown unit = iota
	unitPages
	unitJobs
)

// request selects a page.
type request struct{ offset, limit int64 }

// nextRequest returns the request for the page that begins at the position or before it and shows most behind it.
func (r *reader[T]) nextRequest() request {
	switch {
	case r.position == 0, r.position == 1 && r.unit == unitUnknown:
		return request{0, r.pageSize}
	case r.unit == unitJobs:
		return request{r.position, r.pageSize}
	case r.unit == unitUnknown:
		return request{1, min(r.position, r.pageSize)}
	}
	best := request{0, r.pageSize}
	for limit := r.pageSize; limit > 0; limit-- {
		next := request{r.position / limit, limit}
		if next.end() > best.end() {
			best = next
		}
	}
	return best
}

// end is the index behind the last job of the page if offset counts pages.
func (q request) end() int64 { return (q.offset + 1) * q.limit }

// startOf is the index of the first job of a page. It finds out what an offset counts if that is unknown.
func (r *reader[T]) startOf(sent request, rows []Row[T]) int64 {
	if r.unit == unitUnknown && sent.offset > 0 && sent.limit > 1 && len(rows) > 0 {
		// The offset is 1. Jobs may have been created or deleted since the first page, so the more likely unit is taken.
		if r.indexInBeginning(rows[0]) > (1+sent.limit)/2 {
			r.unit = unitPages
		} else {
			r.unit = unitJobs
		}
	}
	if r.unit == unitPages {
		return sent.offset * sent.limit
	}
	return sent.offset
}

// indexInBeginning is where a job is in the first page, or would be.
func (r *reader[T]) indexInBeginning(row Row[T]) int64 {
	i := slices.IndexFunc(r.beginning, func(known Row[T]) bool { return known.ID == row.ID })
	if i < 0 {
		i = slices.IndexFunc(r.beginning, func(known Row[T]) bool {
			return r.compareSeconds(known.Created.Unix(), row.Created.Unix()) > 0
		})
	}
	if i < 0 {
		i = len(r.beginning)
	}
	return int64(i)
}
