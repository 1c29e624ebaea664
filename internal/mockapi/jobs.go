package mockapi

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/eventpage"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/jobdetails"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// JobDetails is what the service returns for a job, except its events.
type JobDetails = jobdetails.Details

// JobName is the name of each job that the mock invents.
const JobName = jobdetails.Name

// JobRun is one run of a job.
type JobRun = jobdetails.RunningRecord

// JobTask is how a task of a job ended.
type JobTask = jobdetails.TaskStatus

// The secrets in the details of each job. The values are unique, so that tests can search logs and states for them.
const (
	EndpointToken     = jobdetails.EndpointToken
	EnvironmentSecret = jobdetails.EnvironmentSecret
	ParameterSecret   = jobdetails.ParameterSecret
)

// job is a training job. The first of the details answers the next request, and then the next ones follow. The last one stays.
type job struct {
	events  eventpage.Timeline
	details []JobDetails
}

// SetPhases makes a job go through the phases, and creates the job if it does not exist. Each request that is answered with the job takes the
// next phase, and the last phase stays. To stay in a phase for several requests, repeat it. The other details are invented to fit: a job
// that goes from Running back to Pending is restarted, for example. It panics without a phase.
func (s *Service) SetPhases(id string, phases ...string) {
	s.SetDetails(id, jobdetails.History(generatedBegin, phases...)...)
}

// SetDetails is [Service.SetPhases] for details that are given completely.
func (s *Service) SetDetails(id string, details ...JobDetails) {
	if len(details) == 0 {
		panic("mockapi: a job needs a phase")
	}
	s.change(id, func(j *job) { j.details = slices.Clone(details) })
}

// Rename changes the name of a job, and creates the job if it does not exist.
func (s *Service) Rename(id, name string) {
	s.change(id, func(j *job) {
		for i := range j.details {
			j.details[i].Name = name
		}
	})
}

// RemoveJob deletes a job. The service then knows nothing of it.
func (s *Service) RemoveJob(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.jobs, id)
}

// change creates the job, running, if it does not exist.
func (s *Service) change(id string, change func(*job)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.jobs[id] == nil {
		s.jobs[id] = &job{details: jobdetails.History(generatedBegin, "Running")}
	}
	change(s.jobs[id])
}

// jobEvents finds jobs only in the project of the configuration.
func (s *Service) jobEvents(projectID, jobID string) (eventpage.Timeline, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.jobs[jobID]
	if found == nil || projectID != s.config.ProjectID {
		return nil, false
	}
	return found.events, true
}

// nextDetails takes the next phase.
func (s *Service) nextDetails(projectID, jobID string) (JobDetails, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.jobs[jobID]
	if found == nil || projectID != s.config.ProjectID {
		return JobDetails{}, false
	}
	details := found.details[0]
	if len(found.details) > 1 {
		found.details = found.details[1:]
	}
	return details, true
}

func (s *Service) answerJob(x wire.Exchange, projectID, jobID string, bodyFaults []Fault) wire.Reply {
	body, refused := s.jobObject(x, projectID, jobID)
	if refused != nil {
		return refused.Reply(x.RequestID)
	}
	return wire.JSON(http.StatusOK, changeJob(body, bodyFaults))
}

func (s *Service) jobObject(x wire.Exchange, projectID, jobID string) (map[string]any, *wire.Refusal) {
	if refused := s.auth.Authorize(x, projectID); refused != nil {
		return nil, refused
	}
	if refused := refuseParameters(x.R); refused != nil {
		return nil, refused
	}
	details, found := s.nextDetails(projectID, jobID)
	if !found {
		return nil, jobNotFound()
	}
	return details.Object(jobID), nil
}

// refuseParameters refuses a query, because the reference has no parameters for this call.
func refuseParameters(r *http.Request) *wire.Refusal {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return eventpage.Malformed()
	}
	if len(values) == 0 {
		return nil
	}
	first := slices.Min(slices.Collect(maps.Keys(values)))
	return eventpage.InvalidParameter(first, errors.New("there is no such parameter"))
}

// SampleDetails are the details of [SampleJobID], invented to fit its events.
func SampleDetails() JobDetails {
	at := func(clock string) time.Time {
		parsed, _ := time.Parse(time.RFC3339, "2022-11-26T"+clock+"+08:00")
		return parsed
	}
	started, ended := at("16:02:09"), at("16:03:41")
	return JobDetails{
		Name: SampleJobName, UserName: "mock-user", Phase: "Failed", SecondaryPhase: "Failed",
		CreateTime: at("16:01:37"), StartTime: started, Duration: ended.Sub(started), Tasks: []string{"worker-0"},
		RunningRecords: []JobRun{{
			StartTime: started, EndTime: ended, StartType: "init_or_rescheduled", EndReason: "exit with 1", EndRelatedTask: "worker-0",
		}},
		TaskStatuses: []JobTask{{Task: "worker-0", ExitCode: 1, Message: "Training finished. Exit code 1."}},
		NodeCounts:   []jobdetails.NodeCount{{At: started, Nodes: 1}, {At: ended, Nodes: 0}},
	}
}
