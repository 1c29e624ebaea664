package trainingjobs_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var created = time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)

// newService has n completed jobs named train, created a minute after each other; id-0 is the oldest. There is also the sample job.
func newService(n int) *mockapi.Service {
	service := mockapi.New(mockapi.Config{})
	for i := range n {
		service.SetDetails(fmt.Sprintf("id-%d", i), mockapi.JobDetails{
			Name: "train", Phase: "Completed", CreateTime: created.Add(time.Duration(i) * time.Minute),
		})
	}
	return service
}

func configured(t *testing.T, service http.Handler) inprocess.Provider {
	t.Helper()
	return inprocess.Configured(t, service).For(inprocess.JobsType)
}

func read(t *testing.T, service http.Handler, config inprocess.Object) inprocess.Object {
	t.Helper()
	state, diagnostics := configured(t, service).Read(t.Context(), t, config)
	inprocess.NoDiagnostics(t, diagnostics)
	return state
}

// jobs are the elements of the list.
func jobs(t *testing.T, state inprocess.Object) []inprocess.Object {
	t.Helper()
	var elements []tftypes.Value
	if err := state["jobs"].As(&elements); err != nil {
		t.Fatal(err)
	}
	objects := make([]inprocess.Object, len(elements))
	for i, element := range elements {
		if err := element.As((*map[string]tftypes.Value)(&objects[i])); err != nil {
			t.Fatal(err)
		}
	}
	return objects
}

func ids(t *testing.T, state inprocess.Object) string {
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
	for name, want := range (inprocess.Object{
		"id": inprocess.Text("a"), "kind": inprocess.Text("job"), "name": inprocess.Text("train"), "description": inprocess.Text("A test."),
		"workspace_id": inprocess.Text("0"), "user_name": inprocess.Text("operator"),
		"phase": inprocess.Text("Failed"), "secondary_phase": inprocess.Text("Lost"),
		"ended": inprocess.Boolean(true), "succeeded": inprocess.Boolean(false),
		"create_time": inprocess.Text("2021-11-09T08:42:26.315Z"), "start_time": inprocess.Text("2021-11-09T08:43:20Z"),
		"duration_ms": inprocess.Number(3723000), "restarts": inprocess.Number(1),
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
	for name, want := range (inprocess.Object{
		"project_id": inprocess.Text(mockapi.ProjectID), "order": inprocess.Text("desc"), "max_jobs": inprocess.Number(100),
		"truncated": inprocess.Boolean(false),
	}) {
		if !state[name].Equal(want) {
			t.Errorf("%s is %s, want %s", name, state[name], want)
		}
	}
}

func TestArgumentsSelectJobs(t *testing.T) {
	t.Parallel()
	service := newService(5)
	service.SetDetails("other", mockapi.JobDetails{Name: "train-2", Phase: "Failed", CreateTime: created.Add(time.Hour)})
	at := func(minute int) tftypes.Value {
		return inprocess.Text(created.Add(time.Duration(minute) * time.Minute).Format(time.RFC3339))
	}
	for name, test := range map[string]struct {
		config    inprocess.Object
		want      string
		truncated bool
	}{
		"nothing":       {nil, "other id-4 id-3 id-2 id-1 id-0 " + mockapi.SampleJobID, false},
		"name":          {inprocess.Object{"name": inprocess.Text("train")}, "id-4 id-3 id-2 id-1 id-0", false},
		"no such name":  {inprocess.Object{"name": inprocess.Text("rain")}, "", false},
		"name_contains": {inprocess.Object{"name_contains": inprocess.Text("-2")}, "other", false},
		"phases":        {inprocess.Object{"phases": inprocess.Texts("Failed", "Abnormal", "Failed")}, "other " + mockapi.SampleJobID, false},
		"range":         {inprocess.Object{"created_after": at(1), "created_before": at(3)}, "id-3 id-2 id-1", false},
		"open end":      {inprocess.Object{"created_after": at(4)}, "other id-4", false},
		"open start":    {inprocess.Object{"created_before": at(0)}, "id-0 " + mockapi.SampleJobID, false},
		"order":         {inprocess.Object{"name": inprocess.Text("train"), "order": inprocess.Text("asc")}, "id-0 id-1 id-2 id-3 id-4", false},
		"max_jobs":      {inprocess.Object{"name": inprocess.Text("train"), "max_jobs": inprocess.Number(2)}, "id-4 id-3", true},
		"all jobs":      {inprocess.Object{"name": inprocess.Text("train"), "max_jobs": inprocess.Number(5)}, "id-4 id-3 id-2 id-1 id-0", false},
		"no jobs":       {inprocess.Object{"max_jobs": inprocess.Number(0)}, "", true},
		"workspace":     {inprocess.Object{"workspace_id": inprocess.Text(strings.Repeat("a", 32))}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := read(t, service, test.config)
			if got := ids(t, state); got != test.want || !state["truncated"].Equal(inprocess.Boolean(test.truncated)) {
				t.Errorf("got %s, truncated %s, want %s", got, state["truncated"], test.want)
			}
		})
	}
}

func TestDefaultKeepsHundredJobs(t *testing.T) {
	t.Parallel()
	state := read(t, newService(103), nil)
	if got := jobs(t, state); len(got) != 100 || !got[0]["id"].Equal(inprocess.Text("id-102")) || !state["truncated"].Equal(inprocess.Boolean(true)) {
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
			service := newService(60)
			test.fault.On = mockapi.OnSearch
			service.Inject(test.fault)
			config := inprocess.Object{"phases": inprocess.Texts("Completed")}
			if test.place == "timeouts" {
				config["timeouts"] = inprocess.Timeout("read", "200ms")
			}
			state, diagnostics := configured(t, service).Read(t.Context(), t, config)
			got := inprocess.OnlyDiagnostic(t, diagnostics)
			if place := inprocess.Place(t, got); got.Summary != test.summary || place != test.place || !strings.Contains(got.Detail, "project "+mockapi.ProjectID) {
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
	const nameRule, timeRule = "it must be 1 to 64 letters, digits, hyphens and underscores", "it must be a time from 1970 to 9998 in RFC 3339"
	null := tftypes.NewValue(tftypes.String, nil)
	for name, test := range map[string]struct {
		config         inprocess.Object
		place, message string
	}{
		"empty name":             {inprocess.Object{"name": inprocess.Text("")}, "name", nameRule},
		"name with a wildcard":   {inprocess.Object{"name": inprocess.Text("train%")}, "name", nameRule},
		"name of 65 characters":  {inprocess.Object{"name": inprocess.Text(strings.Repeat("a", 65))}, "name", nameRule},
		"empty part of a name":   {inprocess.Object{"name_contains": inprocess.Text("")}, "name_contains", nameRule},
		"blank part of a name":   {inprocess.Object{"name_contains": inprocess.Text(" ")}, "name_contains", nameRule},
		"name and part":          {inprocess.Object{"name": inprocess.Text("a"), "name_contains": inprocess.Text("a")}, "name_contains", `"name"`},
		"no phases":              {inprocess.Object{"phases": inprocess.Texts()}, "phases", "it must have at least one of `Creating`"},
		"unknown phase":          {inprocess.Object{"phases": inprocess.Texts("Completed", "Done")}, "phases[1]", `got "Done"`},
		"null phase":             {inprocess.Object{"phases": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{null})}, "phases[0]", "it must not be null."},
		"empty time":             {inprocess.Object{"created_after": inprocess.Text("")}, "created_after", timeRule},
		"time in milliseconds":   {inprocess.Object{"created_before": inprocess.Text("1769846400000")}, "created_before", timeRule},
		"time without zone":      {inprocess.Object{"created_before": inprocess.Text("2026-01-31T08:00:00")}, "created_before", timeRule},
		"time before 1970":       {inprocess.Object{"created_after": inprocess.Text("1969-12-31T23:59:59Z")}, "created_after", timeRule},
		"year 9999":              {inprocess.Object{"created_before": inprocess.Text("9999-01-01T00:00:00Z")}, "created_before", timeRule},
		"empty workspace":        {inprocess.Object{"workspace_id": inprocess.Text("")}, "workspace_id", `it must be "0" or 32 letters and digits`},
		"workspace by its name":  {inprocess.Object{"workspace_id": inprocess.Text("default")}, "workspace_id", `it must be "0" or 32 letters and digits`},
		"order":                  {inprocess.Object{"order": inprocess.Text("newest")}, "order", `got "newest"`},
		"negative max_jobs":      {inprocess.Object{"max_jobs": inprocess.Number(-1)}, "max_jobs", "between 0 and 10000"},
		"large max_jobs":         {inprocess.Object{"max_jobs": inprocess.Number(10_001)}, "max_jobs", "between 0 and 10000"},
		"half a job":             {inprocess.Object{"max_jobs": tftypes.NewValue(tftypes.Number, 1.5)}, "max_jobs", "whole number"},
		"project with a dot":     {inprocess.Object{"project_id": inprocess.Text("a.b")}, "project_id", "it must be 1 to 64 letters"},
		"timeout of 0":           {inprocess.Object{"timeouts": inprocess.Timeout("read", "0s")}, "timeouts.read", "it must be a duration above zero"},
		"range that ends before": {inprocess.Object{"created_after": inprocess.Text("2026-01-31T08:00:00Z"), "created_before": inprocess.Text("2026-01-31T08:00:00+01:00")}, "created_after", "is 1h0m0s after"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newService(1)
			_, diagnostics := configured(t, service).Read(t.Context(), t, test.config)
			isRefused(t, service, diagnostics, test.place, test.message)
		})
	}
}

func isRefused(t *testing.T, service *mockapi.Service, diagnostics []*tfprotov6.Diagnostic, wantPlace, message string) {
	t.Helper()
	got := inprocess.OnlyDiagnostic(t, diagnostics)
	if place := inprocess.Place(t, got); place != wantPlace || !strings.Contains(got.Summary+" "+got.Detail, message) {
		t.Errorf("got %s: %s on %s", got.Summary, got.Detail, place)
	}
	if len(service.Requests()) > 0 {
		t.Error("the service was asked")
	}
}

// A filter without a value would match every job.
func TestReadItselfRefusesEmptyFilters(t *testing.T) {
	t.Parallel()
	for name, value := range (inprocess.Object{
		"name": inprocess.Text(""), "name_contains": inprocess.Text(""), "phases": inprocess.Texts(), "created_after": inprocess.Text(""),
		"created_before": inprocess.Text("0001-01-01T00:00:00Z"), "workspace_id": inprocess.Text(""),
	}) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newService(1)
			_, diagnostics := configured(t, service).ReadUnvalidated(t.Context(), t, inprocess.Object{name: value})
			isRefused(t, service, diagnostics, name, "cannot be used")
		})
	}
}

// In Terraform 1.5, plantimestamp() is the zero time in a validation.
func TestValidationAcceptsTimesThatAreNotKnown(t *testing.T) {
	t.Parallel()
	p := configured(t, newService(0))
	for _, config := range []inprocess.Object{
		{"created_after": inprocess.Text("0001-01-01T00:00:00Z"), "created_before": inprocess.Text("2026-01-31T08:00:00Z")},
		{"created_after": inprocess.Text("2026-01-31T08:00:00Z"), "created_before": inprocess.Text("0001-01-01T00:00:00Z")},
		{"created_after": inprocess.Unknown(tftypes.String), "created_before": inprocess.Unknown(tftypes.String)},
		{"phases": inprocess.Unknown(tftypes.List{ElementType: tftypes.String}), "name": inprocess.Unknown(tftypes.String)},
	} {
		inprocess.NoDiagnostics(t, p.Validate(t, config))
	}
}
