package mockapi

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
)

// FaultKind is a kind of fault.
//
// These faults replace the answer. They apply before the credentials and the query are checked:
//
//	throttle         429, APIGW.0308 with request_id; Retry-After if set
//	internal_error   500, ModelArts.0010
//	bad_gateway      502, an HTML page as from a proxy
//	unavailable      503, the {code, message} shape; Retry-After if set
//	gateway_timeout  504, an HTML page as from a proxy
//	unauthorized     401, APIGW.0301 with request_id
//	empty_body       200 without a body
//	null_body        200, null
//	no_events        200, {}
//	login_page       200, an HTML page
//	respond          Status, Header and Body as given
//	reset            the connection is reset before the first byte of the answer
//	hang             nothing is sent; the connection stays open until the client disconnects
//	reset_body       the correct answer, but the connection is reset after half of the body
//	cut_body         the correct answer, but the connection is closed after half of the body
//	hang_body        the correct answer, but only half of the body; the connection stays open
//	drip_body        the correct answer, one byte of the body per second, but never the last byte
//	long_length      the correct answer, but Content-Length is one too large; then the connection is closed
//	short_length     the correct answer, but Content-Length is one too small; the last byte is sent anyway
//	cut_gzip         the correct answer, compressed; only half of the compressed body is announced and sent
//	corrupt_gzip     the correct answer, compressed, with a wrong checksum
//
// For the last two, a client that does not accept gzip gets the correct answer.
//
// These faults change the page of the events call, but not error answers. All except null_events also change the page of a search, and the
// last two the details of a job:
//
//	clamp            at most PageSize rows; the page says so in limit
//	silent_clamp     at most PageSize rows; limit repeats the request
//	ignore_offset    the page begins with the first row; offset is 0
//	null_events      "events": null
//	wrong_total      total is Total, and so is the count of a search
//	no_total         total is left out, and so is the count of a search
//	unknown_fields   additional undocumented members, in the page and in each event, or in each object of a job
//	string_numbers   total, limit and offset, or all integers of a search or a job, as JSON strings
//
// Go's [http.Transport] retries a GET on its own if a reused connection is reset before the answer. After a reset, the request log may
// therefore have one request more than the client made.
type FaultKind string

// The kinds of faults. The values are the names that the command accepts. See [FaultKind].
const (
	FaultThrottle       FaultKind = "throttle"
	FaultInternalError  FaultKind = "internal_error"
	FaultBadGateway     FaultKind = "bad_gateway"
	FaultUnavailable    FaultKind = "unavailable"
	FaultGatewayTimeout FaultKind = "gateway_timeout"
	FaultUnauthorized   FaultKind = "unauthorized"
	FaultEmptyBody      FaultKind = "empty_body"
	FaultNullBody       FaultKind = "null_body"
	FaultNoEvents       FaultKind = "no_events"
	FaultLoginPage      FaultKind = "login_page"
	FaultRespond        FaultKind = "respond"
	FaultReset          FaultKind = "reset"
	FaultHang           FaultKind = "hang"
	FaultResetBody      FaultKind = "reset_body"
	FaultCutBody        FaultKind = "cut_body"
	FaultHangBody       FaultKind = "hang_body"
	FaultDripBody       FaultKind = "drip_body"
	FaultLongLength     FaultKind = "long_length"
	FaultShortLength    FaultKind = "short_length"
	FaultCutGzip        FaultKind = "cut_gzip"
	FaultCorruptGzip    FaultKind = "corrupt_gzip"

	FaultClamp         FaultKind = "clamp"
	FaultSilentClamp   FaultKind = "silent_clamp"
	FaultIgnoreOffset  FaultKind = "ignore_offset"
	FaultNullEvents    FaultKind = "null_events"
	FaultWrongTotal    FaultKind = "wrong_total"
	FaultNoTotal       FaultKind = "no_total"
	FaultUnknownFields FaultKind = "unknown_fields"
	FaultStringNumbers FaultKind = "string_numbers"
)

// FaultKinds returns all kinds: first those that replace the answer, then those that change the page.
func FaultKinds() []FaultKind {
	return []FaultKind{
		FaultThrottle, FaultInternalError, FaultBadGateway, FaultUnavailable, FaultGatewayTimeout,
		FaultUnauthorized, FaultEmptyBody, FaultNullBody, FaultNoEvents, FaultLoginPage, FaultRespond,
		FaultReset, FaultHang, FaultResetBody, FaultCutBody, FaultHangBody, FaultDripBody,
		FaultLongLength, FaultShortLength, FaultCutGzip, FaultCorruptGzip,

		FaultClamp, FaultSilentClamp, FaultIgnoreOffset, FaultNullEvents, FaultWrongTotal, FaultNoTotal,
		FaultUnknownFields, FaultStringNumbers,
	}
}

// Call is one of the calls that a [Service] answers.
type Call int

// The calls that a fault can apply to.
const (
	// OnEvents is GET /v2/{project_id}/training-jobs/{training_job_id}/events.
	OnEvents Call = iota
	// OnTokens is POST /v3/auth/tokens.
	OnTokens
	// OnProjects is GET /v3/projects.
	OnProjects
	// OnJob is GET /v2/{project_id}/training-jobs/{training_job_id}.
	OnJob
	// OnSearch is POST /v2/{project_id}/training-job-searches.
	OnSearch
)

// Fault is a fault and its schedule. The zero schedule applies to every event request. Requests that would be rejected count as well, if
// their method and path are those of the call.
type Fault struct {
	Kind FaultKind
	// On is the call that the fault applies to. Only its requests are counted. Faults that change the body require OnEvents, or OnJob or
	// OnSearch if they change that body too.
	On Call
	// Offset restricts the fault to requests with this offset in the query, 0 or more. Only these are counted. Nil: any offset. It
	// requires OnEvents.
	Offset *int

	// Skip is the number of requests of the call, counted from [Service.Inject], before the fault applies.
	Skip int
	// Every applies the fault only to every nth request after those; 0 or 1: to each.
	Every int
	// Times is the maximum number of requests that the fault applies to; 0: unlimited.
	Times int

	// RetryAfter is the value of the header Retry-After of throttle and unavailable; empty: no header.
	RetryAfter string
	// PageSize is the largest page of clamp and silent_clamp, at least 1.
	PageSize int
	// Total is the total of wrong_total.
	Total int
	// Status is the status of respond, 200 to 599; 0: 200.
	Status int
	// Body is the body of respond.
	Body string
	// Header has additional headers of respond. They replace the default ones. The default Content-Type is JSON.
	Header http.Header
}

// Validate returns an error if the kind or the call is unknown, the fault cannot apply to the call, a number is negative, a clamp has no
// page size, or the status of a respond is not from 200 to 599.
func (f Fault) Validate() error {
	switch {
	case !slices.Contains(FaultKinds(), f.Kind):
		return fmt.Errorf("unknown fault %q", f.Kind)
	case f.On < OnEvents || f.On > OnSearch:
		return fmt.Errorf("fault %s: unknown call %d", f.Kind, f.On)
	case !f.replaces() && !f.changes(f.On):
		return fmt.Errorf("fault %s does not apply to this call", f.Kind)
	case f.Offset != nil && f.On != OnEvents:
		return fmt.Errorf("fault %s: only requests of the events call have an offset", f.Kind)
	case f.Offset != nil && *f.Offset < 0:
		return fmt.Errorf("fault %s: the offset must be 0 or more", f.Kind)
	case min(f.Skip, f.Every, f.Times) < 0:
		return fmt.Errorf("fault %s: skip, every and times must be 0 or more", f.Kind)
	case (f.Kind == FaultClamp || f.Kind == FaultSilentClamp) && f.PageSize < 1:
		return fmt.Errorf("fault %s: the page size must be 1 or more", f.Kind)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("fault %s: status %d is not from 200 to 599", f.Kind, f.Status)
	}
	return nil
}

// changes reports whether a fault that does not replace the answer changes the body of a call.
func (f Fault) changes(call Call) bool {
	switch call {
	case OnEvents:
		return true
	case OnJob:
		return jobFaults[f.Kind] != nil
	case OnSearch:
		return jobFaults[f.Kind] != nil || windowFaults[f.Kind] != nil || searchFaults[f.Kind] != nil
	case OnTokens, OnProjects:
	}
	return false
}

// faultSchedule decides which faults apply to which request.
type faultSchedule struct {
	mu     sync.Mutex
	active []*activeFault
}

type activeFault struct {
	Fault
	seen, applied int
}

// counts reports whether the schedule counts the request.
func (f *activeFault) counts(call Call, query url.Values) bool {
	return f.On == call && (f.Offset == nil || strconv.Itoa(*f.Offset) == cmp.Or(query.Get("offset"), "0"))
}

func (f *activeFault) due() bool {
	counted := f.seen - f.Skip
	return counted > 0 && counted%max(f.Every, 1) == 0 && (f.Times == 0 || f.applied < f.Times)
}

func (f *activeFault) apply() Fault {
	f.applied++
	return f.Fault
}

func (s *faultSchedule) add(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault.Header = fault.Header.Clone()
	s.active = append(s.active, &activeFault{Fault: fault})
}

func (s *faultSchedule) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active = nil
}

// next counts a request and returns the faults that apply to it. A fault that is superseded by another one has not applied: its Times are
// not used up.
func (s *faultSchedule) next(call Call, query url.Values) (replacing *Fault, bodyFaults []Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []*activeFault
	for _, fault := range s.active {
		if !fault.counts(call, query) {
			continue
		}
		fault.seen++
		if fault.due() {
			due = append(due, fault)
		}
	}
	if i := slices.IndexFunc(due, func(f *activeFault) bool { return f.replaces() }); i >= 0 {
		applied := due[i].apply()
		replacing = &applied
	}
	if replacing != nil && !replacing.breaksAnswer() {
		return replacing, nil
	}
	for _, fault := range due {
		if !fault.replaces() {
			bodyFaults = append(bodyFaults, fault.apply())
		}
	}
	return replacing, bodyFaults
}
