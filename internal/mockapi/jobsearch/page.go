package jobsearch

import (
	"cmp"
	"slices"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/eventpage"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/jobdetails"
)

// Job is a job that a search may find. All jobs are in the default workspace.
type Job struct {
	ID      string
	Details jobdetails.Details
}

// Page returns the body of a 200. It is a map, because faults add members and change their types. The jobs may be in any order; those that
// were created at the same time are sorted by id.
func (q Query) Page(jobs []Job, w eventpage.Window) map[string]any {
	matches := slices.DeleteFunc(slices.Clone(jobs), func(job Job) bool { return !q.matches(job) })
	slices.SortFunc(matches, func(a, b Job) int {
		return cmp.Or(a.Details.CreateTime.Compare(b.Details.CreateTime), cmp.Compare(a.ID, b.ID))
	})
	if q.order == descending {
		slices.Reverse(matches)
	}
	first := min(w.Offset, len(matches))
	items := []map[string]any{}
	for i := first; i < min(first+w.Limit, len(matches)); i++ {
		items = append(items, matches[i].Details.Object(matches[i].ID))
	}
	return map[string]any{
		"total": len(jobs), "count": len(matches), "limit": w.EchoedLimit, "offset": w.EchoedOffset,
		"sort_by": createTime, "order": q.order, "group_by": "", "workspace_id": q.workspaceID, "ai_project": "default-ai-project",
		"items": items,
	}
}

func (q Query) matches(job Job) bool {
	return q.workspaceID == defaultWorkspace && !slices.ContainsFunc(q.filters, func(f filter) bool { return !f.matches(job) })
}
