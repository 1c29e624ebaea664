package modelarts

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/joblist"
)

const (
	// jobsPageSize is the largest page of the API reference, page ListTrainingJobs.
	jobsPageSize = 50
	// maxCreationRange is the longest range of create_time that the service accepts, according to the documents of Huawei's own provider.
	maxCreationRange = 31 * 24 * time.Hour
)

// JobsQuery selects training jobs. Fields with a zero value do not filter.
type JobsQuery struct {
	ProjectID string

	// Name is the exact name. NameContains is a part of it, case-sensitive. Only one of them may be set.
	Name, NameContains string
	// Phases are of [Phases].
	Phases []string
	// CreatedAfter and CreatedBefore are inclusive.
	CreatedAfter, CreatedBefore time.Time
	// WorkspaceID is the workspace to search. Empty means the service's default workspace.
	WorkspaceID string
	// Order is OrderAscending or OrderDescending, by time of creation. Empty means OrderDescending.
	Order string
}

// ListedJob is a training job of a list. CreateTime is never nil.
type ListedJob struct {
	ID string
	TrainingJob
}

// JobList is a list of training jobs.
type JobList = joblist.List[*ListedJob]

// TrainingJobs returns the first keep jobs that match, in the order of the query:
// https://support.huaweicloud.com/intl/en-us/api-modelarts/ListTrainingJobs.html. It requests pages until one more job matches or the list
// ends. Its errors are those of [rest.Client.PostConfidential] or [joblist.Read], or [ErrOtherResponse].
func (c *Client) TrainingJobs(ctx context.Context, query JobsQuery, keep int64) (*JobList, error) {
	query.Order = cmp.Or(query.Order, OrderDescending)
	fetch := func(ctx context.Context, offset, limit int64) ([]joblist.Row[*ListedJob], error) {
		return c.jobPage(ctx, query, offset, limit)
	}
	return joblist.Read(ctx, fetch, joblist.Options[*ListedJob]{
		Descending: query.Order == OrderDescending, PageSize: jobsPageSize, Keep: keep,
		After: query.CreatedAfter, Before: query.CreatedBefore, Matches: query.matches,
		Progress: func(read int) {
			c.log.LogAttrs(ctx, slog.LevelInfo, "Reading training jobs", slog.Int("read", read))
		},
	})
}

func (c *Client) jobPage(ctx context.Context, query JobsQuery, offset, limit int64) ([]joblist.Row[*ListedJob], error) {
	body, err := json.Marshal(query.search(offset, limit))
	if err != nil {
		return nil, fmt.Errorf("encoding the search: %w", err)
	}
	var jobs []*ListedJob
	segments := []string{"v2", query.ProjectID, "training-job-searches"}
	err = c.rest.PostConfidential(ctx, segments, body, projectHeader(query.ProjectID), func(body []byte) (err error) {
		if jobs, err = decodeJobs(body); err != nil {
			return err
		}
		return query.verify(jobs, limit)
	})
	if err != nil {
		return nil, err
	}
	rows := make([]joblist.Row[*ListedJob], len(jobs))
	for i, job := range jobs {
		rows[i] = joblist.Row[*ListedJob]{ID: job.ID, Created: *job.CreateTime, Job: job}
	}
	return rows, nil
}

// search is the body of a request.
type search struct {
	Offset      int64    `json:"offset"`
	Limit       int64    `json:"limit"`
	SortBy      string   `json:"sort_by"`
	Order       string   `json:"order"`
	WorkspaceID string   `json:"workspace_id,omitempty"`
	Filters     []filter `json:"filters,omitempty"`
}

// filter is a condition. A filter with an empty value would match every job, so there is none without a value.
type filter struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Value    []string `json:"value"`
}

func (q JobsQuery) search(offset, limit int64) search {
	s := search{Offset: offset, Limit: limit, SortBy: "create_time", Order: q.Order, WorkspaceID: q.WorkspaceID}
	if name := q.namePart(); name != "" {
		s.Filters = append(s.Filters, filter{"name", "like", []string{name}})
	}
	if len(q.Phases) > 0 {
		s.Filters = append(s.Filters, filter{"phase", "in", q.Phases})
	}
	if from, to, ok := q.creationRange(); ok {
		s.Filters = append(s.Filters, filter{"create_time", "between", []string{from.Format(time.RFC3339), to.Format(time.RFC3339)}})
	}
	return s
}

// namePart is what the service compares names with.
func (q JobsQuery) namePart() string { return cmp.Or(q.Name, q.NameContains) }

// creationRange is the range to request, in whole seconds. It is wider than requested, because the documents do not say whether the range
// includes its ends. The service accepts neither an open nor a long range; then all times are requested, and compared here.
func (q JobsQuery) creationRange() (from, to time.Time, ok bool) {
	if q.CreatedAfter.IsZero() || q.CreatedBefore.IsZero() {
		return from, to, false
	}
	from = q.CreatedAfter.UTC().Truncate(time.Second).Add(-time.Second)
	to = q.CreatedBefore.UTC().Truncate(time.Second).Add(2 * time.Second)
	return from, to, to.Sub(from) <= maxCreationRange
}

// matches compares the name of a job that verify accepted, which has a name if the search has one. The service's operator finds names that
// contain a text, and perhaps ignores case.
func (q JobsQuery) matches(job *ListedJob) bool {
	if q.namePart() == "" {
		return true
	}
	return (q.Name == "" || *job.Name == q.Name) && strings.Contains(*job.Name, q.NameContains)
}
