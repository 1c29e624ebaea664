package mockapi

import (
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/jobsearch"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

func (s *Service) answerSearch(x wire.Exchange, projectID string, faults []Fault) wire.Reply {
	page, refused := s.search(x, projectID, faults)
	if refused != nil {
		return refused.Reply(x.RequestID)
	}
	return wire.JSON(http.StatusOK, changeSearch(page, faults))
}

func (s *Service) search(x wire.Exchange, projectID string, faults []Fault) (map[string]any, *wire.Refusal) {
	if refused := s.auth.Authorize(x, projectID); refused != nil {
		return nil, refused
	}
	s.call(s.config.BeforeSearch)
	query, refused := jobsearch.Parse(x.R, x.Body)
	if refused != nil {
		return nil, refused
	}
	return query.Page(s.currentJobs(projectID), changeWindow(query.Window(s.config.SearchOffsetCountsRecords), faults)), nil
}

// currentJobs returns the jobs in the phase that the next request for their details will show.
func (s *Service) currentJobs(projectID string) []jobsearch.Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	var jobs []jobsearch.Job
	if projectID == s.config.ProjectID {
		for id, job := range s.jobs {
			jobs = append(jobs, jobsearch.Job{ID: id, Details: job.details[0]})
		}
	}
	return jobs
}

// searchFaults change a page of jobs. The faults of a job and of a window apply, too.
var searchFaults = map[FaultKind]func(f Fault, page map[string]any){
	FaultWrongTotal: func(f Fault, page map[string]any) { page["total"], page["count"] = f.Total, f.Total },
	FaultNoTotal: func(_ Fault, page map[string]any) {
		delete(page, "total")
		delete(page, "count")
	},
}

func changeSearch(page map[string]any, faults []Fault) any {
	var ofJobs []Fault
	for _, fault := range faults {
		if change := searchFaults[fault.Kind]; change != nil {
			change(fault, page)
		}
		if jobFaults[fault.Kind] != nil {
			ofJobs = append(ofJobs, fault)
		}
	}
	return changeJob(page, ofJobs)
}
