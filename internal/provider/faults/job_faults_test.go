package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const wholeJob = "the job"

// jobOutcomes are the results if a fault strikes every request of a job. The others are harmless.
var jobOutcomes = map[mockapi.FaultKind]string{
	mockapi.FaultThrottle:       "ModelArts throttles the requests",
	mockapi.FaultInternalError:  "ModelArts is not available",
	mockapi.FaultBadGateway:     "ModelArts is not available",
	mockapi.FaultUnavailable:    "ModelArts is not available",
	mockapi.FaultGatewayTimeout: "ModelArts is not available",
	mockapi.FaultReset:          "ModelArts could not be reached",
	mockapi.FaultHang:           "ModelArts did not respond in time",
	mockapi.FaultHangBody:       "ModelArts did not respond in time",
	mockapi.FaultDripBody:       "ModelArts did not respond in time",
	mockapi.FaultResetBody:      "Connection broke in the middle of a response",
	mockapi.FaultCutBody:        "Connection broke in the middle of a response",
	mockapi.FaultLongLength:     "Connection broke in the middle of a response",
	mockapi.FaultShortLength:    "Connection broke in the middle of a response",
	mockapi.FaultCutGzip:        "Connection broke in the middle of a response",
	mockapi.FaultCorruptGzip:    "Connection broke in the middle of a response",
	mockapi.FaultUnauthorized:   "Credential refused",
	mockapi.FaultEmptyBody:      unusableJob,
	mockapi.FaultNullBody:       unusableJob,
	mockapi.FaultNoEvents:       unusableJob,
	mockapi.FaultLoginPage:      unusableJob,
	mockapi.FaultRespond:        unusableJob,
}

const unusableJob = "Response without details of a training job"

// finalFaults are not retried, so one is enough for a failure.
var finalFaults = []string{"Credential refused", unusableJob}

// TestFaultMatrixOfJob reads a job while each fault of the mock that can apply strikes, once and for good.
func TestFaultMatrixOfJob(t *testing.T) { //nolint:tparallel // the table is complete after the last cell
	t.Parallel()
	var table strings.Builder
	cells, ran := 0, 0
	for _, kind := range mockapi.FaultKinds() {
		forGood, harms := jobOutcomes[kind]
		if !harms {
			forGood = wholeJob
		}
		once := wholeJob
		if slices.Contains(finalFaults, forGood) {
			once = forGood
		}
		fault := mockapi.Fault{Kind: kind, On: mockapi.OnJob, Body: `{"status":{}}`, PageSize: 1}
		if fault.Validate() != nil {
			continue
		}
		for times, want := range []string{1: once, 0: forGood} {
			fault.Times = times
			cells++
			t.Run(fmt.Sprint(kind, " times=", times), func(t *testing.T) {
				ran++
				synctest.Test(t, func(t *testing.T) {
					if got := readJob(t, fault); got != want {
						t.Errorf("got %q, want %q", got, want)
					}
				})
			})
		}
		table.WriteString(matrixRow("`"+string(kind)+"`", []string{once, forGood}))
	}
	if ran == cells {
		checkMatrixDocument(t, "matrix of a job", "\n"+matrixHeader("fault of the mock", "once", "for good")+table.String()+"\n")
	}
}

// readJob reads a completed job in a bubble of testing/synctest.
func readJob(t *testing.T, fault mockapi.Fault) string {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	service.SetPhases(matrixJob, "Completed")
	service.Inject(fault)
	p := acctest.InMemory(t, service, matrixSettings).For(acctest.JobType)
	state, diagnostics := p.Read(t.Context(), t, acctest.Object{"training_job_id": acctest.Text(matrixJob)})
	if len(diagnostics) > 0 {
		if !state["phase"].IsNull() {
			t.Errorf("after a failed read, the phase is %s", state["phase"])
		}
		return clearError(t, diagnostics, "training job "+matrixJob)
	}
	if !state["phase"].Equal(acctest.Text("Completed")) {
		t.Errorf("the phase is %s", state["phase"])
	}
	return wholeJob
}
