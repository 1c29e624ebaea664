package faults_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// faultRow is a fault and what it comes to at each page.
type faultRow struct {
	name string
	// fault makes it from the right page. It is nil if the certificate is wrong, not the response.
	fault func(page string) mockapi.Fault
	want  outcomes
	// large is for what takes up to half a second a cell with the race detector.
	large bool
}

// concurrency is how many requests may be under way, in one run of the row after the other.
func (r faultRow) concurrency() []int64 {
	if r.large {
		return []int64{1}
	}
	return []int64{1, 8}
}

// strikes is whether the fault strikes the page at this offset. A large fault strikes only the page in the middle, which makes its row
// the same at each page. Concurrent reads begin after the first page, so a fault at the first page is not run again with them.
func (r faultRow) strikes(offset int, concurrent int64) bool {
	if r.large {
		return offset == positions[1]
	}
	return concurrent == 1 || offset != positions[0]
}

// matrixRows are the faults of the mock, and other responses.
func matrixRows() []faultRow {
	return slices.Concat(refusalRows(), connectionRows(), emptyRows(), pretenceRows(), numberRows(), pagingRows(), hostileRows())
}

func refusalRows() []faultRow {
	const (
		throttled   = "ModelArts throttles the requests"
		unavailable = "ModelArts is not available"
		redirected  = "Redirect refused"
	)
	retryAfter := strconv.Itoa(int(matrixRetryAfter.Seconds()))
	return []faultRow{
		{name: "429", fault: of(mockapi.FaultThrottle), want: passing(throttled)},
		{name: "429 with Retry-After", fault: given(mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: retryAfter}), want: passing(throttled)},
		{name: "500", fault: of(mockapi.FaultInternalError), want: passing(unavailable)},
		{name: "502 as HTML", fault: of(mockapi.FaultBadGateway), want: passing(unavailable)},
		{name: "503", fault: of(mockapi.FaultUnavailable), want: passing(unavailable)},
		{name: "503 with Retry-After", fault: given(mockapi.Fault{Kind: mockapi.FaultUnavailable, RetryAfter: retryAfter}), want: passing(unavailable)},
		{name: "504 as HTML", fault: of(mockapi.FaultGatewayTimeout), want: passing(unavailable)},
		{name: "401", fault: of(mockapi.FaultUnauthorized), want: always("Credential refused")},
		{name: "redirect to itself", fault: redirect(matrixPath), want: always(redirected)},
		{name: "redirect elsewhere", fault: redirect("http://127.0.0.1:2/login"), want: always(redirected)},
	}
}

func connectionRows() []faultRow {
	const (
		unreachable = "ModelArts could not be reached"
		broken      = "Connection broke in the middle of a response"
		late        = "ModelArts did not respond in time"
	)
	return []faultRow{
		{name: "certificate of an unknown authority", fault: nil, want: always("Certificate not trusted")},
		{name: "reset before the response", fault: of(mockapi.FaultReset), want: passing(unreachable)},
		{name: "reset in the body", fault: of(mockapi.FaultResetBody), want: passing(broken)},
		{name: "body cut short", fault: of(mockapi.FaultCutBody), want: passing(broken)},
		{name: "Content-Length too large", fault: of(mockapi.FaultLongLength), want: passing(broken)},
		{name: "Content-Length too small", fault: of(mockapi.FaultShortLength), want: passing(broken)},
		{name: "gzip cut short", fault: of(mockapi.FaultCutGzip), want: passing(broken)},
		{name: "gzip with a wrong checksum", fault: of(mockapi.FaultCorruptGzip), want: passing(broken)},
		{name: "hang before the headers", fault: of(mockapi.FaultHang), want: passing(late)},
		{name: "hang in the body", fault: of(mockapi.FaultHangBody), want: passing(late)},
		{name: "a byte a second", fault: of(mockapi.FaultDripBody), want: passing(late)},
	}
}

const unusable = "Response without a list of events"

func emptyRows() []faultRow {
	return []faultRow{
		{name: "200 without a body", fault: of(mockapi.FaultEmptyBody), want: always(unusable)},
		{name: "`null`", fault: of(mockapi.FaultNullBody), want: always(unusable)},
		{name: "`{}`", fault: of(mockapi.FaultNoEvents), want: always(unusable)},
		{name: "`events` is null", fault: of(mockapi.FaultNullEvents), want: always(unusable)},
		{name: "`events` is a string", fault: edited(`"events":`, `"events":"none","others":`), want: always(unusable)},
		{name: "`events` is an object", fault: edited(`"events":`, `"events":{},"others":`), want: always(unusable)},
		{name: "an event is null", fault: withFirstEvent(`null`), want: always(unusable)},
		{name: "an event is a string", fault: withFirstEvent(`"none"`), want: always(unusable)},
		{name: "an event is a list", fault: withFirstEvent(`[]`), want: always(unusable)},
		{name: "a message is a number", fault: edited(`"message":`, `"message":1,"text":`), want: always(unusable)},
		{name: "a message is an object", fault: edited(`"message":`, `"message":{},"text":`), want: always(unusable)},
		{name: "a login page", fault: of(mockapi.FaultLoginPage), want: always(unusable)},
	}
}

// pretenceRows are right pages in responses that cannot be trusted.
func pretenceRows() []faultRow {
	const inside = "Error inside a response"
	return []faultRow{
		{name: "the page with status 201", fault: inResponse(http.StatusCreated, nil), want: always(unusable)},
		{name: "the page with status 206", fault: inResponse(http.StatusPartialContent, nil), want: always(unusable)},
		{name: "the page as text/html", fault: inResponse(http.StatusOK, http.Header{"Content-Type": {"text/html"}}), want: always(unusable)},
		{name: "the page without a type", fault: inResponse(http.StatusOK, http.Header{"Content-Type": nil}), want: always(wholeList)},
		{name: "the page from a cache", fault: inResponse(http.StatusOK, http.Header{"Age": {"900000"}}), want: always("Response from a cache")},
		{name: "`error_msg` in the page", fault: edited(`{`, `{"error_msg":"Denied.",`), want: always(inside)},
		{name: "`error` in the page", fault: edited(`{`, `{"error":{"title":"Denied"},`), want: always(inside)},
		{name: "`code` and `message` in the page", fault: edited(`{`, `{"code":"X.1","message":"Denied.",`), want: always(inside)},
		{name: "`EVENTS` in place of `events`", fault: edited(`"events":`, `"EVENTS":`), want: always(unusable)},
		{name: "`Level` in place of `level`", fault: edited(`"level":`, `"Level":`), want: always(unusable)},
		{name: "`has_more` in the page", fault: edited(`{`, `{"has_more":true,`), want: always(unusable)},
	}
}

func inResponse(status int, header http.Header) func(string) mockapi.Fault {
	return func(page string) mockapi.Fault {
		return mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Header: header, Body: page}
	}
}

func numberRows() []faultRow {
	total := `"total":` + strconv.Itoa(matrixEvents)
	return []faultRow{
		{name: "numbers as strings", fault: of(mockapi.FaultStringNumbers), want: always(wholeList)},
		{name: "`total` is 45.0", fault: edited(total, total+".0"), want: always(wholeList)},
		{name: "`total` is 1.5", fault: edited(total, `"total":1.5`), want: always(wholeList)},
		{name: "`total` is \"1e999\"", fault: edited(total, `"total":"1e999"`), want: always(wholeList)},
		{name: "`total` is 1e999", fault: edited(total, `"total":1e999`), want: always(wholeList)},
		{name: "`total` is \"99999999999999999999\"", fault: edited(total, `"total":"99999999999999999999"`), want: always(wholeList)},
		{name: "`total` is -1", fault: edited(total, `"total":-1`), want: always(wholeList)},
		{name: "`total` is an object", fault: edited(total, `"total":{}`), want: always(wholeList)},
		{name: "`total` is NaN", fault: edited(total, `"total":NaN`), want: always(unusable)},
		{name: "no `total`", fault: of(mockapi.FaultNoTotal), want: always(wholeList)},
		{name: "`limit` is -1", fault: edited(`"limit":`, `"limit":-`), want: always(wholeList)},
		{name: "`offset` is a float", fault: edited(`,"order"`, `.5,"order"`), want: always(wholeList)},
	}
}

func pagingRows() []faultRow {
	const other = "Response does not match the request"
	return []faultRow{
		{name: "`total` one too large", fault: given(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: matrixEvents + 1}), want: always(wholeList)},
		{name: "`total` one too small", fault: given(mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: matrixEvents - 1}), want: always(wholeList)},
		{name: "pages of 4", fault: given(mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 4}), want: always(wholeList)},
		{name: "pages of 4 that claim 10", fault: given(mockapi.Fault{Kind: mockapi.FaultSilentClamp, PageSize: 4}), want: always(wholeList)},
		{name: "the first page in its place", fault: of(mockapi.FaultIgnoreOffset), want: outcomes{
			{wholeList, wholeList}, {other, other}, {other, other},
		}},
		{name: "no events, but the right `total`", fault: withoutEvents, want: outcomes{
			{wholeList, "List of events incomplete"}, {wholeList, wholeList}, {wholeList, wholeList},
		}},
		{name: "unknown members", fault: of(mockapi.FaultUnknownFields), want: always(wholeList)},
	}
}

func hostileRows() []faultRow {
	return []faultRow{
		{name: "100,000 lists in each other", fault: edited(`{`, `{"deep":`+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+`,`), want: always(unusable), large: true},
		{name: "`events` twice", fault: twiceEvents, want: always(unusable)},
		{name: "invalid UTF-8", fault: edited(`"message":"`, "\"message\":\"\xff\xfe"), want: always(unusable)},
		{name: "50 MB", fault: largeBody, want: always("Page of events too large"), large: true},
		{name: "50 MB as 50 kB of gzip", fault: largeGzip, want: always("Page of events too large"), large: true},
		{name: "2 MB of headers", fault: largeHeaders, want: passing("ModelArts could not be reached"), large: true},
	}
}

func largeBody(page string) mockapi.Fault {
	return mockapi.Fault{Kind: mockapi.FaultRespond, Body: page + padding()}
}

func largeGzip(page string) mockapi.Fault {
	header := http.Header{"Content-Encoding": {"gzip"}}
	return mockapi.Fault{Kind: mockapi.FaultRespond, Header: header, Body: compressed(page) + compressedPadding()}
}

func largeHeaders(page string) mockapi.Fault {
	return mockapi.Fault{Kind: mockapi.FaultRespond, Body: page, Header: http.Header{"X-Filler": {strings.Repeat("x", 2<<20)}}}
}

// padding is what JSON allows behind a page. Two streams of gzip make one.
var padding = sync.OnceValue(func() string { return strings.Repeat(" ", largeMegabytes<<20) })

const largeMegabytes = 50

func compressedPadding() string {
	return strings.Repeat(compressed(strings.Repeat(" ", 1<<20)), largeMegabytes)
}

func always(outcome string) outcomes { return onceAndForGood(outcome, outcome) }

// passing is for what is over at the next attempt.
func passing(forGood string) outcomes { return onceAndForGood(wholeList, forGood) }

func onceAndForGood(once, forGood string) outcomes {
	var all outcomes
	for i := range all {
		all[i] = [...]string{once, forGood}
	}
	return all
}

func of(kind mockapi.FaultKind) func(string) mockapi.Fault {
	return given(mockapi.Fault{Kind: kind})
}

func given(fault mockapi.Fault) func(string) mockapi.Fault {
	return func(string) mockapi.Fault { return fault }
}

func redirect(location string) func(string) mockapi.Fault {
	return given(mockapi.Fault{Kind: mockapi.FaultRespond, Status: http.StatusFound, Header: http.Header{"Location": {location}}})
}

// edited is the right page with one place changed.
func edited(before, after string) func(string) mockapi.Fault {
	return func(page string) mockapi.Fault {
		if !strings.Contains(page, before) {
			panic(before + " is not in the page")
		}
		return mockapi.Fault{Kind: mockapi.FaultRespond, Body: strings.Replace(page, before, after, 1)}
	}
}

func listOf(page string) string {
	_, list, _ := strings.Cut(page, `"events":[`)
	list, _, _ = strings.Cut(list, `],"limit"`)
	return list
}

func withoutEvents(page string) mockapi.Fault { return edited(listOf(page), "")(page) }

// withFirstEvent puts something else in its place.
func withFirstEvent(other string) func(string) mockapi.Fault {
	return func(page string) mockapi.Fault {
		first, _, _ := strings.Cut(listOf(page), `,{`)
		return edited(first, other)(page)
	}
}

// twiceEvents adds a second list, which has another message in a row that no other page repeats.
func twiceEvents(page string) mockapi.Fault {
	rows := strings.Split(listOf(page), `,{`)
	rows[3] = strings.Replace(rows[3], `"message":"`, `"message":"another `, 1)
	return edited(`],"limit"`, `],"events":[`+strings.Join(rows, `,{`)+`],"limit"`)(page)
}

func compressed(body string) string {
	var to strings.Builder
	writer := gzip.NewWriter(&to)
	_, _ = io.WriteString(writer, body) // a builder takes everything
	_ = writer.Close()
	return to.String()
}

const matrixPath = "/v2/" + mockapi.ProjectID + "/training-jobs/" + matrixJob + "/events"

func matrixService() *mockapi.Service {
	service := mockapi.New(mockapi.Config{})
	service.AddJob(matrixJob, mockapi.Generate(matrixEvents))
	return service
}

// rightPage is the body of a response without a fault.
func rightPage(t *testing.T, offset int) string {
	t.Helper()
	address := fmt.Sprintf("%s?limit=%d&offset=%d", matrixPath, matrixLimit, offset)
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	request.Header.Set("X-Auth-Token", mockapi.Token)
	recorder := httptest.NewRecorder()
	matrixService().ServeHTTP(recorder, request)
	return recorder.Body.String()
}
