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

// FaultKind names a way to misbehave.
//
// These replace the answer, and strike before the credentials and the query are looked at:
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
//	reset            the connection is reset before any byte of an answer
//	hang             no byte of an answer until the client goes away
//	reset_body       the right answer, but the connection is reset after half of the body
//	cut_body         the right answer, but the connection is closed after half of the body
//	hang_body        the right answer, but nothing follows half of the body until the client goes away
//	drip_body        the right answer, a byte of the body each second, but never the last one
//	long_length      the right answer, but Content-Length is one more, and the connection is closed behind the body
//	short_length     the right answer, but Content-Length is one less, and the last byte follows all the same
//	cut_gzip         the right answer, but compressed, and the half of that is all that is announced and sent
//	corrupt_gzip     the right answer, but compressed, with a wrong checksum
//
// A client that does not ask for gzip gets the right answer in place of the last two.
//
// These shape the page of the events call, and leave refusals alone:
//
//	clamp            at most PageSize events; the page says so in limit
//	silent_clamp     at most PageSize events; limit is the one that was asked for
//	ignore_offset    from the first event on; offset is 0
//	null_events      "events": null
//	wrong_total      total is Total
//	no_total         total is left out
//	unknown_fields   members that no reference knows, in the page and in each event
//	string_numbers   total, limit and offset as JSON strings
//
// Go's [http.Transport] sends a GET again by itself where a connection that it had used before is reset
// before the answer: after a reset, the request log may hold one request more than the client knows of.
type FaultKind string

// The faults, by the names that the program takes: see [FaultKind].
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

// FaultKinds returns every kind: first those that replace the answer, then those that shape the page.
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

// The calls that a fault can strike.
const (
	// OnEvents is GET /v2/{project_id}/training-jobs/{training_job_id}/events.
	OnEvents Call = iota
	// OnTokens is POST /v3/auth/tokens.
	OnTokens
	// OnProjects is GET /v3/projects.
	OnProjects
)

// Fault is a way to misbehave and when to. The zero schedule is: every event request, for good. An event
// request is a GET of a path of the events call, also one that would be refused; requests of the other calls
// likewise.
type Fault struct {
	Kind FaultKind
	// On is the call that is struck, and the only one whose requests are counted. Faults that shape the page
	// strike OnEvents alone.
	On Call
	// Offset is the offset in the query of the requests that are struck, which are the only ones counted then, 0 or
	// more; nil: any. It belongs to OnEvents.
	Offset *int

	// Skip leaves the first so many requests of the call alone, counted from [Service.Inject].
	Skip int
	// Every then hits only every so many-th request of the call; 0 or 1: each.
	Every int
	// Times is the most hits; 0: no bound.
	Times int

	// RetryAfter is the header of throttle and unavailable, as it is sent; empty: none.
	RetryAfter string
	// PageSize is the bound of clamp and silent_clamp, at least 1.
	PageSize int
	// Total is what wrong_total claims.
	Total int
	// Status is the status of respond, 200 to 599; 0: 200.
	Status int
	// Body is the body of respond.
	Body string
	// Header is added to the headers of respond; a name that is there already is replaced. Without a Content-Type the answer is JSON.
	Header http.Header
}

// Validate returns an error where the kind or the call is unknown, the call has no page to shape or no offset, a
// number is negative, a clamp has no page size, or the status of a respond is not from 200 to 599.
func (f Fault) Validate() error {
	switch {
	case !slices.Contains(FaultKinds(), f.Kind):
		return fmt.Errorf("unknown fault %q", f.Kind)
	case f.On < OnEvents || f.On > OnProjects:
		return fmt.Errorf("fault %s: unknown call %d", f.Kind, f.On)
	case f.On != OnEvents && !f.replaces():
		return fmt.Errorf("fault %s shapes the page of the events call: it cannot strike another one", f.Kind)
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

// faultSchedule decides which faults strike which request.
type faultSchedule struct {
	mu     sync.Mutex
	active []*activeFault
}

type activeFault struct {
	Fault
	seen, hits int
}

// counts reports whether the request is one that the schedule is about.
func (f *activeFault) counts(call Call, query url.Values) bool {
	return f.On == call && (f.Offset == nil || strconv.Itoa(*f.Offset) == cmp.Or(query.Get("offset"), "0"))
}

func (f *activeFault) due() bool {
	counted := f.seen - f.Skip
	return counted > 0 && counted%max(f.Every, 1) == 0 && (f.Times == 0 || f.hits < f.Times)
}

func (f *activeFault) hit() Fault {
	f.hits++
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

// next counts a request and returns the faults that strike it. A fault that another one keeps from
// striking has not hit: its Times are not used up.
func (s *faultSchedule) next(call Call, query url.Values) (replacing *Fault, shaping []Fault) {
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
		hit := due[i].hit()
		replacing = &hit
	}
	if replacing != nil && !replacing.distorts() {
		return replacing, nil
	}
	for _, fault := range due {
		if !fault.replaces() {
			shaping = append(shaping, fault.hit())
		}
	}
	return replacing, shaping
}
