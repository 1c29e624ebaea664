// Package mockapi is an in-memory mock of ModelArts for tests and demos, with the part of IAM that its callers need. It serves
//
//	GET /v2/{project_id}/training-jobs/{training_job_id}
//	GET /v2/{project_id}/training-jobs/{training_job_id}/events
//	POST /v2/{project_id}/training-job-searches
//	POST /v3/auth/tokens
//	GET /v3/projects
//
// The mock keeps state, rejects requests that the API reference does not allow, records every request, and can inject faults of real
// services: see [FaultKind].
//
// Answers follow the reference. The mock decides what the reference leaves open: filters combine with AND, time bounds are inclusive, total
// counts the matches, and the default order is ascending. IAM supports only the method password and the scope project. A request has a token
// or a signature, not both.
package mockapi

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/eventpage"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// Service is the mock. It is an [http.Handler], and safe for concurrent use.
type Service struct {
	config   Config
	auth     *auth.Server
	requests requestLog
	faults   faultSchedule
	limit    rateLimit
	hooks    sync.Mutex

	mu   sync.Mutex
	jobs map[string]*job
}

// New returns a service with the sample job of the API reference and without faults.
func New(config Config) *Service {
	config = config.withDefaults()
	s := &Service{
		config: config,
		auth:   auth.New(config.auth()),
		limit:  rateLimit{limit: config.RequestsPerSecond},
		jobs:   map[string]*job{},
	}
	s.AddJob(SampleJobID, Sample())
	s.SetDetails(SampleJobID, SampleDetails())
	return s
}

// AddJob creates a running job, or replaces all events of a job that exists. A job may have no events.
func (s *Service) AddJob(id string, events []Event) {
	s.change(id, func(j *job) { j.events = eventpage.Timeline(nil).With(events) })
}

// Append adds events to the job, as a running job does, and creates the job if it does not exist. The events are sorted by time; new
// events follow existing ones with the same time.
func (s *Service) Append(id string, events ...Event) {
	s.change(id, func(j *job) { j.events = j.events.With(events) })
}

// Remove deletes the event at an index of the job's ascending list, as a service with a retention period does. It panics if there is no
// such event.
func (s *Service) Remove(id string, index int) {
	s.change(id, func(j *job) { j.events = slices.Delete(slices.Clone(j.events), index, index+1) })
}

// Inject activates a fault. Several may be active: of those that replace the answer, the first one that is due applies; those that change the
// page combine. It panics if [Fault.Validate] fails, because a fault that never applies would let a test pass by mistake.
func (s *Service) Inject(fault Fault) {
	if err := fault.Validate(); err != nil {
		panic("mockapi: " + err.Error())
	}
	s.faults.add(fault)
}

// ClearFaults removes all faults.
func (s *Service) ClearFaults() { s.faults.clear() }

// Requests returns a copy of the request log since the start or the last [Service.ResetRequests], in order of arrival. A request is logged
// before it is answered.
func (s *Service) Requests() []Request { return s.requests.all() }

// ResetRequests clears the request log. The numbering of request ids continues.
func (s *Service) ResetRequests() { s.requests.reset() }

// ExpireTokens makes all tokens expire that IAM has issued. The token of the [Config] stays valid.
func (s *Service) ExpireTokens() { s.auth.ExpireTokens() }

// ServeHTTP answers one request. Faults that replace the answer apply before the credentials and the query are checked, like errors of a
// gateway in front of the service.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.config.Now().UTC().Format(http.TimeFormat))
	x := s.requests.begin(w, r, readBody(r))
	route, found := s.route(r.URL)
	switch {
	case !found:
		x.Write(noSuchAPI(http.StatusNotFound).Reply(x.RequestID))
		return
	case r.Method != route.method:
		w.Header().Set("Allow", route.method)
		x.Write(noSuchAPI(http.StatusMethodNotAllowed).Reply(x.RequestID))
		return
	}

	replacing, bodyFaults := s.faults.next(route.call, r.URL.Query())
	answer := func() wire.Reply { return route.answer(x, bodyFaults) }
	if replacing == nil {
		x.Write(answer())
		return
	}
	replacing.replace(x, answer)
}

const maxBody = 1 << 20

// readBody reads the body before any fault applies, because net/http detects a disconnected client only after the body was read. A body
// that is longer than the bound or incomplete is rejected later, because it cannot be parsed.
func readBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil // A test made the request, without a server.
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
	return body
}

type route struct {
	call   Call
	method string
	answer func(x wire.Exchange, bodyFaults []Fault) wire.Reply
}

func (s *Service) route(u *url.URL) (route, bool) {
	switch u.EscapedPath() {
	case "/v3/auth/tokens":
		return route{OnTokens, http.MethodPost, func(x wire.Exchange, _ []Fault) wire.Reply { return s.auth.AnswerTokens(x) }}, true
	case "/v3/projects":
		return route{OnProjects, http.MethodGet, func(x wire.Exchange, _ []Fault) wire.Reply { return s.auth.AnswerProjects(x) }}, true
	}
	if projectID, found := searchPath(u); found {
		return s.limited(route{OnSearch, http.MethodPost, func(x wire.Exchange, bodyFaults []Fault) wire.Reply {
			return s.answerSearch(x, projectID, bodyFaults)
		}}), true
	}
	projectID, jobID, ofEvents, found := jobPath(u)
	call, answer := OnJob, s.answerJob
	if ofEvents {
		call, answer = OnEvents, s.answerEvents
	}
	return s.limited(route{call, http.MethodGet, func(x wire.Exchange, bodyFaults []Fault) wire.Reply {
		return answer(x, projectID, jobID, bodyFaults)
	}}), found
}

// limited applies the limit of requests per second.
func (s *Service) limited(unlimited route) route {
	return route{unlimited.call, unlimited.method, func(x wire.Exchange, bodyFaults []Fault) wire.Reply {
		if !s.limit.allows(s.config.Now()) {
			rejected := throttled().Reply(x.RequestID)
			rejected.Header.Set("Retry-After", "1")
			return rejected
		}
		return unlimited.answer(x, bodyFaults)
	}}
}

func (s *Service) answerEvents(x wire.Exchange, projectID, jobID string, pageFaults []Fault) wire.Reply {
	page, refused := s.page(x, projectID, jobID, pageFaults)
	if refused != nil {
		return refused.Reply(x.RequestID)
	}
	return wire.JSON(http.StatusOK, page)
}

// call runs a hook of the configuration. Hooks run one at a time, so that a test may count requests or create events without a lock.
func (s *Service) call(hook func(*Service)) {
	if hook == nil {
		return
	}
	s.hooks.Lock()
	defer s.hooks.Unlock()
	hook(s)
}

func (s *Service) page(x wire.Exchange, projectID, jobID string, pageFaults []Fault) (eventpage.Page, *wire.Refusal) {
	if refused := s.auth.Authorize(x, projectID); refused != nil {
		return nil, refused
	}
	s.call(s.config.BeforeEvents)
	query, refused := eventpage.ParseQuery(x.R)
	if refused != nil {
		return nil, refused
	}
	events, found := s.jobEvents(projectID, jobID)
	if !found {
		return nil, jobNotFound()
	}
	window := changeWindow(query.Window(), pageFaults)
	return changePage(eventpage.New(events, query, window), pageFaults), nil
}

// searchPath splits the escaped path of a search.
func searchPath(u *url.URL) (projectID string, found bool) {
	segments := strings.Split(u.EscapedPath(), "/")
	if len(segments) != 4 || segments[0] != "" || segments[1] != "v2" || segments[3] != "training-job-searches" {
		return "", false
	}
	projectID, err := url.PathUnescape(segments[2])
	return projectID, err == nil && projectID != ""
}

// jobPath splits the escaped path of a job or of its events, so that an id with an encoded slash is one segment.
func jobPath(u *url.URL) (projectID, jobID string, ofEvents, found bool) {
	segments := strings.Split(u.EscapedPath(), "/")
	if len(segments) == 6 && segments[5] == "events" {
		segments, ofEvents = segments[:5], true
	}
	if len(segments) != 5 || segments[0] != "" || segments[1] != "v2" || segments[3] != "training-jobs" {
		return "", "", false, false
	}
	projectID, projectErr := url.PathUnescape(segments[2])
	jobID, jobErr := url.PathUnescape(segments[4])
	return projectID, jobID, ofEvents, projectErr == nil && jobErr == nil && projectID != "" && jobID != ""
}
