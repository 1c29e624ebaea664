package faults_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// Following a job through a fault ends in one of these ways. Any other is the summary of the error.
const (
	followed  = "each event once"
	riddenOut = "Training job did not end in time"
)

const unusableFollowed = "Response without details or events of a training job"

// followOutcomes are the results if a fault strikes for good. It ends all others by timeouts, unless it strikes only once.
var followOutcomes = map[mockapi.FaultKind]string{
	mockapi.FaultUnauthorized: "Credential refused", mockapi.FaultEmptyBody: unusableFollowed, mockapi.FaultNullBody: unusableFollowed,
	mockapi.FaultNoEvents: unusableFollowed, mockapi.FaultLoginPage: unusableFollowed, mockapi.FaultRespond: unusableFollowed,
	mockapi.FaultNullEvents: unusableFollowed, mockapi.FaultIgnoreOffset: otherAnswer,

	mockapi.FaultClamp: followed, mockapi.FaultSilentClamp: followed, mockapi.FaultNoTotal: followed,
	mockapi.FaultUnknownFields: followed, mockapi.FaultStringNumbers: followed,
}

// TestFaultMatrixOfFollowing follows a job while each fault strikes from the second poll on, once and for good.
func TestFaultMatrixOfFollowing(t *testing.T) {
	var table strings.Builder
	cells, ran := 0, 0
	for _, kind := range mockapi.FaultKinds() {
		row := []string{}
		for _, call := range []mockapi.Call{mockapi.OnJob, mockapi.OnEvents} {
			fault := mockapi.Fault{Kind: kind, On: call, Body: `{"status":{}}`, PageSize: 5, Total: 1000}
			if fault.Validate() != nil {
				row = append(row, "–", "–")
				continue
			}
			for _, times := range schedules {
				fault.Times = times
				want := followOutcome(kind, times)
				row = append(row, want)
				cells++
				t.Run(fmt.Sprint(kind, " call=", call, " times=", times), func(t *testing.T) {
					ran++
					if got := followFaulty(t, fault); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
				})
			}
		}
		table.WriteString(matrixRow(mockFault(kind), row))
	}
	if ran == cells {
		checkMatrixDocument(t, "matrix of following", "\n"+
			matrixHeader("fault of the mock", "the job: once", "for good", "the events: once", "for good")+table.String()+"\n")
	}
}

func followOutcome(kind mockapi.FaultKind, times int) string {
	outcome, known := followOutcomes[kind]
	switch {
	case known:
		return outcome
	case times > 0:
		return followed
	case kind == mockapi.FaultWrongTotal: // the list stays short
		return "List of events incomplete"
	}
	return riddenOut
}

// followFaulty follows a job that writes two events before each poll, one of them late.
func followFaulty(t *testing.T, fault mockapi.Fault) (outcome string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		service := mockapi.New(mockapi.Config{})
		service.AddJob(matrixJob, nil)
		service.SetPhases(matrixJob, slices.Concat(slices.Repeat([]string{"Running"}, 8), []string{"Completed"})...)
		polls, written := 0, 0
		write := func(second int) {
			written++
			service.Append(matrixJob, mockapi.Event{
				Level: "Info", Source: "Task", Message: fmt.Sprintf("event %d.", written), Time: time.Unix(int64(second), 0).UTC().Format(time.RFC3339),
			})
		}
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/"+matrixJob) && polls < 12 {
				polls++
				write(1000 * polls)
				write(500 * polls)
			}
			if polls == 2 && fault.Kind != "" {
				service.Inject(fault)
				fault.Kind = ""
			}
			w.Header().Set("Connection", "close") // net/http logs bytes that come behind an answer
			service.ServeHTTP(w, r)
		})
		progress, summary := followAt(t, handler)
		outcome = followed
		if summary != "" {
			outcome = summary
		}
		checkShown(t, progress, written, outcome == followed)
	})
	return outcome
}

// checkShown expects each event at most once, and if the job was followed to its end exactly once.
func checkShown(t *testing.T, progress []string, written int, exactly bool) {
	t.Helper()
	text := strings.Join(progress, "\n") + "\n"
	for i := 1; i <= written; i++ {
		if n := strings.Count(text, fmt.Sprintf(" event %d.\n", i)); n > 1 || exactly && n != 1 {
			t.Errorf("event %d was shown %d times", i, n)
		}
	}
}

// followAt follows the job, and returns the progress and the summary of the error.
func followAt(t *testing.T, handler http.Handler) (progress []string, summary string) {
	t.Helper()
	memory := mockapitest.NewMemory()
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Hour}
	go func() { _ = server.Serve(memory) }()
	t.Cleanup(func() {
		server.Close()
		synctest.Wait()
	})
	p := acctest.Of(t, provider.NewDialing(t.Context(), "test", memory.DialContext)()).For(acctest.FollowType)
	acctest.NoDiagnostics(t, p.Configure(t, acctest.Object{
		"endpoint": acctest.Text("http://" + mockapitest.MemoryAddress), "project_id": acctest.Text(mockapi.ProjectID),
		"token": acctest.Text(mockapi.Token), "max_retries": acctest.Number(0),
	}))
	timeouts := tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{"invoke": tftypes.String}},
		map[string]tftypes.Value{"invoke": acctest.Text("10m")})
	progress, diagnostics := p.Invoke(t.Context(), t, acctest.Object{"training_job_id": acctest.Text(matrixJob), "timeouts": timeouts})
	if len(diagnostics) == 0 {
		return progress, ""
	}
	return progress, acctest.OnlyDiagnostic(t, diagnostics).Summary
}
