package faults_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// searchedJobs fill more than two pages.
const (
	searchedJobs = 120
	searchedName = "matrix"
)

// searchSkips are the numbers of requests before the fault strikes: it strikes the first page, or the second.
var searchSkips = [...]int{0, 1}

// searchOutcomes has a row for each of searchSkips, and a column for each of schedules.
type searchOutcomes [len(searchSkips)][len(schedules)]string

// TestFaultMatrixOfSearch reads a list of jobs while a fault strikes its first or its second request, once and for good.
func TestFaultMatrixOfSearch(t *testing.T) { //nolint:tparallel // the table is complete after the last cell
	t.Parallel()
	var table strings.Builder
	cells, ran := 0, 0
	for _, row := range searchRows() {
		for i, skip := range searchSkips {
			for j, times := range schedules {
				cells++
				t.Run(fmt.Sprintf("%s, %d times after %d requests", row.name, times, skip), func(t *testing.T) {
					ran++
					synctest.Test(t, func(t *testing.T) {
						if got := row.search(t, skip, times); got != row.want[i][j] {
							t.Errorf("got %q, want %q", got, row.want[i][j])
						}
					})
				})
			}
		}
		table.WriteString(matrixRow(row.name, row.want[0][:], row.want[1][:]))
	}
	if ran == cells {
		checkMatrixDocument(t, "matrix of a search", "\n"+
			matrixHeader("fault", "first page: once", "for good", "second page: once", "for good")+table.String()+"\n")
	}
}

func TestFaultMatrixOfSearchHasEveryFaultOfTheMock(t *testing.T) {
	t.Parallel()
	there := map[mockapi.FaultKind]bool{}
	for _, row := range searchRows() {
		there[row.fault.Kind] = true
	}
	for _, kind := range mockapi.FaultKinds() {
		if fault := (mockapi.Fault{Kind: kind, On: mockapi.OnSearch, Body: "{}", PageSize: 1}); fault.Validate() == nil && !there[kind] {
			t.Errorf("no row has %s", kind)
		}
	}
}

// search returns the outcome of a read.
func (r searchRow) search(t *testing.T, skip, times int) string {
	t.Helper()
	service := searchedService()
	handler := http.Handler(service)
	if r.fault.Kind != "" {
		r.fault.On, r.fault.Skip, r.fault.Times = mockapi.OnSearch, skip, times
		service.Inject(r.fault)
	} else {
		handler = r.bend(service, skip, times)
	}
	p := acctest.InMemory(t, handler, matrixSettings).For(acctest.JobsType)
	state, diagnostics := p.Read(t.Context(), t, acctest.Object{
		"name": acctest.Text(searchedName), "phases": acctest.Texts("Completed"), "max_jobs": acctest.Number(2 * searchedJobs),
	})
	if len(diagnostics) > 0 {
		if !state["jobs"].IsNull() {
			t.Errorf("after a failed read, jobs is %s", state["jobs"])
		}
		return clearError(t, diagnostics)
	}
	return searchedList(t, state)
}

// searchedService has jobs that match the search, and others in between.
func searchedService() *mockapi.Service {
	service := mockapi.New(mockapi.Config{})
	service.RemoveJob(mockapi.SampleJobID)
	for i := range searchedJobs {
		details := mockapi.JobDetails{Name: searchedName, Phase: "Completed", CreateTime: time.Unix(int64(1_700_000_000-10*i), 0)}
		service.SetDetails(fmt.Sprintf("id-%d", i), details)
		if i%20 > 0 {
			continue
		}
		details.Name, details.CreateTime = "other", details.CreateTime.Add(time.Second)
		service.SetDetails(fmt.Sprintf("other-%d", i), details)
	}
	return service
}

func searchedList(t *testing.T, state acctest.Object) string {
	t.Helper()
	var jobs []tftypes.Value
	if err := state["jobs"].As(&jobs); err != nil {
		t.Fatal(err)
	}
	if len(jobs) == 0 {
		return emptyList
	}
	if len(jobs) != searchedJobs || !state["truncated"].Equal(acctest.Boolean(false)) {
		t.Fatalf("got %d jobs, and truncated is %s", len(jobs), state["truncated"])
	}
	for i, job := range jobs {
		var attributes map[string]tftypes.Value
		if err := job.As(&attributes); err != nil || !attributes["id"].Equal(acctest.Text(fmt.Sprintf("id-%d", i))) {
			t.Errorf("jobs[%d] is %v, %v", i, attributes["id"], err)
		}
	}
	return wholeList
}
