package mockapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestFaultReplacesAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault       mockapi.Fault
		status      int
		contentType string
		retryAfter  string
		body        string
	}{
		{mockapi.Fault{Kind: mockapi.FaultThrottle, RetryAfter: "2"}, 429, "application/json", "2", `"APIGW.0308"`},
		{mockapi.Fault{Kind: mockapi.FaultThrottle}, 429, "application/json", "", `"request_id":"00000000000000000000000000000001"`},
		{mockapi.Fault{Kind: mockapi.FaultInternalError}, 500, "application/json", "", `"ModelArts.0010"`},
		{mockapi.Fault{Kind: mockapi.FaultBadGateway}, 502, "text/html", "", "<h1>Bad Gateway</h1>"},
		{mockapi.Fault{Kind: mockapi.FaultUnavailable}, 503, "application/json", "", `"code"`},
		{mockapi.Fault{Kind: mockapi.FaultUnavailable, RetryAfter: "3"}, 503, "application/json", "3", `"message"`},
		{mockapi.Fault{Kind: mockapi.FaultGatewayTimeout}, 504, "text/html", "", "<h1>Gateway Timeout</h1>"},
		{mockapi.Fault{Kind: mockapi.FaultUnauthorized}, 401, "application/json", "", `"APIGW.0301"`},
		{mockapi.Fault{Kind: mockapi.FaultLoginPage}, 200, "text/html", "", "<title>Log in</title>"},
		{mockapi.Fault{
			Kind: mockapi.FaultRespond, Status: 418, Body: "short and stout",
			Header: http.Header{"content-type": {"text/tea"}, "Retry-After": {"9"}},
		}, 418, "text/tea", "9", "short and stout"},
	}
	for _, test := range tests {
		t.Run(string(test.fault.Kind), func(t *testing.T) {
			t.Parallel()
			service, server := start(t, test.fault)
			response, body := send(t, server, request(t, server.URL+samplePath))
			if response.StatusCode != test.status || !strings.Contains(body, test.body) {
				t.Errorf("status %d, %s, want %d with %s", response.StatusCode, body, test.status, test.body)
			}
			if got := response.Header.Get("Content-Type"); got != test.contentType {
				t.Errorf("Content-Type %q, want %q", got, test.contentType)
			}
			if got := response.Header.Get("Retry-After"); got != test.retryAfter {
				t.Errorf("Retry-After %q, want %q", got, test.retryAfter)
			}
			if got := service.Requests()[0].Status; got != test.status {
				t.Errorf("status %d in the request log, want %d", got, test.status)
			}
		})
	}
}

func TestFaultReplacesBody(t *testing.T) {
	t.Parallel()
	for kind, want := range map[mockapi.FaultKind]string{
		mockapi.FaultEmptyBody: "", mockapi.FaultNullBody: "null", mockapi.FaultNoEvents: "{}", mockapi.FaultRespond: "",
	} {
		_, server := start(t, mockapi.Fault{Kind: kind})
		response, body := send(t, server, request(t, server.URL+samplePath))
		if response.StatusCode != http.StatusOK || body != want {
			t.Errorf("%s: status %d, body %q, want 200 and %q", kind, response.StatusCode, body, want)
		}
	}
}

func TestResetPrecedesAnswer(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]func(http.Handler) *httptest.Server{
		"plain": httptest.NewServer, "TLS": httptest.NewTLSServer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.Inject(mockapi.Fault{Kind: mockapi.FaultReset})
			server := serve(service)
			t.Cleanup(server.Close)
			_, err := server.Client().Do(request(t, server.URL+samplePath))
			if !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("got %v, want a reset connection", err)
			}
			if requests := service.Requests(); len(requests) != 1 || requests[0].Status != 0 {
				t.Errorf("log %+v, want one request without an answer", requests)
			}
		})
	}
}

func TestTruncatedBody(t *testing.T) {
	t.Parallel()
	intact := serverWithFaults(t)
	_, whole := send(t, intact, request(t, intact.URL+samplePath))
	for kind, want := range map[mockapi.FaultKind]error{
		mockapi.FaultCutBody: io.ErrUnexpectedEOF, mockapi.FaultResetBody: syscall.ECONNRESET,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service, server := start(t, mockapi.Fault{Kind: kind})
			response, err := server.Client().Do(request(t, server.URL+samplePath))
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			if response.ContentLength != int64(len(whole)) || string(body) != whole[:len(whole)/2] {
				t.Errorf("%d bytes of %d announced, want half of %d", len(body), response.ContentLength, len(whole))
			}
			if got := service.Requests()[0].Status; got != http.StatusOK {
				t.Errorf("status %d in the request log", got)
			}
		})
	}
}

func TestHangSendsNoHeaders(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultHang})
	arrived, ended := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		defer close(ended)
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)

	ctx, disconnect := context.WithCancel(t.Context())
	go func() {
		<-arrived
		disconnect()
	}()
	response, err := server.Client().Do(request(t, server.URL+samplePath).WithContext(ctx))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v and %v, want no answer", response, err)
	}
	<-ended
	if got := service.Requests()[0].Status; got != 0 {
		t.Errorf("status %d in the request log, want none", got)
	}
}

func TestHangBodySendsHalfOfTheBody(t *testing.T) {
	t.Parallel()
	_, server := start(t, mockapi.Fault{Kind: mockapi.FaultHangBody})
	ctx, disconnect := context.WithCancel(t.Context())
	defer disconnect()
	response, err := server.Client().Do(request(t, server.URL+samplePath).WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	half := make([]byte, response.ContentLength/2)
	if _, err := io.ReadFull(response.Body, half); err != nil {
		t.Fatalf("half of the body: %v", err)
	}
	disconnect()
	if rest, err := io.ReadAll(response.Body); !errors.Is(err, context.Canceled) || len(rest) > 0 {
		t.Errorf("got %q and %v after the half, want nothing more", rest, err)
	}
}

func serverWithFaults(t *testing.T, faults ...mockapi.Fault) *httptest.Server {
	t.Helper()
	_, server := start(t, faults...)
	return server
}

func TestFaultChangesPage(t *testing.T) {
	t.Parallel()
	const query = "?limit=10&offset=5"
	clamp := mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 4}
	silentClamp := mockapi.Fault{Kind: mockapi.FaultSilentClamp, PageSize: 4}
	wrongTotal := mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 3}
	stringNumbers := mockapi.Fault{Kind: mockapi.FaultStringNumbers}
	ignoreOffset := mockapi.Fault{Kind: mockapi.FaultIgnoreOffset}
	tests := map[string]struct {
		faults               []mockapi.Fault
		total, limit, offset any
		events               int
		first                int
	}{
		"none":                        {nil, 27., 10., 5., 10, 5},
		"clamp":                       {[]mockapi.Fault{clamp}, 27., 4., 5., 4, 5},
		"clamp above the limit":       {[]mockapi.Fault{{Kind: mockapi.FaultClamp, PageSize: 11}}, 27., 10., 5., 10, 5},
		"silent_clamp":                {[]mockapi.Fault{silentClamp}, 27., 10., 5., 4, 5},
		"ignore_offset":               {[]mockapi.Fault{ignoreOffset}, 27., 10., 0., 10, 0},
		"wrong_total":                 {[]mockapi.Fault{wrongTotal}, 3., 10., 5., 10, 5},
		"no_total":                    {[]mockapi.Fault{{Kind: mockapi.FaultNoTotal}}, nil, 10., 5., 10, 5},
		"string_numbers":              {[]mockapi.Fault{stringNumbers}, "27", "10", "5", 10, 5},
		"all combine":                 {[]mockapi.Fault{stringNumbers, wrongTotal, clamp, ignoreOffset}, "3", "4", "0", 4, 0},
		"no_total and string_numbers": {[]mockapi.Fault{stringNumbers, {Kind: mockapi.FaultNoTotal}}, nil, "10", "5", 10, 5},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serverWithFaults(t, test.faults...)
			_, body := send(t, server, request(t, server.URL+samplePath+query))
			page, _ := decode(t, body).(map[string]any)
			if page["total"] != test.total || page["limit"] != test.limit || page["offset"] != test.offset {
				t.Errorf("total %v, limit %v, offset %v", page["total"], page["limit"], page["offset"])
			}
			if _, has := page["total"]; has != (test.total != nil) {
				t.Errorf("has total: %t", has)
			}
			events, _ := page["events"].([]any)
			if len(events) != test.events {
				t.Fatalf("%d events, want %d", len(events), test.events)
			}
			if first, _ := events[0].(map[string]any); first["message"] != mockapi.Sample()[test.first].Message {
				t.Errorf("the first event is %v", first)
			}
		})
	}
}

func TestNullEventsChangesOnlyEvents(t *testing.T) {
	t.Parallel()
	server := serverWithFaults(t, mockapi.Fault{Kind: mockapi.FaultNullEvents})
	_, body := send(t, server, request(t, server.URL+samplePath))
	want := `{"total":27,"limit":50,"offset":0,"order":"asc","events":null}`
	if !reflect.DeepEqual(decode(t, body), decode(t, want)) {
		t.Errorf("got %s, want %s", body, want)
	}
}

func TestUnknownFieldsKeepsKnownFields(t *testing.T) {
	t.Parallel()
	server := serverWithFaults(t, mockapi.Fault{Kind: mockapi.FaultUnknownFields})
	plain := serverWithFaults(t)
	if got, want := get(t, server, samplePath), get(t, plain, samplePath); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	_, body := send(t, server, request(t, server.URL+samplePath))
	page, _ := decode(t, body).(map[string]any)
	events, _ := page["events"].([]any)
	first, _ := events[0].(map[string]any)
	if len(page) != 7 || len(first) != 6 {
		t.Errorf("%d members in the page, %d in an event, want 2 more than the 5 and the 4", len(page), len(first))
	}
}
