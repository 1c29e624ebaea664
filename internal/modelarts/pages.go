package modelarts

import (
	"context"
	"fmt"
	"iter"
)

// eventPage is one answer. Total, Limit and Offset are nil where the service left them out.
type eventPage struct {
	Events               []Event
	Total, Limit, Offset *int64
	// next is the offset behind the last event.
	next int64
}

// eventPages yields the pages from query.Offset on, each at the place where the rows received so far end, and ends
// with the list or at the first error.
func (c *Client) eventPages(ctx context.Context, query EventsQuery) iter.Seq2[*eventPage, error] {
	return func(yield func(*eventPage, error) bool) {
		for offset := query.Offset; ; {
			page, err := c.eventPage(ctx, query, offset)
			if err == nil {
				err = page.check(query, offset)
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
	err := c.get(ctx, segments, query.values(offset), query.header(), func(body []byte) (err error) {
		page, err = decodePage(body)
		return err
	})
	if err != nil {
		return nil, err
	}
	page.next = offset + int64(len(page.Events))
	return page, nil
}

// check finds what would make the list torn, doubled, short or endless.
func (p *eventPage) check(query EventsQuery, asked int64) error {
	rows := int64(len(p.Events))
	switch {
	case rows > 0 && p.Offset != nil && *p.Offset != asked:
		return fmt.Errorf("%w: %d instead of %d", ErrOtherOffset, *p.Offset, asked)
	case p.next-query.Offset > MaxEvents, !query.filtered() && p.Total != nil && *p.Total-query.Offset > MaxEvents:
		return ErrTooManyEvents
	case rows == 0 && !query.filtered() && p.Total != nil && *p.Total > asked:
		return fmt.Errorf("%w: %d of %d", ErrListShort, asked, *p.Total)
	}
	return nil
}

// isLast trusts rows before numbers. An empty page is the end. A page that is shorter than the limit is the end only
// where the total agrees to the row: a service may clamp the size of its pages without a word. A total that is
// reached by a full page proves nothing, as services cap their counts at round numbers.
func (p *eventPage) isLast(query EventsQuery) bool {
	rows := int64(len(p.Events))
	limit := query.limit()
	if p.Limit != nil && *p.Limit > 0 {
		limit = min(limit, *p.Limit)
	}
	return rows == 0 || rows < limit && p.Total != nil && *p.Total == p.next
}

// matches is how many events match, by what was read up to this page. Where the offset lies behind the end nothing
// was read, and the service's own count is all there is.
func (p *eventPage) matches(query EventsQuery) int64 {
	if p.next == query.Offset && p.Total != nil {
		return min(*p.Total, p.next)
	}
	return p.next
}
