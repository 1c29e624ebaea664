package jobs_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const restartedJob = `{
	"kind": "job",
	"metadata": {
		"id": "` + mockapi.SampleJobID + `", "name": "train", "description": "A test.", "create_time": 1636447346315,
		"workspace_id": "0", "user_name": "operator"
	},
	"status": {
		"phase": "Failed", "secondary_phase": "Lost", "duration": "3723000", "start_time": 1636447400000,
		"node_count_metrics": [[1636447746000, 0]],
		"tasks": ["worker-0", "worker-1"],
		"task_statuses": [{"task": "worker-1", "exit_code": 137.0, "message": "OOM"}, {}],
		"running_records": [
			{"start_at": 1701322340, "end_at": 1701322341, "start_type": "init_or_rescheduled", "end_recover": "job_reschedule",
			 "end_reason": "exit with 127", "end_related_task": "worker-1"},
			{"start_at": 1701323345, "end_at": 0}
		]
	},
	"endpoints": {"jupyter_lab": {"token": "secret"}},
	"algorithm": {"environments": {"PASSWORD": "secret"}}
}`

func TestReadShowsTheJob(t *testing.T) {
	t.Parallel()
	state, diagnostics := jobConfigured(t, scripted(body(restartedJob))).Read(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	null := tftypes.NewValue(tftypes.String, nil)
	record := func(startTime, endTime, startType, endReason, task, recovery tftypes.Value) tftypes.Value {
		return object(map[string]tftypes.Value{
			"start_time": startTime, "end_time": endTime, "start_type": startType, "end_reason": endReason,
			"end_related_task": task, "end_recover": recovery,
		})
	}
	for name, want := range map[string]tftypes.Value{
		"project_id": acctest.Text(mockapi.ProjectID), "kind": acctest.Text("job"), "name": acctest.Text("train"),
		"description": acctest.Text("A test."), "workspace_id": acctest.Text("0"), "user_name": acctest.Text("operator"),
		"phase": acctest.Text("Failed"), "secondary_phase": acctest.Text("Lost"),
		"ended": acctest.Boolean(true), "succeeded": acctest.Boolean(false),
		"create_time": acctest.Text("2021-11-09T08:42:26.315Z"), "start_time": acctest.Text("2021-11-09T08:43:20Z"),
		"duration_ms": acctest.Number(3723000), "restarts": acctest.Number(1), "tasks": acctest.Texts("worker-0", "worker-1"),
		"task_statuses": list(
			object(map[string]tftypes.Value{"task": acctest.Text("worker-1"), "exit_code": acctest.Number(137), "message": acctest.Text("OOM")}),
			object(map[string]tftypes.Value{"task": null, "exit_code": tftypes.NewValue(tftypes.Number, nil), "message": null}),
		),
		"running_records": list(
			record(acctest.Text("2023-11-30T05:32:20Z"), acctest.Text("2023-11-30T05:32:21Z"), acctest.Text("init_or_rescheduled"),
				acctest.Text("exit with 127"), acctest.Text("worker-1"), acctest.Text("job_reschedule")),
			record(acctest.Text("2023-11-30T05:49:05Z"), null, null, null, null, null),
		),
	} {
		if !state[name].Equal(want) {
			t.Errorf("%s is %s, want %s", name, state[name], want)
		}
	}
}

func object(values map[string]tftypes.Value) tftypes.Value {
	types := map[string]tftypes.Type{}
	for name, value := range values {
		types[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)
}

func list(elements ...tftypes.Value) tftypes.Value {
	return tftypes.NewValue(tftypes.List{ElementType: elements[0].Type()}, elements)
}

func TestWhatTheServiceDoesNotSendIsNull(t *testing.T) {
	t.Parallel()
	p := jobConfigured(t, scripted(body(`{"metadata":{"create_time":0},"status":{"phase":"Pending","start_time":0}}`)))
	state, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	for name, value := range state {
		switch name {
		case "training_job_id", "project_id", "phase", "ended", "succeeded":
		default:
			if !value.IsNull() {
				t.Errorf("%s is %s", name, value)
			}
		}
	}
}

func TestAnEmptyListIsNotNull(t *testing.T) {
	t.Parallel()
	p := jobConfigured(t, scripted(body(`{"status":{"phase":"Pending","tasks":[],"running_records":[],"task_statuses":[]}}`)))
	state, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	for _, name := range []string{"tasks", "running_records", "task_statuses"} {
		if state[name].IsNull() {
			t.Errorf("%s is null", name)
		}
	}
	if !state["restarts"].Equal(acctest.Number(0)) {
		t.Errorf("restarts is %s", state["restarts"])
	}
}

func TestPhaseSaysWhetherTheJobEnded(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ ended, succeeded bool }{
		"Running": {}, "COMPLETED": {true, true}, "Failed": {true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, diagnostics := jobConfigured(t, scripted(phase(name))).Read(t.Context(), t, acctest.SampleJob(nil))
			acctest.NoDiagnostics(t, diagnostics)
			for attribute, value := range map[string]tftypes.Value{
				"phase": acctest.Text(name), "ended": acctest.Boolean(want.ended), "succeeded": acctest.Boolean(want.succeeded),
			} {
				if !state[attribute].Equal(value) {
					t.Errorf("%s is %s", attribute, state[attribute])
				}
			}
		})
	}
}

// The framework refuses a model that lacks an attribute of the schema or has one more, but only when it is used.
func TestDataSourceAndEphemeralResourceShowTheSame(t *testing.T) {
	t.Parallel()
	p := jobConfigured(t, scripted(body(restartedJob)))
	state, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	result, diagnostics := p.Open(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	if len(state) != len(p.DataSourceType.AttributeTypes) || len(result) != len(p.EphemeralType.AttributeTypes) {
		t.Errorf("%d and %d attributes", len(state), len(result))
	}
	for name, value := range state {
		if name != "timeouts" && (!value.IsFullyKnown() || !result[name].Equal(value)) {
			t.Errorf("%s is %s in the data source and %s in the ephemeral resource", name, value, result[name])
		}
	}
}

func TestReadFailsWithoutAJob(t *testing.T) {
	t.Parallel()
	const noDetails = "Response without details of a training job"
	for name, test := range map[string]struct {
		answer  string
		summary string
	}{
		"an empty object":  {`{}`, noDetails},
		"an empty status":  {`{"status":{}}`, noDetails},
		"a login page":     {`<html>Log in</html>`, noDetails},
		"an empty phase":   {`{"status":{"phase":""}}`, noDetails},
		"another job":      {`{"metadata":{"id":"other"},"status":{"phase":"Completed"}}`, "Response does not match the request"},
		"a list of events": {`{"events":[],"total":0}`, noDetails},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := jobConfigured(t, scripted(body(test.answer)))
			state, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if got.Summary != test.summary || !state["phase"].IsNull() {
				t.Errorf("got %q: %s; phase %s", got.Summary, got.Detail, state["phase"])
			}
			refused(t.Context(), t, p, waiting(nil), "", test.summary)
		})
	}
}

func TestMissingJobIsAnErrorOnItsArgument(t *testing.T) {
	t.Parallel()
	p := jobConfigured(t, scripted(failing(400, `{"error_code":"ModelArts.2775","error_msg":"No such job."}`)))
	_, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
	got := acctest.OnlyDiagnostic(t, diagnostics)
	if got.Summary != "Training job not found" || acctest.Place(t, got) != "training_job_id" {
		t.Errorf("got %q on %s", got.Summary, got.Attribute)
	}
}

func TestReadHasATimeLimit(t *testing.T) {
	t.Parallel()
	jobInBubble(t, scripted(hanging), func(t *testing.T, p acctest.Provider) {
		_, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(acctest.Object{"timeouts": acctest.Timeout("read", "20s")}))
		if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != "Reading the details took too long" {
			t.Errorf("got %q", got.Summary)
		}
	})
}
