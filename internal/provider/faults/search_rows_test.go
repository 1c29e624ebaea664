package faults_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// searchRow is a fault of a search: one of the mock, or a change of the query or of the page.
type searchRow struct {
	name  string
	fault mockapi.Fault
	query func(query map[string]any)
	page  func(page map[string]any)
	want  searchOutcomes
}

// emptyList is the outcome if no job is found.
const emptyList = "no jobs"

func everywhere(outcome string) searchOutcomes {
	return searchOutcomes{{outcome, outcome}, {outcome, outcome}}
}

// temporary is a fault that a retry overcomes if it strikes once.
func temporary(outcome string) searchOutcomes {
	return searchOutcomes{{wholeList, outcome}, {wholeList, outcome}}
}

func searchRows() []searchRow {
	return slices.Concat(searchFailureRows(), searchResponseRows(), searchPageRows(), searchQueryRows())
}

func searchFailureRows() []searchRow {
	const (
		throttled   = "ModelArts throttles the requests"
		unavailable = "ModelArts is not available"
		late        = "ModelArts did not respond in time"
		broken      = "Connection broke in the middle of a response"
	)
	var rows []searchRow
	for _, failure := range []struct {
		kind    mockapi.FaultKind
		outcome string
	}{
		{mockapi.FaultThrottle, throttled},
		{mockapi.FaultInternalError, unavailable}, {mockapi.FaultBadGateway, unavailable},
		{mockapi.FaultUnavailable, unavailable}, {mockapi.FaultGatewayTimeout, unavailable},
		{mockapi.FaultReset, "ModelArts could not be reached"},
		{mockapi.FaultHang, late}, {mockapi.FaultHangBody, late}, {mockapi.FaultDripBody, late},
		{mockapi.FaultResetBody, broken}, {mockapi.FaultCutBody, broken}, {mockapi.FaultLongLength, broken},
		{mockapi.FaultShortLength, broken}, {mockapi.FaultCutGzip, broken}, {mockapi.FaultCorruptGzip, broken},
	} {
		rows = append(rows, searchRow{name: mockFault(failure.kind), fault: mockapi.Fault{Kind: failure.kind}, want: temporary(failure.outcome)})
	}
	return rows
}

func mockFault(kind mockapi.FaultKind) string { return "`" + string(kind) + "`" }

const (
	unusableJobs  = "Response without a list of training jobs"
	otherResponse = "Response does not match the request"
)

func searchResponseRows() []searchRow {
	rows := []searchRow{
		{name: mockFault(mockapi.FaultUnauthorized), fault: mockapi.Fault{Kind: mockapi.FaultUnauthorized}, want: everywhere("Credential refused")},
		{name: "`items` is null", fault: mockapi.Fault{Kind: mockapi.FaultRespond, Body: `{"items":null}`}, want: everywhere(unusableJobs)},
	}
	for _, kind := range []mockapi.FaultKind{mockapi.FaultEmptyBody, mockapi.FaultNullBody, mockapi.FaultNoEvents, mockapi.FaultLoginPage} {
		rows = append(rows, searchRow{name: mockFault(kind), fault: mockapi.Fault{Kind: kind}, want: everywhere(unusableJobs)})
	}
	return append(rows, []searchRow{
		{name: "`items` is an object", page: func(page map[string]any) { page["items"] = map[string]any{} }, want: everywhere(unusableJobs)},
		{name: "a job is null", page: func(page map[string]any) { items(page)[0] = nil }, want: everywhere(unusableJobs)},
		{name: "a job without an id", page: func(page map[string]any) { delete(member(page, "metadata"), "id") }, want: everywhere(unusableJobs)},
		{
			name: "a job without a time of creation", want: everywhere(unusableJobs),
			page: func(page map[string]any) { delete(member(page, "metadata"), "create_time") },
		},
		{name: "a job without a phase", page: func(page map[string]any) { delete(member(page, "status"), "phase") }, want: everywhere(unusableJobs)},
		{name: "a job without a name", page: func(page map[string]any) { delete(member(page, "metadata"), "name") }, want: everywhere(otherResponse)},
		{name: "`error_msg` in the page", page: func(page map[string]any) { page["error_msg"] = "Denied." }, want: everywhere("Error inside a response")},
	}...)
}

func items(page map[string]any) []any { return page["items"].([]any) }

// member returns an object of the first job of a page.
func member(page map[string]any, name string) map[string]any {
	return items(page)[0].(map[string]any)[name].(map[string]any)
}

func searchPageRows() []searchRow {
	const moves = "List of training jobs keeps changing"
	return []searchRow{
		{name: "pages of 20", fault: mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 20}, want: everywhere(wholeList)},
		{name: "pages of 20 that claim 50", fault: mockapi.Fault{Kind: mockapi.FaultSilentClamp, PageSize: 20}, want: everywhere(wholeList)},
		{name: "`total` and `count` are 0", fault: mockapi.Fault{Kind: mockapi.FaultWrongTotal}, want: everywhere(wholeList)},
		{name: "`total` and `count` are 50", fault: mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 50}, want: everywhere(wholeList)},
		{name: "`total` and `count` are 1000", fault: mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 1000}, want: everywhere(wholeList)},
		{name: "no `total` and no `count`", fault: mockapi.Fault{Kind: mockapi.FaultNoTotal}, want: everywhere(wholeList)},
		{name: "unknown members", fault: mockapi.Fault{Kind: mockapi.FaultUnknownFields}, want: everywhere(wholeList)},
		{name: "numbers as strings", fault: mockapi.Fault{Kind: mockapi.FaultStringNumbers}, want: everywhere(wholeList)},
		{
			name: "no jobs, but the right `total`", page: func(page map[string]any) { page["items"] = []any{} },
			want: searchOutcomes{{emptyList, emptyList}, {wholeList, moves}},
		},
		{
			name: "the first page in its place", fault: mockapi.Fault{Kind: mockapi.FaultIgnoreOffset},
			want: searchOutcomes{{wholeList, repeats}, {moves, repeats}},
		},
		{
			name: "the page before it in its place", query: func(query map[string]any) { query["offset"] = max(0, query["offset"].(float64)-1) },
			want: searchOutcomes{{wholeList, moves}, {moves, moves}},
		},
	}
}

const repeats = "Service repeats a page"

func searchQueryRows() []searchRow {
	return []searchRow{
		{name: "`filters` is ignored", query: func(query map[string]any) { delete(query, "filters") }, want: everywhere(otherResponse)},
		{name: "`order` is ignored", query: func(query map[string]any) { query["order"] = "asc" }, want: everywhere(otherResponse)},
		{
			name: "`limit` is ignored", query: func(query map[string]any) { query["limit"] = 50 },
			want: searchOutcomes{{wholeList, otherResponse}, {otherResponse, otherResponse}}, // the first limit is 50
		},
		{name: "the page in reverse order", page: func(page map[string]any) { slices.Reverse(items(page)) }, want: everywhere(otherResponse)},
		{name: "a job twice in the page", page: func(page map[string]any) { items(page)[1] = items(page)[0] }, want: everywhere(otherResponse)},
	}
}

// bend changes searches or their pages: all after the first skip ones, or at most times of them.
func (r searchRow) bend(service http.Handler, skip, times int) http.Handler {
	searches := 0 // a read sends one request at a time
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		searches++
		if !strings.HasSuffix(request.URL.Path, "/training-job-searches") || searches <= skip || times > 0 && searches > skip+times {
			service.ServeHTTP(w, request)
			return
		}
		if r.query != nil {
			var query map[string]any
			_ = json.NewDecoder(request.Body).Decode(&query)
			r.query(query)
			body, _ := json.Marshal(query)
			request.ContentLength = int64(len(body))
			request.Body = io.NopCloser(bytes.NewReader(body))
		}
		recorder := httptest.NewRecorder()
		service.ServeHTTP(recorder, request)
		body := recorder.Body.Bytes()
		if r.page != nil {
			var page map[string]any
			_ = json.Unmarshal(body, &page)
			r.page(page)
			body, _ = json.Marshal(page)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(body)
	})
}
