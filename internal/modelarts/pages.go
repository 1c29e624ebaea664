package modelarts

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// eventPage is one answer.
type eventPage struct {
	Events               []Event
	Total, Limit, Offset count
	// next is the offset behind the last event.
	next int64
}

// eventPages yields the pages from query.Offset on, each at the place where the rows received so far end, and ends with the list or
// at the first error.
func (c *Client) eventPages(ctx context.Context, query EventsQuery) iter.Seq2[*eventPage, error] {
	return func(yield func(*eventPage, error) bool) {
		progress := pageProgress{query: query}
		for offset := query.Offset; ; {
			page, err := c.eventPage(ctx, query, offset)
			if err == nil {
				err = progress.check(page, offset)
			}
			if !yield(page, err) || err != nil || page.isLast(query) {
				return
			}
			offset = page.next
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
	page.next = offset + int64(len(page.Events))
	return page, nil
}

// pageProgress finds what would make the list torn, doubled, short or endless.
type pageProgress struct {
	query EventsQuery
	// claimed is the largest total so far: what a page behind the end claims is documented nowhere.
	claimed int64
	last    []Event
}

func (p *pageProgress) check(page *eventPage, asked int64) error {
	if page.Total.known {
		p.claimed = max(p.claimed, page.Total.number)
	}
	last := p.last
	p.last = page.Events
	rows := len(page.Events)
	switch {
	case rows > 0 && page.Offset.known && page.Offset.number != asked:
		return fmt.Errorf("%w: %d instead of %d", ErrOtherOffset, page.Offset.number, asked)
	case rows > 1 && !page.Offset.known && slices.EqualFunc(page.Events, last, Event.equal):
		return fmt.Errorf("%w: it answered twice with the same page", ErrOtherOffset)
	case page.next-p.query.Offset > MaxEvents, !p.query.filtered() && p.claimed-p.query.Offset > MaxEvents:
		return ErrTooManyEvents
	case rows == 0 && !p.query.filtered() && p.claimed > asked:
		return fmt.Errorf("%w: %d of %d", ErrListShort, asked, p.claimed)
	}
	return nil
}

// isLast trusts rows before numbers. An empty page is the end. A page that is shorter than the limit is the end only where the
// service names the limit and its total agrees to the row: it may clamp the size of its pages. A total that is reached by a full page
// proves nothing, as services cap their counts at round numbers.
func (p *eventPage) isLast(query EventsQuery) bool {
	rows := int64(len(p.Events))
	return rows == 0 || p.Limit.known && rows < min(query.limit(), p.Limit.number) && p.Total == count{p.next, true}
}
