// Package jobsearch answers the call of the mock that searches training jobs: the body of the request, its filters, and the page of jobs
// that match.
package jobsearch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/eventpage"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

const (
	ascending  = "asc"
	descending = "desc"

	createTime       = "create_time"
	defaultWorkspace = "0"

	maxLimit   = 50
	maxFilters = 20
)

// Query is a valid body. Offset counts pages or records; that is up to the service.
type Query struct {
	offset, limit int
	order         string
	workspaceID   string
	filters       []filter
}

// body has the members of the reference. The default of limit is invented.
type body struct {
	Offset      int      `json:"offset"`
	Limit       *int     `json:"limit"`
	SortBy      *string  `json:"sort_by"`
	Order       *string  `json:"order"`
	WorkspaceID *string  `json:"workspace_id"`
	TrainType   *string  `json:"train_type"`
	Filters     []filter `json:"filters"`
}

var workspacePattern = regexp.MustCompile(`^(0|[A-Za-z0-9]{32})$`)

// Parse refuses what the reference does not allow. The reference has no parameters for this call.
func Parse(r *http.Request, sent []byte) (Query, *wire.Refusal) {
	if r.URL.RawQuery != "" {
		return Query{}, eventpage.InvalidParameter("query", errors.New("there are no such parameters"))
	}
	decoder := json.NewDecoder(bytes.NewReader(sent))
	decoder.DisallowUnknownFields()
	var b body
	if err := decoder.Decode(&b); err != nil {
		return Query{}, refusal("ModelArts.2787", "body", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Query{}, refusal("ModelArts.2787", "body", errors.New("it goes on after the object"))
	}
	q := Query{offset: b.Offset, limit: or(b.Limit, 10), order: or(b.Order, descending), workspaceID: or(b.WorkspaceID, defaultWorkspace)}
	switch {
	case q.offset < 0:
		return Query{}, eventpage.InvalidParameter("offset", fmt.Errorf("%d is below 0", q.offset))
	case q.limit < 1 || q.limit > maxLimit:
		return Query{}, eventpage.InvalidParameter("limit", fmt.Errorf("%d is not in the range from 1 to %d", q.limit, maxLimit))
	case or(b.SortBy, createTime) != createTime:
		return Query{}, refusal("ModelArts.2790", "sort_by", fmt.Errorf("%q is not %s", *b.SortBy, createTime))
	case q.order != ascending && q.order != descending:
		return Query{}, eventpage.InvalidParameter("order", fmt.Errorf("%q is neither asc nor desc", q.order))
	case !workspacePattern.MatchString(q.workspaceID):
		return Query{}, eventpage.InvalidParameter("workspace_id", fmt.Errorf("%q is neither 0 nor an id", q.workspaceID))
	case !slices.Contains([]string{"job", "ftjob"}, or(b.TrainType, "job")):
		return Query{}, eventpage.InvalidParameter("train_type", fmt.Errorf("%q is neither job nor ftjob", *b.TrainType))
	case len(b.Filters) > maxFilters:
		return Query{}, refusal("ModelArts.2789", "filters", fmt.Errorf("%d are more than %d", len(b.Filters), maxFilters))
	}
	for i := range b.Filters {
		if refused := b.Filters[i].parse(); refused != nil {
			return Query{}, refused
		}
	}
	q.filters = b.Filters
	return q, nil
}

// Window returns the part of the matches that the query asks for. Its offset counts records, even if the offset of the query counts pages.
func (q Query) Window(offsetCountsRecords bool) eventpage.Window {
	offset := q.offset
	if !offsetCountsRecords {
		offset *= q.limit
	}
	return eventpage.Window{Limit: q.limit, Offset: offset, EchoedLimit: q.limit, EchoedOffset: q.offset}
}

func or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}

func refusal(code, what string, reason error) *wire.Refusal {
	return &wire.Refusal{Status: http.StatusBadRequest, Code: code, Message: fmt.Sprintf("Invalid %s: %s.", what, reason)}
}
