package joblist

import "slices"

// meaning is what the service takes an offset for.
type meaning int

const (
	meaningUnknown meaning = iota
	meaningPages
	meaningJobs
)

// window is what a request asks for.
type window struct{ offset, limit int64 }

// window returns the request for the page that begins at the position or before it and shows most behind it.
func (r *reader[T]) window() window {
	switch {
	case r.position == 0, r.position == 1 && r.meaning == meaningUnknown:
		return window{0, r.pageSize}
	case r.meaning == meaningJobs:
		return window{r.position, r.pageSize}
	case r.meaning == meaningUnknown:
		return window{1, min(r.position, r.pageSize)}
	}
	best := window{0, r.pageSize}
	for limit := r.pageSize; limit > 0; limit-- {
		w := window{r.position / limit, limit}
		if w.end() > best.end() {
			best = w
		}
	}
	return best
}

// end is the index behind the last job of the window if offset counts pages.
func (w window) end() int64 { return (w.offset + 1) * w.limit }

// startOf is the index of the first job of a page. It tells the meanings of offset apart if they are unknown.
func (r *reader[T]) startOf(w window, rows []Row[T]) int64 {
	if r.meaning == meaningUnknown && w.offset > 0 && w.limit > 1 && len(rows) > 0 {
		// The offset is 1. Jobs may have been created or deleted since the first page, so the nearer meaning is taken.
		if r.indexInBeginning(rows[0]) > (1+w.limit)/2 {
			r.meaning = meaningPages
		} else {
			r.meaning = meaningJobs
		}
	}
	if r.meaning == meaningPages {
		return w.offset * w.limit
	}
	return w.offset
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
