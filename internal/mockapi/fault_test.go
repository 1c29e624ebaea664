package mockapi_test

import (
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

func TestTheScheduleSaysWhichRequestsAreHit(t *testing.T) {
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

func TestOnlyEventRequestsSinceInjectAreCounted(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	statuses(t, server, 3)
	service.Inject(mockapi.Fault{Kind: mockapi.FaultThrottle, Skip: 1, Times: 1})
	send(t, server, request(t, server.URL+"/elsewhere"))
	if got, want := statuses(t, server, 3), []int{200, 429, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOnlyRequestsOfTheOffsetAreHitAndCounted(t *testing.T) {
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

func TestTheFirstReplacingFaultWinsAndTheOtherKeepsItsHits(t *testing.T) {
	t.Parallel()
	_, server := start(t,
		mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1},
		mockapi.Fault{Kind: mockapi.FaultBadGateway, Times: 1})
	if got, want := statuses(t, server, 3), []int{429, 502, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAReplacedAnswerUsesUpNoShapingHit(t *testing.T) {
	t.Parallel()
	_, server := start(t,
		mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 5, Times: 1},
		mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 1})
	statuses(t, server, 1)
	if got := len(get(t, server, samplePath).Events); got != 5 {
		t.Errorf("%d events on the second request, want the clamped 5", got)
	}
}

func TestReplacingFaultsStrikeBeforeTheTokenIsChecked(t *testing.T) {
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

func TestShapingFaultsLeaveRefusalsAlone(t *testing.T) {
	t.Parallel()
	_, server := start(t, mockapi.Fault{Kind: mockapi.FaultUnknownFields})
	_, body := send(t, server, request(t, server.URL+samplePath+"?limit=0"))
	refused, _ := decode(t, body).(map[string]any)
	if refused["error_code"] != "ModelArts.2764" || len(refused) != 2 {
		t.Errorf("body %s", body)
	}
}

func TestClearFaultsSwitchesAllOff(t *testing.T) {
	t.Parallel()
	service, server := start(t,
		mockapi.Fault{Kind: mockapi.FaultThrottle}, mockapi.Fault{Kind: mockapi.FaultClamp, PageSize: 1})
	service.ClearFaults()
	if got := len(get(t, server, samplePath).Events); got != 27 {
		t.Errorf("%d events, want all 27", got)
	}
}

func TestFaultsThatCannotStrikeAreRefused(t *testing.T) {
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

func TestEveryKindDoesSomething(t *testing.T) {
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
