package mockapi_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestAFaultCountsAndStrikesTheRequestsOfItsCall(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]mockapi.Call{
		"events": mockapi.OnEvents, "tokens": mockapi.OnTokens, "projects": mockapi.OnProjects,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, server := start(t, mockapi.Fault{Kind: mockapi.FaultUnavailable, On: on, Skip: 1, Times: 1})
			for nth := range 3 {
				for call, r := range []*http.Request{
					mockapi.OnEvents:   request(t, server.URL+samplePath),
					mockapi.OnTokens:   loginRequest(t, server, passwordLogin),
					mockapi.OnProjects: request(t, server.URL+"/v3/projects"),
				} {
					want := []int{http.StatusOK, http.StatusCreated, http.StatusOK}[call]
					if mockapi.Call(call) == on && nth == 1 {
						want = http.StatusServiceUnavailable
					}
					wantStatus(t, server, r, want)
				}
			}
		})
	}
}

func TestEveryReplacingFaultMayStrikeIAMAndNoShapingOne(t *testing.T) {
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
	for _, on := range []mockapi.Call{-1, mockapi.OnProjects + 1} {
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
		onTokens, onProjects := redirect, redirect
		onTokens.On, onProjects.On = mockapi.OnTokens, mockapi.OnProjects
		_, server := start(t, redirect, onTokens, onProjects)
		server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, r := range []*http.Request{
			request(t, server.URL+samplePath), request(t, server.URL+"/v3/projects"), loginRequest(t, server, passwordLogin),
		} {
			response, body := send(t, server, r)
			if response.StatusCode != status || response.Header.Get("Location") != elsewhere || body != "" {
				t.Errorf("%s: status %d to %q, want %d", r.URL.Path, response.StatusCode, response.Header.Get("Location"), status)
			}
		}
	}
}

func TestAHangingLoginEndsWhenTheClientGoesAway(t *testing.T) {
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
	ctx, goAway := context.WithCancel(t.Context())
	go func() {
		<-arrived
		goAway()
	}()
	if _, err := server.Client().Do(loginRequest(t, server, passwordLogin).WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want no answer", err)
	}
	<-ended
}

func TestCallsOfIAMAreInTheRequestLog(t *testing.T) {
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
