package trainingjob_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
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
	state, diagnostics := configured(t, scripted(body(restartedJob))).Read(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
	null := tftypes.NewValue(tftypes.String, nil)
	record := func(startTime, endTime, startType, endReason, task, recovery tftypes.Value) tftypes.Value {
		return object(map[string]tftypes.Value{
			"start_time": startTime, "end_time": endTime, "start_type": startType, "end_reason": endReason,
			"end_related_task": task, "end_recover": recovery,
		})
	}
	for name, want := range map[string]tftypes.Value{
		"project_id": inprocess.Text(mockapi.ProjectID), "kind": inprocess.Text("job"), "name": inprocess.Text("train"),
		"description": inprocess.Text("A test."), "workspace_id": inprocess.Text("0"), "user_name": inprocess.Text("operator"),
		"phase": inprocess.Text("Failed"), "secondary_phase": inprocess.Text("Lost"),
		"ended": inprocess.Boolean(true), "succeeded": inprocess.Boolean(false),
		"create_time": inprocess.Text("2021-11-09T08:42:26.315Z"), "start_time": inprocess.Text("2021-11-09T08:43:20Z"),
		"duration_ms": inprocess.Number(3723000), "restarts": inprocess.Number(1), "tasks": inprocess.Texts("worker-0", "worker-1"),
		"task_statuses": list(
			object(map[string]tftypes.Value{"task": inprocess.Text("worker-1"), "exit_code": inprocess.Number(137), "message": inprocess.Text("OOM")}),
			object(map[string]tftypes.Value{"task": null, "exit_code": tftypes.NewValue(tftypes.Number, nil), "message": null}),
		),
		"running_records": list(
			record(inprocess.Text("2023-11-30T05:32:20Z"), inprocess.Text("2023-11-30T05:32:21Z"), inprocess.Text("init_or_rescheduled"),
				inprocess.Text("exit with 127"), inprocess.Text("worker-1"), inprocess.Text("job_reschedule")),
			record(inprocess.Text("2023-11-30T05:49:05Z"), null, null, null, null, null),
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
	p := configured(t, scripted(body(`{"metadata":{"create_time":0},"status":{"phase":"Pending","start_time":0}}`)))
	state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
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
	p := configured(t, scripted(body(`{"status":{"phase":"Pending","tasks":[],"running_records":[],"task_statuses":[]}}`)))
	state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
	for _, name := range []string{"tasks", "running_records", "task_statuses"} {
		if state[name].IsNull() {
			t.Errorf("%s is null", name)
		}
	}
	if !state["restarts"].Equal(inprocess.Number(0)) {
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
			state, diagnostics := configured(t, scripted(phase(name))).Read(t.Context(), t, inprocess.SampleJob(nil))
			inprocess.NoDiagnostics(t, diagnostics)
			for attribute, value := range map[string]tftypes.Value{
				"phase": inprocess.Text(name), "ended": inprocess.Boolean(want.ended), "succeeded": inprocess.Boolean(want.succeeded),
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
	p := configured(t, scripted(body(restartedJob)))
	state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
	result, diagnostics := p.Open(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
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
			p := configured(t, scripted(body(test.answer)))
			state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
			got := inprocess.OnlyDiagnostic(t, diagnostics)
			if got.Summary != test.summary || !state["phase"].IsNull() {
				t.Errorf("got %q: %s; phase %s", got.Summary, got.Detail, state["phase"])
			}
			refused(t.Context(), t, p, waiting(nil), "", test.summary)
		})
	}
}

func TestMissingJobIsAnErrorOnItsArgument(t *testing.T) {
	t.Parallel()
	p := configured(t, scripted(failing(400, `{"error_code":"ModelArts.2775","error_msg":"No such job."}`)))
	_, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
	got := inprocess.OnlyDiagnostic(t, diagnostics)
	if got.Summary != "Training job not found" || inprocess.Place(t, got) != "training_job_id" {
		t.Errorf("got %q on %s", got.Summary, got.Attribute)
	}
}

func TestReadHasATimeLimit(t *testing.T) {
	t.Parallel()
	inBubble(t, scripted(hanging), func(t *testing.T, p inprocess.Provider) {
		_, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(inprocess.Object{"timeouts": inprocess.Timeout("read", "20s")}))
		if got := inprocess.OnlyDiagnostic(t, diagnostics); got.Summary != "Reading the details took too long" {
			t.Errorf("got %q", got.Summary)
		}
	})
}
