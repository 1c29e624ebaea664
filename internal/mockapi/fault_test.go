package mockapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// statuses sends n requests for the sample job.
func statuses(t *testing.T, server *httptest.Server, n int) []int {
	t.Helper()
	var got []int
	for range n {
		response, _ := send(t, server, request(t, server.URL+samplePath))
		got = append(got, response.StatusCode)
	}
	return got
}

func TestFaultScheduleSelectsRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		skip, every, times int
		want               []int
	}{
		{0, 0, 0, []int{429, 429, 429, 429, 429, 429, 429}},
		{0, 1, 2, []int{429, 429, 200, 200, 200, 200, 200}},
		{3, 0, 0, []int{200, 200, 200, 429, 429, 429, 429}},
		{0, 3, 0, []int{200, 200, 429, 200, 200, 429, 200}},
		{1, 2, 0, []int{200, 200, 429, 200, 429, 200, 429}},
		{1, 2, 2, []int{200, 200, 429, 200, 429, 200, 200}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("skip %d every %d times %d", test.skip, test.every, test.times), func(t *testing.T) {
			t.Parallel()
			_, server := start(t, mockapi.Fault{
				Kind: mockapi.FaultThrottle, Skip: test.skip, Every: test.every, Times: test.times,
			})
			if got := statuses(t, server, len(test.want)); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestFaultCountsOnlyEventRequestsAfterInject(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	statuses(t, server, 3)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultThrottle, Skip: 1, Times: 1})
	send(t, server, request(t, server.URL+"/elsewhere"))
	if got, want := statuses(t, server, 3), []int{200, 429, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFaultWithOffsetCountsOnlyThatOffset(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		offset *int
		want   []int
	}{
		{nil, []int{200, 429, 200, 429}},
		{new(0), []int{200, 200, 429, 200}},
		{new(7), []int{200, 200, 200, 429}},
	} {
		_, server := start(t, mockapi.Fault{Kind: mockapi.FaultThrottle, Offset: test.offset, Every: 2})
		var got []int
		for _, query := range []string{"", "?offset=7", "?offset=0", "?offset=7"} {
			response, _ := send(t, server, request(t, server.URL+samplePath+query))
			got = append(got, response.StatusCode)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("got %v, want %v", got, test.want)
		}
	}
}

func TestSupersededFaultKeepsItsTimes(t *testing.T) {
	t.Parallel()
	_, server := start(t,
		mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1},
		mockapi.Fault{Kind: mockapi.FaultBadGateway, Times: 1})
	if got, want := statuses(t, server, 3), []int{429, 502, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReplacedAnswerKeepsTimesOfPageFault(t *testing.T) {
	t.Parallel()
	_, server := start(t,
		mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 5, Times: 1},
		mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1})
	statuses(t, server, 1)
	if got := len(get(t, server, samplePath).Events); got != 5 {
		t.Errorf("%d events on the second request, want 5", got)
	}
}

func TestReplacingFaultPrecedesTokenCheck(t *testing.T) {
	t.Parallel()
	_, server := start(t, mockapi.Fault{Kind: mockapi.FaultBadGateway, Times: 1})
	for _, want := range []int{http.StatusBadGateway, http.StatusUnauthorized} {
		r := request(t, server.URL+samplePath)
		r.Header.Del("X-Auth-Token")
		if response, _ := send(t, server, r); response.StatusCode != want {
			t.Errorf("status %d, want %d", response.StatusCode, want)
		}
	}
}

func TestPageFaultDoesNotChangeErrorAnswer(t *testing.T) {
	t.Parallel()
	_, server := start(t, mockapi.Fault{Kind: mockapi.FaultUnknownFields})
	_, body := send(t, server, request(t, server.URL+samplePath+"?limit=0"))
	refused, _ := decode(t, body).(map[string]any)
	if refused["error_code"] != "ModelArts.2764" || len(refused) != 2 {
		t.Errorf("body %s", body)
	}
}

func TestClearFaultsDisablesAllFaults(t *testing.T) {
	t.Parallel()
	service, server := start(t,
		mockapi.Fault{Kind: mockapi.FaultThrottle}, mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 1})
	service.ClearFaults()
	if got := len(get(t, server, samplePath).Events); got != 27 {
		t.Errorf("%d events, want all 27", got)
	}
}

func TestInvalidFaultIsRejected(t *testing.T) {
	t.Parallel()
	for _, fault := range []mockapi.Fault{
		{},
		{Kind: "flood"},
		{Kind: mockapi.FaultThrottle, Skip: -1},
		{Kind: mockapi.FaultThrottle, Every: -1},
		{Kind: mockapi.FaultThrottle, Times: -1},
		{Kind: mockapi.FaultThrottle, Offset: new(-1)},
		{Kind: mockapi.FaultThrottle, Offset: new(0), On: mockapi.OnTokens},
		{Kind: mockapi.FaultClamp},
		{Kind: mockapi.FaultSilentClamp},
		{Kind: mockapi.FaultRespond, Status: 101},
		{Kind: mockapi.FaultRespond, Status: 600},
	} {
		if fault.Validate() == nil {
			t.Errorf("%+v is valid", fault)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was injected", fault)
				}
			}()
			mockapi.New(mockapi.Config{}).Inject(fault)
		}()
	}
}

func TestEveryFaultKindIsImplemented(t *testing.T) {
	t.Parallel()
	for _, kind := range mockapi.FaultKinds() {
		if !mockapi.Implemented(kind) {
			t.Errorf("%s is listed but has no effect", kind)
		}
	}
	if got, want := len(mockapi.FaultKinds()), mockapi.ImplementedCount(); got != want {
		t.Errorf("%d kinds are listed, %d have an effect", got, want)
	}
}

func TestFaultAppliesOnlyToItsCall(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]mockapi.Call{
		"events": mockapi.OnEvents, "tokens": mockapi.OnTokens, "projects": mockapi.OnProjects, "job": mockapi.OnJob,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, server := start(t, mockapi.Fault{Kind: mockapi.FaultUnavailable, On: on, Skip: 1, Times: 1})
			for nth := range 3 {
				for call, r := range []*http.Request{
					mockapi.OnEvents:   request(t, server.URL+samplePath),
					mockapi.OnTokens:   loginRequest(t, server, passwordLogin),
					mockapi.OnProjects: request(t, server.URL+"/v3/projects"),
					mockapi.OnJob:      request(t, server.URL+jobPath),
				} {
					want := []int{http.StatusOK, http.StatusCreated, http.StatusOK, http.StatusOK}[call]
					if mockapi.Call(call) == on && nth == 1 {
						want = http.StatusServiceUnavailable
					}
					wantStatus(t, server, r, want)
				}
			}
		})
	}
}

func TestOnlyReplacingFaultsApplyToIAM(t *testing.T) {
	t.Parallel()
	clamp := slices.Index(mockapi.FaultKinds(), mockapi.FaultClamp)
	for i, kind := range mockapi.FaultKinds() {
		for _, on := range []mockapi.Call{mockapi.OnTokens, mockapi.OnProjects} {
			err := mockapi.Fault{Kind: kind, On: on, PageSize: 1}.Validate()
			if valid, replaces := err == nil, i < clamp; valid != replaces {
				t.Errorf("%s on call %d: %v", kind, on, err)
			}
		}
	}
	for _, on := range []mockapi.Call{-1, mockapi.OnSearch + 1} {
		if (mockapi.Fault{Kind: mockapi.FaultThrottle, On: on}).Validate() == nil {
			t.Errorf("a fault on call %d is valid", on)
		}
	}
}

func TestEveryCallCanBeRedirected(t *testing.T) {
	t.Parallel()
	const elsewhere = "https://elsewhere.example.com/"
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect} {
		redirect := mockapi.Fault{Kind: mockapi.FaultRespond, Status: status, Header: http.Header{"Location": {elsewhere}}}
		onTokens, onProjects, onJob := redirect, redirect, redirect
		onTokens.On, onProjects.On, onJob.On = mockapi.OnTokens, mockapi.OnProjects, mockapi.OnJob
		_, server := start(t, redirect, onTokens, onProjects, onJob)
		server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, r := range []*http.Request{
			request(t, server.URL+samplePath), request(t, server.URL+jobPath), request(t, server.URL+"/v3/projects"),
			loginRequest(t, server, passwordLogin),
		} {
			response, body := send(t, server, r)
			if response.StatusCode != status || response.Header.Get("Location") != elsewhere || body != "" {
				t.Errorf("%s: status %d to %q, want %d", r.URL.Path, response.StatusCode, response.Header.Get("Location"), status)
			}
		}
	}
}

func TestHangingLoginEndsOnClientDisconnect(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultHang, On: mockapi.OnTokens})
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
	if _, err := server.Client().Do(loginRequest(t, server, passwordLogin).WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want no answer", err)
	}
	<-ended
}

func TestIAMCallsAreLogged(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	logIn(t, server, passwordLogin)
	send(t, server, loginRequest(t, server, "{}"))
	send(t, server, request(t, server.URL+"/v3/projects?name=x"))
	want := []struct {
		method, path string
		status       int
	}{
		{http.MethodPost, "/v3/auth/tokens", http.StatusCreated},
		{http.MethodPost, "/v3/auth/tokens", http.StatusBadRequest},
		{http.MethodGet, "/v3/projects", http.StatusOK},
	}
	requests := service.Requests()
	if len(requests) != len(want) {
		t.Fatalf("%d requests, want %d", len(requests), len(want))
	}
	for i, got := range requests {
		if got.Method != want[i].method || got.Path != want[i].path || got.Status != want[i].status {
			t.Errorf("%s %s, status %d, want %v", got.Method, got.Path, got.Status, want[i])
		}
	}
	if requests[2].Query.Get("name") != "x" {
		t.Errorf("query %v", requests[2].Query)
	}
}
