// Package mockapi is an in-memory ModelArts service for tests and demos, with as much of IAM as its callers
// need. It serves
//
//	GET /v2/{project_id}/training-jobs/{training_job_id}/events
//	POST /v3/auth/tokens
//	GET /v3/projects
//
// keeps state, refuses what the API reference does not allow, records every request, and can be told to
// misbehave in the ways that clients meet in the field: see [FaultKind].
//
// What the reference shows is answered as it shows it. Where it is silent, the mock makes one choice and its
// documentation says so: filters combine with AND, times are inclusive, total counts the matches, the
// default order is ascending; IAM takes the method password and the scope project alone, and a
// request carries a token or a signature, not both.
package mockapi

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// Service is the mock, an [http.Handler] that is safe for concurrent use. Make one with [New].
type Service struct {
	config   Config
	auth     *auth.Server
	requests requestLog
	faults   faultSchedule
	limit    rateLimit

	mu   sync.Mutex
	jobs map[string]timeline
}

// New returns a service that holds the sample job of the API reference and has no fault.
func New(config Config) *Service {
	config = config.withDefaults()
	s := &Service{
		config: config,
		auth:   auth.New(config.auth()),
		limit:  rateLimit{most: config.RequestsPerSecond},
		jobs:   map[string]timeline{},
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

// Remove takes away the event at an index of the job's ascending list, as a service does that keeps events for a time. It panics
// where there is none.
func (s *Service) Remove(id string, index int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[id] = slices.Delete(slices.Clone(s.jobs[id]), index, index+1)
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

// ExpireTokens makes every token that IAM issued so far an expired one. The token of the [Config] stays good.
func (s *Service) ExpireTokens() { s.auth.ExpireTokens() }

// ServeHTTP answers one request. Faults that replace the answer strike before the credentials and the query
// are looked at, as a gateway in front of the service would.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.config.Now().UTC().Format(http.TimeFormat))
	x := s.requests.begin(w, r)
	x.Body = readBody(r)
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

	replacing, shaping := s.faults.next(route.call, r.URL.Query())
	answer := func() wire.Reply { return route.answer(x, shaping) }
	if replacing == nil {
		x.Write(answer())
		return
	}
	replacing.replace(x, answer)
}

const maxBody = 1 << 20

// readBody reads before any fault strikes: net/http notices that a client went away only after the body was
// read. What is longer than the bound, or did not arrive whole, is refused as what it then is: a broken one.
func readBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil // The request was made by a test, not received.
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
	return body
}

type route struct {
	call   Call
	method string
	answer func(x wire.Exchange, shaping []Fault) wire.Reply
}

func (s *Service) route(u *url.URL) (route, bool) {
	switch u.EscapedPath() {
	case "/v3/auth/tokens":
		return route{OnTokens, http.MethodPost, func(x wire.Exchange, _ []Fault) wire.Reply { return s.auth.AnswerTokens(x) }}, true
	case "/v3/projects":
		return route{OnProjects, http.MethodGet, func(x wire.Exchange, _ []Fault) wire.Reply { return s.auth.AnswerProjects(x) }}, true
	}
	projectID, jobID, found := eventsPath(u)
	return route{OnEvents, http.MethodGet, func(x wire.Exchange, shaping []Fault) wire.Reply {
		return s.answerEvents(x, projectID, jobID, shaping)
	}}, found
}

func (s *Service) answerEvents(x wire.Exchange, projectID, jobID string, shaping []Fault) wire.Reply {
	if !s.limit.takes(s.config.Now()) {
		turnedAway := throttled().Reply(x.RequestID)
		turnedAway.Header.Set("Retry-After", "1")
		return turnedAway
	}
	page, refused := s.page(x, projectID, jobID, shaping)
	if refused != nil {
		return refused.Reply(x.RequestID)
	}
	return wire.JSON(http.StatusOK, page)
}

func (s *Service) page(x wire.Exchange, projectID, jobID string, shaping []Fault) (page, *wire.Refusal) {
	if refused := s.auth.Authorize(x, projectID); refused != nil {
		return nil, refused
	}
	if s.config.BeforeEvents != nil {
		s.config.BeforeEvents(s)
	}
	query, refused := parseQuery(x.R)
	if refused != nil {
		return nil, refused
	}
	events, found := s.job(projectID, jobID)
	if !found {
		return nil, jobNotFound()
	}
	window := shapeWindow(query.window(), shaping)
	selected, total := events.read(query, window)
	return shapePage(newPage(query, window, selected, total), shaping), nil
}

// job finds no job in any project but that of the configuration.
func (s *Service) job(projectID, jobID string) (timeline, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events, found := s.jobs[jobID]
	return events, found && projectID == s.config.ProjectID
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
