package modelarts

import (
	"context"
	"fmt"
	"iter"
)

// overlapRows is how many rows a page repeats of the one before it: what is in between two pages may have moved, and the repeated
// rows show it. Two rows, because a single one that has an equal neighbour would hide a move by one. They cost 2 % more requests.
const overlapRows = 2

// chasedPages is how far a list that grows while it is read is followed behind the end that it had at first.
const chasedPages = 10

// eventPage is one answer.
type eventPage struct {
	Events               []Event
	Total, Limit, Offset count
	// first is the offset that was asked for, next the one behind the last event.
	first, next int64
}

func (p *eventPage) rows() int64 { return p.next - p.first }

// fills says whether the page is as large as the query or the service allows.
func (p *eventPage) fills(query EventsQuery) bool {
	limit := query.limit()
	if p.Limit.known {
		limit = min(limit, p.Limit.number)
	}
	return p.rows() >= limit
}

// following is the offset of the next page, which overlaps with this one as far as it can and still get on.
func (p *eventPage) following() int64 {
	return p.next - max(0, min(overlapRows, p.rows()-1))
}

// eventPages yields pages from query.Offset on that overlap with their predecessors, and ends with the list or at the first error.
func (c *Client) eventPages(ctx context.Context, query EventsQuery, sideBySide bool) iter.Seq2[*eventPage, error] {
	return func(yield func(*eventPage, error) bool) {
		walk := pageWalk{query: query, reached: query.Offset}
		ahead := c.newReadAhead(query)
		if !sideBySide {
			ahead.most = 1
		}
		defer ahead.stop()
		for offset := query.Offset; ; {
			page, err := ahead.page(ctx, offset)
			if err == nil {
				err = walk.arrive(page)
			}
			if err == nil && walk.isDoubtful(page) {
				err = c.checkFilteredEnd(ctx, &walk, page)
			}
			if !yield(page, err) || err != nil || walk.ended {
				return
			}
			ahead.consider(ctx, page)
			offset = page.following()
		}
	}
}

func (c *Client) eventPage(ctx context.Context, query EventsQuery, offset int64) (*eventPage, error) {
	var page *eventPage
	segments := []string{"v2", query.ProjectID, "training-jobs", query.TrainingJobID, "events"}
	err := c.rest.Get(ctx, segments, query.values(offset), query.header(), func(body []byte) (err error) {
		page, err = decodePage(body)
		return err
	})
	if err != nil {
		return nil, err
	}
	page.first, page.next = offset, offset+int64(len(page.Events))
	if len(page.Events) > 0 && page.Offset.known && page.Offset.number != offset {
		return nil, fmt.Errorf("%w: %d instead of %d", ErrOtherOffset, page.Offset.number, offset)
	}
	return page, nil
}

// pageWalk decides where the list ends.
type pageWalk struct {
	query   EventsQuery
	reached int64
	ended   bool
	// began is the first total that there was, latest the last one; least and most are those of all pages so far.
	began, latest, least, most count
	pagesBehind                int
	// firstFills says whether the first page filled its limit.
	firstFills bool
}

func (w *pageWalk) arrive(page *eventPage) error {
	grown := w.latest.known && page.Total.known && page.Total.number > w.latest.number
	w.note(page.Total)
	if page.first == w.query.Offset {
		w.firstFills = page.fills(w.query)
	}
	fresh := page.next > w.reached
	w.reached = max(w.reached, page.next)
	w.ended = !fresh || w.isLast(page) || grown && w.outruns(page)
	switch {
	case w.reached-w.query.Offset > MaxEvents, !w.query.filtered() && w.most.number-w.query.Offset > MaxEvents:
		return ErrTooManyEvents
	case !fresh && !w.query.filtered():
		return w.checkEnd(page)
	}
	return nil
}

func (w *pageWalk) note(total count) {
	if !total.known {
		return
	}
	if !w.began.known {
		w.began, w.least, w.most = total, total, total
	}
	w.latest = total
	w.least.number = min(w.least.number, total.number)
	w.most.number = max(w.most.number, total.number)
}

// isLast trusts rows before numbers. A page that only repeats what overlaps is the end anyway, and shows that nothing was removed
// before it. One that is shorter than the limit is the end only where the service names the limit and its total agrees to the row: it
// may clamp the size of its pages. A total that is reached by a full page proves nothing, as services cap their counts at round
// numbers. What is not noticed is a service that clamps its first page, says that it did not, and counts no more than that page.
func (w *pageWalk) isLast(page *eventPage) bool {
	return page.Limit.known && !page.fills(w.query) && page.Total == count{page.next, true}
}

// outruns says of a list that has grown again whether it does so too fast for its end to be reached. What it held at first has been
// read by then.
func (w *pageWalk) outruns(page *eventPage) bool {
	if w.began.known && page.Total.known && w.reached >= w.began.number && page.Total.number > max(w.began.number, w.reached) {
		w.pagesBehind++
	}
	return w.pagesBehind > chasedPages
}

// claimed is how many events the service says there are. What a page behind the end claims is documented nowhere: it may forget.
func (w *pageWalk) claimed(page *eventPage) count {
	if page.Total.known && page.Total.number >= w.reached {
		return page.Total
	}
	return w.most
}

// isDoubtful says of a filtered list that has ended before its total whether that may be a service which lost rows. It is not asked of
// a first page with fewer rows than its limit: that the page behind it has no more is enough.
func (w *pageWalk) isDoubtful(page *eventPage) bool {
	return w.ended && w.query.filtered() && w.claimed(page).number > w.reached && (w.reached == w.query.Offset || w.firstFills)
}

// checkFilteredEnd finds out whether the total of a filtered list counts what the filters leave: then the list is short. A total that
// is the same without filters may be that of all events, and says nothing. Where the job grows meanwhile, a total of all events lies
// between what the list claimed before and what it claims afterwards.
func (c *Client) checkFilteredEnd(ctx context.Context, walk *pageWalk, last *eventPage) error {
	claimed := walk.claimed(last)
	one := walk.query
	one.Limit = 1
	all, err := c.eventPage(ctx, one.unfiltered(), 0)
	if err != nil {
		return err
	}
	short := walk.short(claimed)
	switch {
	case all.rows() == 0 && all.Total.number > 0:
		return short
	case !all.Total.known || all.Total == claimed:
		return nil
	}
	again, err := c.eventPage(ctx, one, 0)
	if err != nil {
		return err
	}
	if all.Total.number < claimed.number || all.Total.number > again.Total.number {
		return short
	}
	return nil
}

// checkEnd is for lists whose total no filter explains.
func (w *pageWalk) checkEnd(page *eventPage) error {
	claimed := w.claimed(page)
	if claimed.number <= w.reached {
		return nil
	}
	if !page.Total.known {
		return fmt.Errorf("%w: %d of %d", ErrListShort, w.reached, claimed.number)
	}
	return w.short(claimed)
}

// short is errMoved where totals show that the list moved while it was read: then the next pass decides.
func (w *pageWalk) short(claimed count) error {
	if w.least != w.most {
		return errMoved
	}
	return fmt.Errorf("%w: %d of %d", ErrListShort, w.reached, claimed.number)
}
