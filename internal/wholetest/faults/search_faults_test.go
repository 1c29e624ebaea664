package faults_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// A fault of a search ends in one of these ways.
const (
	harmless  = "jobs"
	temporary = "temporary failure, which is retried"
	final     = "failure at once"
)

// searchedJobs fill more than two pages.
const searchedJobs = 120

// TestEveryFaultOfSearchHasItsOutcome reads a list of jobs while each fault of the mock that can apply strikes the first or the second
// request, once and for good. The list is complete, or the read fails.
func TestEveryFaultOfSearchHasItsOutcome(t *testing.T) {
	t.Parallel()
	outcomes := map[mockapi.FaultKind]string{
		mockapi.FaultThrottle: temporary, mockapi.FaultInternalError: temporary, mockapi.FaultBadGateway: temporary,
		mockapi.FaultUnavailable: temporary, mockapi.FaultGatewayTimeout: temporary, mockapi.FaultReset: temporary,
		mockapi.FaultHang: temporary, mockapi.FaultResetBody: temporary, mockapi.FaultCutBody: temporary,
		mockapi.FaultHangBody: temporary, mockapi.FaultDripBody: temporary, mockapi.FaultLongLength: temporary,
		mockapi.FaultShortLength: temporary, mockapi.FaultCutGzip: temporary, mockapi.FaultCorruptGzip: temporary,

		mockapi.FaultUnauthorized: final, mockapi.FaultEmptyBody: final, mockapi.FaultNullBody: final, mockapi.FaultNoEvents: final,
		mockapi.FaultLoginPage: final, mockapi.FaultRespond: final, mockapi.FaultIgnoreOffset: final,

		mockapi.FaultClamp: harmless, mockapi.FaultSilentClamp: harmless, mockapi.FaultWrongTotal: harmless, mockapi.FaultNoTotal: harmless,
		mockapi.FaultUnknownFields: harmless, mockapi.FaultStringNumbers: harmless,
	}
	for _, kind := range mockapi.FaultKinds() {
		for _, skip := range []int{0, 1} {
			for schedule, times := range map[string]int{"once": 1, "for good": 0} {
				fault := mockapi.Fault{Kind: kind, On: mockapi.OnSearch, Skip: skip, Times: times, Body: `{"items":null}`, PageSize: 20}
				if fault.Validate() != nil {
					continue
				}
				want := outcomes[kind]
				if times == 1 && (want == temporary || kind == mockapi.FaultIgnoreOffset && skip == 0) {
					want = harmless
				}
				t.Run(fmt.Sprintf("%s %s after %d requests", kind, schedule, skip), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						if got, err := search(t, fault); got != want {
							t.Errorf("got %s, want %s: %v", got, want, err)
						}
					})
				})
			}
		}
	}
}

// search returns the outcome of a read.
func search(t *testing.T, fault mockapi.Fault) (string, error) {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	service.RemoveJob(mockapi.SampleJobID)
	for i := range searchedJobs {
		service.SetDetails(fmt.Sprintf("id-%d", i), mockapi.JobDetails{Phase: "Completed", CreateTime: time.Unix(int64(1_700_000_000-i), 0)})
	}
	service.Inject(fault)
	list, err := bubbleClient(t, service).TrainingJobs(t.Context(), modelarts.JobsQuery{ProjectID: mockapi.ProjectID}, searchedJobs)
	switch {
	case rest.IsTemporary(err):
		return temporary, err
	case err != nil:
		return final, err
	}
	for i := range searchedJobs {
		if len(list.Jobs) != searchedJobs || list.Jobs[i].ID != fmt.Sprintf("id-%d", i) {
			t.Fatalf("the list has %d jobs", len(list.Jobs))
		}
	}
	return harmless, nil
}

// bubbleClient returns a client of the service in a bubble of testing/synctest.
func bubbleClient(t *testing.T, service *mockapi.Service) *modelarts.Client {
	t.Helper()
	memory := mockapitest.NewMemory()
	server := &http.Server{Handler: service, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(memory) }()
	requests := rest.New(rest.Config{
		Endpoint:       &url.URL{Scheme: "http", Host: mockapitest.MemoryAddress},
		Credential:     iam.Token(mockapi.Token),
		MaxRetries:     matrixRetries,
		RequestTimeout: matrixRequestTimeout,
		Dial:           memory.DialContext,
	})
	t.Cleanup(func() {
		requests.CloseIdleConnections()
		server.Close()
	})
	return modelarts.New(requests, nil)
}
