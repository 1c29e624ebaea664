package faults_test

import (
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

// A fault of the request of a training job ends in one of these ways.
const (
	harmless  = "job"
	temporary = "temporary failure, which is retried"
	final     = "failure at once"
)

// TestEveryFaultOfJobHasItsOutcome requests a job while each fault of the mock that can apply strikes, once and for good.
func TestEveryFaultOfJobHasItsOutcome(t *testing.T) {
	t.Parallel()
	outcomes := map[mockapi.FaultKind]string{
		mockapi.FaultThrottle: temporary, mockapi.FaultInternalError: temporary, mockapi.FaultBadGateway: temporary,
		mockapi.FaultUnavailable: temporary, mockapi.FaultGatewayTimeout: temporary, mockapi.FaultReset: temporary,
		mockapi.FaultHang: temporary, mockapi.FaultResetBody: temporary, mockapi.FaultCutBody: temporary,
		mockapi.FaultHangBody: temporary, mockapi.FaultDripBody: temporary, mockapi.FaultLongLength: temporary,
		mockapi.FaultShortLength: temporary, mockapi.FaultCutGzip: temporary, mockapi.FaultCorruptGzip: temporary,

		mockapi.FaultUnauthorized: final, mockapi.FaultEmptyBody: final, mockapi.FaultNullBody: final, mockapi.FaultNoEvents: final,
		mockapi.FaultLoginPage: final, mockapi.FaultRespond: final,

		mockapi.FaultUnknownFields: harmless, mockapi.FaultStringNumbers: harmless,
	}
	for _, kind := range mockapi.FaultKinds() {
		for schedule, times := range map[string]int{"once": 1, "for good": 0} {
			fault := mockapi.Fault{Kind: kind, On: mockapi.OnJob, Times: times, Body: `{"status":{}}`, PageSize: 1}
			if fault.Validate() != nil {
				continue
			}
			t.Run(string(kind)+" "+schedule, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					job, err := requestJob(t, fault)
					got := harmless
					switch {
					case rest.IsTemporary(err):
						got = temporary
					case err != nil:
						got = final
					case job.Phase != "Completed":
						t.Errorf("got %+v", job)
					}
					want := outcomes[kind]
					if want == temporary && times == 1 {
						want = harmless
					}
					if got != want {
						t.Errorf("got %s, want %s: %v", got, want, err)
					}
				})
			})
		}
	}
}

// requestJob requests a completed job in a bubble of testing/synctest.
func requestJob(t *testing.T, fault mockapi.Fault) (*modelarts.TrainingJob, error) {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	service.SetPhases(matrixJob, "Completed")
	service.Inject(fault)
	return bubbleClient(t, service).TrainingJob(t.Context(), mockapi.ProjectID, matrixJob)
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
