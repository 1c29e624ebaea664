package faults_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
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
	mockapi.FaultNullEvents: unusableFollowed, mockapi.FaultIgnoreOffset: otherResponse,

	mockapi.FaultClamp: followed, mockapi.FaultSilentClamp: followed, mockapi.FaultNoTotal: followed,
	mockapi.FaultUnknownFields: followed, mockapi.FaultStringNumbers: followed,
}

// TestFaultMatrixOfFollowing follows a job while each fault strikes from the second poll on, once and for good.
func TestFaultMatrixOfFollowing(t *testing.T) { //nolint:tparallel // the table is complete after the last cell
	t.Parallel()
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
			service.ServeHTTP(w, r)
		})
		p := acctest.InMemory(t, handler, acctest.Object{"max_retries": acctest.Number(0)}).For(acctest.FollowType)
		progress, diagnostics := p.Invoke(t.Context(), t, acctest.Object{
			"training_job_id": acctest.Text(matrixJob), "timeouts": acctest.Timeout("invoke", "10m"),
		})
		if outcome = followed; len(diagnostics) > 0 {
			outcome = acctest.OnlyDiagnostic(t, diagnostics).Summary
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
