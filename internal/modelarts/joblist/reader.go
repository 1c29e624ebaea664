package joblist

import (
	"cmp"
	"context"
	"slices"
)

// reader is the state of a read.
type reader[T any] struct {
	fetch   Fetch[T]
	options Options[T]
	list    *List[T]

	// pageSize is the limit that a full page has had.
	pageSize int64
	unit     unit
	// beginning is the first page, which shows what an offset counts.
	beginning []Row[T]
	// seen has the ids of all jobs that were shown, taken those of the jobs up to the boundary.
	seen, taken map[string]bool
	// boundary is the second of the last group that was taken. It is valid if a job was taken.
	boundary int64
	// position is the index of a job at the boundary or before it, in the list as it was last shown.
	position int64
	// lost is how far the reader went back last. It is 0 unless the reader looks for the boundary.
	lost int64
	// idle counts responses since the last one that added a job.
	idle int
}

// readBeginning reads the first page, and finds out how many jobs a page can have.
func (r *reader[T]) readBeginning(ctx context.Context) (done bool, err error) {
	short, isNew := 0, false
	for {
		rows, err := r.firstPage(ctx)
		if err != nil || len(rows) == 0 {
			return true, err
		}
		r.beginning = rows
		r.see(rows)
		if done, err := r.take(rows, false); done || err != nil {
			return done, err
		}
		count := int64(len(rows))
		if len(rows) == short && !isNew {
			return true, ErrPageRepeats
		}
		if count == r.pageSize || len(rows) == short { // a job is behind a short page, so the service has smaller pages
			r.pageSize = count
			r.position = max(0, int64(r.behind(rows))-1)
			return false, nil
		}
		behind, err := r.fetch(ctx, count, 1)
		if err != nil {
			return true, err
		}
		if len(behind) == 0 {
			_, err := r.take(rows, true)
			return true, err
		}
		// The pages are small, or a job was created just now. A known job of the last second may have changed its place.
		short, isNew = len(rows), r.see(behind) || behind[0].Created.Unix() == rows[len(rows)-1].Created.Unix()
		if err := r.countIdle(); err != nil {
			return true, err
		}
	}
}

// firstPage requests the first page. Only its first answer may be empty, for the reason that joins gives.
func (r *reader[T]) firstPage(ctx context.Context) ([]Row[T], error) {
	for {
		rows, err := r.fetch(ctx, 0, r.pageSize)
		if err != nil || len(rows) > 0 || r.beginning == nil {
			return rows, err
		}
		if err := r.countIdle(); err != nil {
			return nil, err
		}
	}
}

// readNext reads a page that should begin at the boundary.
func (r *reader[T]) readNext(ctx context.Context) (done bool, err error) {
	if r.lost == 0 && (r.position == 0 || r.position == 1 && r.unit == unitUnknown) {
		return true, ErrCrowdedSecond // the next page could not begin behind the first one
	}
	next := r.nextRequest()
	rows, err := r.fetch(ctx, next.offset, next.limit)
	if err != nil {
		return true, err
	}
	if !r.joins(next, rows) {
		return false, r.goBack()
	}
	guessed, before := r.unit == unitUnknown, len(r.taken)
	start, isNew := r.startOf(next, rows), r.see(rows)
	isShifted := start+int64(r.behind(rows))-1 > r.position // or else the page is where it was expected
	if done, err := r.take(rows, false); done || err != nil {
		return true, err
	}
	isShort := int64(len(rows)) < next.limit
	if isShort {
		if isEnd, err := r.isEnd(ctx, start, rows); isEnd || err != nil {
			return true, err
		}
	}
	r.position = start + max(0, int64(r.behind(rows))-1)
	switch {
	case len(r.taken) > before:
		r.lost, r.idle = 0, 0
		return false, nil
	case r.lost > 0, guessed, isShort, isShifted && isNew:
		return false, r.countIdle()
	case isShifted:
		return true, ErrPageRepeats
	}
	return true, ErrCrowdedSecond
}

// minPageSize is the smallest page size with which there is always a page that shows more if offset counts pages.
const minPageSize = 13

// isEnd reports whether no job is behind a short page. If so, it takes the last group. The page may not begin where it seems to, so its last
// job must be where it is expected.
func (r *reader[T]) isEnd(ctx context.Context, start int64, rows []Row[T]) (bool, error) {
	count := int64(len(rows))
	behind, err := r.fetch(ctx, start+count, 1)
	if err != nil {
		return false, err
	}
	if len(behind) > 0 {
		// A known job means that jobs were created in front of it. Otherwise, the service may have smaller pages now.
		if !r.seen[behind[0].ID] && count >= minPageSize {
			r.pageSize = count
		}
		return false, nil
	}
	last, err := r.fetch(ctx, start+count-1, 1)
	if err != nil {
		return false, err
	}
	if len(last) == 0 || !r.seen[last[0].ID] || last[0].Created.Unix() != rows[count-1].Created.Unix() {
		return false, nil
	}
	_, err = r.take(rows, true)
	return true, err
}

// joins reports whether the page shows all jobs from the boundary to its own end. An empty page shows nothing, not even at offset 0: the
// first page had jobs, and a faulty service is more likely than the loss of all of them.
func (r *reader[T]) joins(next request, rows []Row[T]) bool {
	return len(rows) > 0 && (next.offset == 0 || !r.isBehind(rows[0]))
}

// goBack looks for the boundary further and further in front, at the latest at the beginning of the list.
func (r *reader[T]) goBack() error {
	const firstStep = 8 // few jobs are removed between two requests
	r.lost = max(firstStep, 2*r.lost)
	r.position = max(0, r.position-r.lost)
	return r.countIdle()
}

func (r *reader[T]) countIdle() error {
	r.idle++
	if r.idle > maxIdle {
		return ErrListMoves
	}
	return nil
}

// see reports whether the page has a job that no page had before.
func (r *reader[T]) see(rows []Row[T]) (isNew bool) {
	for _, row := range rows {
		isNew = isNew || !r.seen[row.ID]
		r.seen[row.ID] = true
	}
	return isNew
}

// isBehind reports whether a job is behind the boundary.
func (r *reader[T]) isBehind(row Row[T]) bool {
	return len(r.taken) == 0 || r.compareSeconds(row.Created.Unix(), r.boundary) > 0
}

// behind is the index of the first job behind the boundary.
func (r *reader[T]) behind(rows []Row[T]) int {
	if i := slices.IndexFunc(rows, r.isBehind); i >= 0 {
		return i
	}
	return len(rows)
}

// compareSeconds compares in the order of the list.
func (r *reader[T]) compareSeconds(a, b int64) int {
	if r.options.Descending {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
