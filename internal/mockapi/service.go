// Package mockapi is an in-memory ModelArts service for tests and demos. It serves one call,
//
//	GET /v2/{project_id}/training-jobs/{training_job_id}/events
//
// keeps state, refuses what the API reference does not allow, records every request, and can be told to
// misbehave in the ways that clients meet in the field: see [FaultKind].
//
// What the reference shows is answered as it shows it. Where it is silent, the mock makes one choice and its
// documentation says so: filters combine with AND, times are inclusive, total counts the matches, the
// default order is ascending.
package mockapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// The project, token and job that a service knows from the start. The project and the token are made up,
// the job is the one in the example of the API reference.
const (
	ProjectID   = "0123456789abcdef0123456789abcdef"
	Token       = "mock-token-7f3c"
	SampleJobID = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
)

// Config says who may call a [Service]. An empty field takes the constant of the same name.
type Config struct {
	ProjectID string
	Token     string
}

// Service is the mock, an [http.Handler] that is safe for concurrent use. Make one with [New].
type Service struct {
	projectID    string
	authenticate func(*http.Request) *refusal
	requests     requestLog
	faults       faultSchedule

	mu   sync.Mutex
	jobs map[string]timeline
}

// New returns a service that holds the sample job of the API reference and has no fault.
func New(config Config) *Service {
	if config.ProjectID == "" {
		config.ProjectID = ProjectID
	}
	if config.Token == "" {
		config.Token = Token
	}
	s := &Service{
		projectID:    config.ProjectID,
		authenticate: tokenAuthentication(config.Token),
		jobs:         map[string]timeline{},
	}
	s.AddJob(SampleJobID, Sample())
	return s
}

// AddJob creates the job, or replaces it with all its events. A job without events is a job all the same.
func (s *Service) AddJob(id string, events []Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[id] = timeline(nil).with(events)
}

// Append adds events to the job, as a running job does while it is read, and creates the job where there is
// none. An event finds its place by its time; after the events of the same time that are there already.
func (s *Service) Append(id string, events ...Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[id] = s.jobs[id].with(events)
}

// Inject switches a fault on. Several may be active: of those that replace the answer the first that is due
// wins, those that shape the page combine. It panics where [Fault.Validate] fails, since a fault that never
// strikes would let a test pass by mistake.
func (s *Service) Inject(fault Fault) {
	if err := fault.Validate(); err != nil {
		panic("mockapi: " + err.Error())
	}
	s.faults.add(fault)
}

// ClearFaults switches every fault off.
func (s *Service) ClearFaults() { s.faults.clear() }

// Requests returns a copy of what was asked since the start or the last [Service.ResetRequests], in order of
// arrival. A request is in it before it is answered.
func (s *Service) Requests() []Request { return s.requests.all() }

// ResetRequests empties the request log. Request ids go on counting.
func (s *Service) ResetRequests() { s.requests.reset() }

// ServeHTTP answers one request. Faults that replace the answer strike before the token and the query are
// looked at, as a gateway in front of the service would.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := s.requests.begin(w, r)
	projectID, jobID, found := eventsPath(r.URL)
	switch {
	case !found:
		x.write(noSuchAPI(http.StatusNotFound).reply(x.requestID))
		return
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		x.write(noSuchAPI(http.StatusMethodNotAllowed).reply(x.requestID))
		return
	}

	replacing, shaping := s.faults.next()
	answer := func() reply { return s.answer(x, projectID, jobID, shaping) }
	if replacing == nil {
		x.write(answer())
		return
	}
	replacing.replace(x, answer)
}

func (s *Service) answer(x exchange, projectID, jobID string, shaping []Fault) reply {
	page, refused := s.page(x.r, projectID, jobID, shaping)
	if refused != nil {
		return refused.reply(x.requestID)
	}
	return jsonReply(http.StatusOK, page)
}

func (s *Service) page(r *http.Request, projectID, jobID string, shaping []Fault) (page, *refusal) {
	if refused := s.authenticate(r); refused != nil {
		return nil, refused
	}
	if projectID != s.projectID {
		return nil, foreignProject()
	}
	query, refused := parseQuery(r)
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	events, found := s.jobs[jobID]
	s.mu.Unlock()
	if !found {
		return nil, jobNotFound()
	}
	window := shapeWindow(query.window(), shaping)
	selected, total := events.read(query, window)
	return shapePage(newPage(query, window, selected, total), shaping), nil
}

// eventsPath splits the path as it was sent: an id with an encoded slash stays one segment.
func eventsPath(u *url.URL) (projectID, jobID string, found bool) {
	segments := strings.Split(u.EscapedPath(), "/")
	if len(segments) != 6 {
		return "", "", false
	}
	projectID, projectErr := url.PathUnescape(segments[2])
	jobID, jobErr := url.PathUnescape(segments[4])
	segments[2], segments[4] = "{project_id}", "{training_job_id}"
	if !slices.Equal(segments, []string{"", "v2", "{project_id}", "training-jobs", "{training_job_id}", "events"}) {
		return "", "", false
	}
	valid := projectErr == nil && jobErr == nil && projectID != "" && jobID != ""
	return projectID, jobID, valid
}
