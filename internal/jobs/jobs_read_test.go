package jobs_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var created = time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)

// newService has n completed jobs named train, created a minute after each other; id-0 is the oldest. There is also the sample job.
func newSearchService(n int) *mockapi.Service {
	service := mockapi.New(mockapi.Config{})
	for i := range n {
		service.SetDetails(fmt.Sprintf("id-%d", i), mockapi.JobDetails{
			Name: "train", Phase: "Completed", CreateTime: created.Add(time.Duration(i) * time.Minute),
		})
	}
	return service
}

func searchConfigured(t *testing.T, service http.Handler) acctest.Provider {
	t.Helper()
	return acctest.Configured(t, service).For(acctest.JobsType)
}

func read(t *testing.T, service http.Handler, config acctest.Object) acctest.Object {
	t.Helper()
	state, diagnostics := searchConfigured(t, service).Read(t.Context(), t, config)
	acctest.NoDiagnostics(t, diagnostics)
	return state
}

// jobs are the elements of the list.
func jobs(t *testing.T, state acctest.Object) []acctest.Object {
	t.Helper()
	var elements []tftypes.Value
	if err := state["jobs"].As(&elements); err != nil {
		t.Fatal(err)
	}
	objects := make([]acctest.Object, len(elements))
	for i, element := range elements {
		if err := element.As((*map[string]tftypes.Value)(&objects[i])); err != nil {
			t.Fatal(err)
		}
	}
	return objects
}

func ids(t *testing.T, state acctest.Object) string {
	t.Helper()
	var list []string
	for _, job := range jobs(t, state) {
		var id string
		if err := job["id"].As(&id); err != nil {
			t.Fatal(err)
		}
		list = append(list, id)
	}
	return strings.Join(list, " ")
}

const listedJob = `{"items":[{
	"kind": "job",
	"metadata": {
		"id": "a", "name": "train", "description": "A test.", "create_time": 1636447346315, "workspace_id": "0", "user_name": "operator"
	},
	"status": {
		"phase": "Failed", "secondary_phase": "Lost", "duration": 3723000, "start_time": 1636447400000, "running_records": [{}, {}]
	},
	"endpoints": {"jupyter_lab": {"token": "secret"}},
	"algorithm": {"environments": {"PASSWORD": "secret"}}
}, {"metadata": {"id": "b", "create_time": 1636447346000}, "status": {"phase": "Pending"}}]}`

func TestReadShowsJobs(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: listedJob, Times: 1})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnSearch, Body: `{"items":[]}`})
	state := read(t, service, nil)
	got := jobs(t, state)
	if len(got) != 2 {
		t.Fatalf("got %v", got)
	}
	for name, want := range (acctest.Object{
		"id": acctest.Text("a"), "kind": acctest.Text("job"), "name": acctest.Text("train"), "description": acctest.Text("A test."),
		"workspace_id": acctest.Text("0"), "user_name": acctest.Text("operator"),
		"phase": acctest.Text("Failed"), "secondary_phase": acctest.Text("Lost"),
		"ended": acctest.Boolean(true), "succeeded": acctest.Boolean(false),
		"create_time": acctest.Text("2021-11-09T08:42:26.315Z"), "start_time": acctest.Text("2021-11-09T08:43:20Z"),
		"duration_ms": acctest.Number(3723000), "restarts": acctest.Number(1),
	}) {
		if !got[0][name].Equal(want) {
			t.Errorf("%s is %s, want %s", name, got[0][name], want)
		}
		switch name {
		case "id", "phase", "ended", "succeeded", "create_time":
		default:
			if !got[1][name].IsNull() {
				t.Errorf("without a value, %s is %s", name, got[1][name])
			}
		}
	}
	if len(got[0]) != 14 {
		t.Errorf("a job has %d attributes", len(got[0]))
	}
	for name, want := range (acctest.Object{
		"project_id": acctest.Text(mockapi.ProjectID), "order": acctest.Text("desc"), "max_jobs": acctest.Number(100),
		"truncated": acctest.Boolean(false),
	}) {
		if !state[name].Equal(want) {
			t.Errorf("%s is %s, want %s", name, state[name], want)
		}
	}
}

func TestArgumentsSelectJobs(t *testing.T) {
	t.Parallel()
	service := newSearchService(5)
	service.SetDetails("other", mockapi.JobDetails{Name: "train-2", Phase: "Failed", CreateTime: created.Add(time.Hour)})
	at := func(minute int) tftypes.Value {
		return acctest.Text(created.Add(time.Duration(minute) * time.Minute).Format(time.RFC3339))
	}
	for name, test := range map[string]struct {
		config    acctest.Object
		want      string
		truncated bool
	}{
		"nothing":       {nil, "other id-4 id-3 id-2 id-1 id-0 " + mockapi.SampleJobID, false},
		"name":          {acctest.Object{"name": acctest.Text("train")}, "id-4 id-3 id-2 id-1 id-0", false},
		"no such name":  {acctest.Object{"name": acctest.Text("rain")}, "", false},
		"name_contains": {acctest.Object{"name_contains": acctest.Text("-2")}, "other", false},
		"phases":        {acctest.Object{"phases": acctest.Texts("Failed", "Abnormal", "Failed")}, "other " + mockapi.SampleJobID, false},
		"range":         {acctest.Object{"created_after": at(1), "created_before": at(3)}, "id-3 id-2 id-1", false},
		"milliseconds":  {acctest.Object{"created_after": acctest.Text(fmt.Sprint(created.Add(4 * time.Minute).UnixMilli()))}, "other id-4", false},
		"open end":      {acctest.Object{"created_after": at(4)}, "other id-4", false},
		"open start":    {acctest.Object{"created_before": at(0)}, "id-0 " + mockapi.SampleJobID, false},
		"order":         {acctest.Object{"name": acctest.Text("train"), "order": acctest.Text("asc")}, "id-0 id-1 id-2 id-3 id-4", false},
		"max_jobs":      {acctest.Object{"name": acctest.Text("train"), "max_jobs": acctest.Number(2)}, "id-4 id-3", true},
		"all jobs":      {acctest.Object{"name": acctest.Text("train"), "max_jobs": acctest.Number(5)}, "id-4 id-3 id-2 id-1 id-0", false},
		"no jobs":       {acctest.Object{"max_jobs": acctest.Number(0)}, "", true},
		"workspace":     {acctest.Object{"workspace_id": acctest.Text(strings.Repeat("a", 32))}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := read(t, service, test.config)
			if got := ids(t, state); got != test.want || !state["truncated"].Equal(acctest.Boolean(test.truncated)) {
				t.Errorf("got %s, truncated %s, want %s", got, state["truncated"], test.want)
			}
		})
	}
}

func TestDefaultKeepsHundredJobs(t *testing.T) {
	t.Parallel()
	state := read(t, newSearchService(103), nil)
	if got := jobs(t, state); len(got) != 100 || !got[0]["id"].Equal(acctest.Text("id-102")) || !state["truncated"].Equal(acctest.Boolean(true)) {
		t.Errorf("got %d jobs, truncated %s", len(got), state["truncated"])
	}
}

func TestFailedReadShowsNoJobs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault          mockapi.Fault
		summary, place string
	}{
		"ignored offset": {mockapi.Fault{Kind: mockapi.FaultIgnoreOffset}, "Service repeats a page", ""},
		"no list":        {mockapi.Fault{Kind: mockapi.FaultNoEvents, Skip: 1}, "Response without a list of training jobs", ""},
		"another list":   {mockapi.Fault{Kind: mockapi.FaultRespond, Body: listedJob}, "Response does not match the request", ""},
		"refused":        {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 403, Body: `{"error_code":"ModelArts.0108"}`, Skip: 1}, "Permission missing", ""},
		"no such API":    {mockapi.Fault{Kind: mockapi.FaultRespond, Status: 404, Body: `{"error_code":"ModelArts.2836"}`}, "Not found by ModelArts", "project_id"},
		"time limit":     {mockapi.Fault{Kind: mockapi.FaultHang, Skip: 1}, "Reading the training jobs took too long", "timeouts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newSearchService(60)
			test.fault.On = mockapi.OnSearch
			service.Inject(test.fault)
			config := acctest.Object{"phases": acctest.Texts("Completed")}
			if test.place == "timeouts" {
				config["timeouts"] = acctest.Timeout("read", "200ms")
			}
			state, diagnostics := searchConfigured(t, service).Read(t.Context(), t, config)
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if place := acctest.Place(t, got); got.Summary != test.summary || place != test.place || !strings.Contains(got.Detail, "project "+mockapi.ProjectID) {
				t.Errorf("got %q on %q: %s", got.Summary, place, got.Detail)
			}
			if !state["jobs"].IsNull() || !state["truncated"].IsNull() {
				t.Errorf("after a failed read, jobs is %s", state["jobs"])
			}
		})
	}
}

func TestArgumentsAreRefused(t *testing.T) {
	t.Parallel()
	const nameRule, timeRule = "it must be 1 to 64 letters, digits, hyphens and underscores", "it must be a time from 1970 to 9999-12-30, either in RFC 3339"
	null := tftypes.NewValue(tftypes.String, nil)
	for name, test := range map[string]struct {
		config         acctest.Object
		place, message string
	}{
		"empty name":             {acctest.Object{"name": acctest.Text("")}, "name", nameRule},
		"name with a wildcard":   {acctest.Object{"name": acctest.Text("train%")}, "name", nameRule},
		"name of 65 characters":  {acctest.Object{"name": acctest.Text(strings.Repeat("a", 65))}, "name", nameRule},
		"empty part of a name":   {acctest.Object{"name_contains": acctest.Text("")}, "name_contains", nameRule},
		"blank part of a name":   {acctest.Object{"name_contains": acctest.Text(" ")}, "name_contains", nameRule},
		"name and part":          {acctest.Object{"name": acctest.Text("a"), "name_contains": acctest.Text("a")}, "name_contains", "cannot be combined"},
		"no phases":              {acctest.Object{"phases": acctest.Texts()}, "phases", "it must have at least one of `Creating`"},
		"unknown phase":          {acctest.Object{"phases": acctest.Texts("Completed", "Done")}, "phases[1]", `got "Done"`},
		"null phase":             {acctest.Object{"phases": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{null})}, "phases[0]", "it must not be null."},
		"empty time":             {acctest.Object{"created_after": acctest.Text("")}, "created_after", timeRule},
		"time in seconds":        {acctest.Object{"created_before": acctest.Text("1769846400")}, "created_before", "it looks like seconds"},
		"time without zone":      {acctest.Object{"created_before": acctest.Text("2026-01-31T08:00:00")}, "created_before", timeRule},
		"time before 1970":       {acctest.Object{"created_after": acctest.Text("1969-12-31T23:59:59Z")}, "created_after", timeRule},
		"last day of 9999":       {acctest.Object{"created_before": acctest.Text("9999-12-31T00:00:01Z")}, "created_before", timeRule},
		"empty workspace":        {acctest.Object{"workspace_id": acctest.Text("")}, "workspace_id", `it must be "0" or 32 letters and digits`},
		"workspace by its name":  {acctest.Object{"workspace_id": acctest.Text("default")}, "workspace_id", `it must be "0" or 32 letters and digits`},
		"order":                  {acctest.Object{"order": acctest.Text("newest")}, "order", `got "newest"`},
		"negative max_jobs":      {acctest.Object{"max_jobs": acctest.Number(-1)}, "max_jobs", "it must be a whole number from 0 to 10000, got"},
		"large max_jobs":         {acctest.Object{"max_jobs": acctest.Number(10_001)}, "max_jobs", "it must be a whole number from 0 to 10000, got"},
		"half a job":             {acctest.Object{"max_jobs": tftypes.NewValue(tftypes.Number, 1.5)}, "max_jobs", "whole number"},
		"project with a dot":     {acctest.Object{"project_id": acctest.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
		"timeout of 0":           {acctest.Object{"timeouts": acctest.Timeout("read", "0s")}, "timeouts.read", "it must be a duration above zero"},
		"range that ends before": {acctest.Object{"created_after": acctest.Text("2026-01-31T08:00:00Z"), "created_before": acctest.Text("2026-01-31T08:00:00+01:00")}, "created_after", "is 1h0m0s after"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newSearchService(1)
			_, diagnostics := searchConfigured(t, service).Read(t.Context(), t, test.config)
			isRefused(t, service, diagnostics, test.place, test.message)
		})
	}
}

func isRefused(t *testing.T, service *mockapi.Service, diagnostics []*tfprotov6.Diagnostic, wantPlace, message string) {
	t.Helper()
	got := acctest.OnlyDiagnostic(t, diagnostics)
	if place := acctest.Place(t, got); place != wantPlace || !strings.Contains(got.Summary+" "+got.Detail, message) {
		t.Errorf("got %s: %s on %s", got.Summary, got.Detail, place)
	}
	if len(service.Requests()) > 0 {
		t.Error("the service was asked")
	}
}

// A filter without a value would match every job.
func TestReadItselfRefusesEmptyFilters(t *testing.T) {
	t.Parallel()
	for name, value := range (acctest.Object{
		"name": acctest.Text(""), "name_contains": acctest.Text(""), "phases": acctest.Texts(), "created_after": acctest.Text(""),
		"created_before": acctest.Text("0001-01-01T00:00:00Z"), "workspace_id": acctest.Text(""),
	}) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newSearchService(1)
			_, diagnostics := searchConfigured(t, service).ReadUnvalidated(t.Context(), t, acctest.Object{name: value})
			isRefused(t, service, diagnostics, name, "cannot be used")
		})
	}
}

// In Terraform 1.5, plantimestamp() is the zero time in a validation.
func TestValidationAcceptsTimesThatAreNotKnown(t *testing.T) {
	t.Parallel()
	p := searchConfigured(t, newSearchService(0))
	for _, config := range []acctest.Object{
		{"created_after": acctest.Text("0001-01-01T00:00:00Z"), "created_before": acctest.Text("2026-01-31T08:00:00Z")},
		{"created_after": acctest.Text("2026-01-31T08:00:00Z"), "created_before": acctest.Text("0001-01-01T00:00:00Z")},
		{"created_after": acctest.Unknown(tftypes.String), "created_before": acctest.Unknown(tftypes.String)},
		{"phases": acctest.Unknown(tftypes.List{ElementType: tftypes.String}), "name": acctest.Unknown(tftypes.String)},
	} {
		acctest.NoDiagnostics(t, p.Validate(t, config))
	}
}
