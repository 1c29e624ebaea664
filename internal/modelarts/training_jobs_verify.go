package modelarts

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// verify compares a page of jobs with the request. Each job must match the filters that were sent, and the page must have the requested
// order. The service sends milliseconds, but may sort by seconds.
func (q JobsQuery) verify(jobs []*ListedJob, limit int64) error {
	if int64(len(jobs)) > limit {
		return fmt.Errorf("%w: it has %d jobs instead of at most %d", ErrOtherResponse, len(jobs), limit)
	}
	seen := map[string]bool{}
	for i, job := range jobs {
		if seen[job.ID] {
			return fmt.Errorf("%w: items[%d]: the job %.64q is there twice", ErrOtherResponse, i, job.ID)
		}
		seen[job.ID] = true
		if err := q.verifyJob(job); err != nil {
			return fmt.Errorf("%w: items[%d]: %w", ErrOtherResponse, i, err)
		}
		if i > 0 && !q.isInOrder(*jobs[i-1].CreateTime, *job.CreateTime) {
			return fmt.Errorf("%w: items[%d]: its order is not %q: %s follows %s", ErrOtherResponse, i, q.Order,
				job.CreateTime.Format(time.RFC3339), jobs[i-1].CreateTime.Format(time.RFC3339))
		}
	}
	return nil
}

func (q JobsQuery) isInOrder(first, second time.Time) bool {
	if q.Order == OrderDescending {
		return first.Unix() >= second.Unix()
	}
	return first.Unix() <= second.Unix()
}

func (q JobsQuery) verifyJob(job *ListedJob) error {
	if len(q.Phases) > 0 && !job.IsInPhase(q.Phases...) {
		return fmt.Errorf("its phase is %.40q instead of %s", job.Phase, strings.Join(q.Phases, ", "))
	}
	if q.WorkspaceID != "" && job.WorkspaceID != nil && *job.WorkspaceID != q.WorkspaceID {
		return otherText("workspace_id", q.WorkspaceID, job.WorkspaceID)
	}
	if part := q.namePart(); part != "" && (job.Name == nil || !likePattern(part).MatchString(*job.Name)) {
		return otherText("name", part, job.Name)
	}
	from, to, isSent := q.creationRange()
	if isSent && (job.CreateTime.Before(from.Add(-timeTolerance)) || job.CreateTime.After(to.Add(timeTolerance))) {
		return fmt.Errorf("its create_time %s is outside the range", job.CreateTime.Format(time.RFC3339))
	}
	return nil
}

// likePattern matches all names that the operator like may find: a database may ignore case, and take an underscore for any character.
func likePattern(part string) *regexp.Regexp {
	return regexp.MustCompile("(?is)" + strings.ReplaceAll(regexp.QuoteMeta(part), "_", "."))
}
