package trainingjobevents_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/inprocess"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestReadSendsEveryArgument(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	_, diagnostics := inprocess.Configured(t, service).Read(t.Context(), t, inprocess.SampleJob(inprocess.Object{
		"level": inprocess.Text("Info"), "source": inprocess.Text("Task"), "pattern": inprocess.Text("a&b"), "order": inprocess.Text("desc"),
		"start_time": inprocess.Text("2022-11-26T16:01:36.964+08:00"), "end_time": inprocess.Text("1669711991259"),
		"offset": inprocess.Number(1), "limit": inprocess.Number(7), "language": inprocess.Text("zh-cn"),
	}))
	inprocess.NoDiagnostics(t, diagnostics)
	request := service.Requests()[0]
	// A descending list is read ascending, and turned round.
	want := "end_time=1669711991259&level=Info&limit=7&offset=0&order=asc&pattern=a%26b&source=Task&start_time=1669449696964"
	if got := request.Query.Encode(); got != want {
		t.Errorf("asked for\n%s, want\n%s", got, want)
	}
	if got := request.Header.Get("X-Language"); got != "zh-cn" {
		t.Errorf("X-Language is %q", got)
	}
}

// A failed read must leave nothing that looks like a list, in the state or in what is handed to a configuration.
func TestFailedReadLeavesNoResults(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultUnauthorized, mockapi.FaultEmptyBody, mockapi.FaultNullBody, mockapi.FaultNoEvents, mockapi.FaultNullEvents,
		mockapi.FaultLoginPage, mockapi.FaultIgnoreOffset,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.Inject(mockapi.Fault{Kind: kind, Skip: 1})
			state, diagnostics := inprocess.Configured(t, service).Read(t.Context(), t, inprocess.SampleJob(inprocess.Object{"limit": inprocess.Number(10)}))
			inprocess.OnlyDiagnostic(t, diagnostics)
			inprocess.NoResults(t, state)

			service.ClearFaults()
			service.Inject(mockapi.Fault{Kind: kind, Skip: 1})
			result, diagnostics := inprocess.Configured(t, service).Open(t.Context(), t, inprocess.SampleJob(inprocess.Object{"limit": inprocess.Number(10)}))
			inprocess.OnlyDiagnostic(t, diagnostics)
			inprocess.NoResults(t, result)
		})
	}
}

func TestReadEndsWithinASecond(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockapi.Fault{
		"while the service hangs":    {Kind: mockapi.FaultHang},
		"while the body hangs":       {Kind: mockapi.FaultHangBody},
		"while it waits for a retry": {Kind: mockapi.FaultThrottle},
	} {
		t.Run(name+", when Terraform is interrupted", func(t *testing.T) {
			t.Parallel()
			arrived, p := newFaultyProvider(t, fault)
			ctx, interrupt := context.WithCancel(t.Context())
			done := make(chan []*tfprotov6.Diagnostic)
			go func() {
				_, diagnostics := p.Read(ctx, t, inprocess.SampleJob(nil))
				done <- diagnostics
			}()
			<-arrived
			interrupt()
			endsWith(t, done, "Reading the events was interrupted")
		})
		t.Run(name+", when its time is over", func(t *testing.T) {
			t.Parallel()
			_, p := newFaultyProvider(t, fault)
			done := make(chan []*tfprotov6.Diagnostic)
			go func() {
				_, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(inprocess.Object{"timeouts": inprocess.Timeout("read", "50ms")}))
				done <- diagnostics
			}()
			endsWith(t, done, "Reading the events took too long")
		})
	}
}

func newFaultyProvider(t *testing.T, fault mockapi.Fault) (arrived chan struct{}, p inprocess.Provider) {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	service.Inject(fault)
	arrived = make(chan struct{}, 1)
	return arrived, inprocess.Configured(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		service.ServeHTTP(w, r)
	}))
}

func endsWith(t *testing.T, done chan []*tfprotov6.Diagnostic, summary string) {
	t.Helper()
	select {
	case diagnostics := <-done:
		if got := inprocess.OnlyDiagnostic(t, diagnostics); got.Summary != summary {
			t.Errorf("got %q: %s", got.Summary, got.Detail)
		}
	case <-time.After(time.Second):
		t.Fatal("still reading after a second")
	}
}

func TestUnknownArgumentsSkipValidation(t *testing.T) {
	t.Parallel()
	p := inprocess.New(t)
	config := inprocess.Object{"training_job_id": inprocess.Unknown(tftypes.String)}
	results := []string{"events", "total", "truncated", "error_count", "warning_count", "info_count", "other_count", "latest_error", "latest_event"}
	for name, attributeType := range p.DataSourceType.AttributeTypes {
		if !slices.Contains(results, name) {
			config[name] = inprocess.Unknown(attributeType)
		}
	}
	inprocess.NoDiagnostics(t, p.Validate(t, config))
	delete(config, "timeouts")
	config["fail_on_levels"], config["ignore_unknown_levels"] = inprocess.Unknown(tftypes.List{ElementType: tftypes.String}), inprocess.Unknown(tftypes.Bool)
	config["min_events"] = inprocess.Unknown(tftypes.Number)
	inprocess.NoDiagnostics(t, p.ValidateEphemeral(t, config))
	for known, unknown := range map[string]string{"start_time": "end_time", "end_time": "start_time"} {
		inprocess.NoDiagnostics(t, p.Validate(t, inprocess.SampleJob(inprocess.Object{
			known: inprocess.Text("2026-01-01T00:00:00Z"), unknown: inprocess.Unknown(tftypes.String),
		})))
	}
}

// The framework refuses a model that lacks an attribute of the schema or has one more, but only when it is used.
func TestSchemasAndModelsAgree(t *testing.T) {
	t.Parallel()
	p := inprocess.Configured(t, mockapi.New(mockapi.Config{}))
	state, diagnostics := p.Read(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
	result, diagnostics := p.Open(t.Context(), t, inprocess.SampleJob(nil))
	inprocess.NoDiagnostics(t, diagnostics)
	for _, test := range []struct {
		got  inprocess.Object
		want tftypes.Object
	}{{state, p.DataSourceType}, {result, p.EphemeralType}} {
		if len(test.got) != len(test.want.AttributeTypes) {
			t.Errorf("there are %d attributes, and %d in the schema", len(test.got), len(test.want.AttributeTypes))
		}
		for name, value := range test.got {
			if !value.IsFullyKnown() {
				t.Errorf("%s is unknown after the read", name)
			}
		}
	}
}

// The data source and the ephemeral resource differ in nothing but what only one of them has.
func TestResultsOfBothAreTheSame(t *testing.T) {
	t.Parallel()
	p := inprocess.Configured(t, mockapi.New(mockapi.Config{}))
	config := inprocess.SampleJob(inprocess.Object{"order": inprocess.Text("desc"), "offset": inprocess.Number(1), "max_events": inprocess.Number(3)})
	state, diagnostics := p.Read(t.Context(), t, config)
	inprocess.NoDiagnostics(t, diagnostics)
	result, diagnostics := p.Open(t.Context(), t, config)
	inprocess.NoDiagnostics(t, diagnostics)
	for name, value := range state {
		if name != "timeouts" && !result[name].Equal(value) {
			t.Errorf("%s is %s in the data source and %s in the ephemeral resource", name, value, result[name])
		}
	}
}
