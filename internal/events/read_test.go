package events_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestReadSendsEveryArgument(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	_, diagnostics := acctest.Configured(t, service).Read(t.Context(), t, acctest.SampleJob(acctest.Object{
		"level": acctest.Text("Info"), "source": acctest.Text("Task"), "pattern": acctest.Text("a&b"), "order": acctest.Text("desc"),
		"start_time": acctest.Text("2022-11-26T16:01:36.964+08:00"), "end_time": acctest.Text("1669711991259"),
		"offset": acctest.Number(1), "limit": acctest.Number(7), "language": acctest.Text("zh-cn"),
	}))
	acctest.NoDiagnostics(t, diagnostics)
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
			state, diagnostics := acctest.Configured(t, service).Read(t.Context(), t, acctest.SampleJob(acctest.Object{"limit": acctest.Number(10)}))
			acctest.OnlyDiagnostic(t, diagnostics)
			acctest.NoResults(t, state)

			service.ClearFaults()
			service.Inject(mockapi.Fault{Kind: kind, Skip: 1})
			result, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, acctest.SampleJob(acctest.Object{"limit": acctest.Number(10)}))
			acctest.OnlyDiagnostic(t, diagnostics)
			acctest.NoResults(t, result)
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
				_, diagnostics := p.Read(ctx, t, acctest.SampleJob(nil))
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
				_, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(acctest.Object{"timeouts": acctest.Timeout("read", "50ms")}))
				done <- diagnostics
			}()
			endsWith(t, done, "Reading the events took too long")
		})
	}
}

func newFaultyProvider(t *testing.T, fault mockapi.Fault) (arrived chan struct{}, p acctest.Provider) {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	service.Inject(fault)
	arrived = make(chan struct{}, 1)
	return arrived, acctest.Configured(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		service.ServeHTTP(w, r)
	}))
}

func endsWith(t *testing.T, done chan []*tfprotov6.Diagnostic, summary string) {
	t.Helper()
	select {
	case diagnostics := <-done:
		if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != summary {
			t.Errorf("got %q: %s", got.Summary, got.Detail)
		}
	case <-time.After(time.Second):
		t.Fatal("still reading after a second")
	}
}

func TestUnknownArgumentsSkipValidation(t *testing.T) {
	t.Parallel()
	p := acctest.New(t)
	config := acctest.Object{"training_job_id": acctest.Unknown(tftypes.String)}
	results := []string{"events", "total", "truncated", "error_count", "warning_count", "info_count", "other_count", "latest_error", "latest_event"}
	for name, attributeType := range p.DataSourceType.AttributeTypes {
		if !slices.Contains(results, name) {
			config[name] = acctest.Unknown(attributeType)
		}
	}
	acctest.NoDiagnostics(t, p.Validate(t, config))
	delete(config, "timeouts")
	config["fail_on_levels"], config["ignore_unknown_levels"] = acctest.Unknown(tftypes.List{ElementType: tftypes.String}), acctest.Unknown(tftypes.Bool)
	config["min_events"] = acctest.Unknown(tftypes.Number)
	acctest.NoDiagnostics(t, p.ValidateEphemeral(t, config))
	for known, unknown := range map[string]string{"start_time": "end_time", "end_time": "start_time"} {
		acctest.NoDiagnostics(t, p.Validate(t, acctest.SampleJob(acctest.Object{
			known: acctest.Text("2026-01-01T00:00:00Z"), unknown: acctest.Unknown(tftypes.String),
		})))
	}
}

// The framework refuses a model that lacks an attribute of the schema or has one more, but only when it is used.
func TestSchemasAndModelsAgree(t *testing.T) {
	t.Parallel()
	p := acctest.Configured(t, mockapi.New(mockapi.Config{}))
	state, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	result, diagnostics := p.Open(t.Context(), t, acctest.SampleJob(nil))
	acctest.NoDiagnostics(t, diagnostics)
	for _, test := range []struct {
		got  acctest.Object
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
	p := acctest.Configured(t, mockapi.New(mockapi.Config{}))
	config := acctest.SampleJob(acctest.Object{"order": acctest.Text("desc"), "offset": acctest.Number(1), "max_events": acctest.Number(3)})
	state, diagnostics := p.Read(t.Context(), t, config)
	acctest.NoDiagnostics(t, diagnostics)
	result, diagnostics := p.Open(t.Context(), t, config)
	acctest.NoDiagnostics(t, diagnostics)
	for name, value := range state {
		if name != "timeouts" && !result[name].Equal(value) {
			t.Errorf("%s is %s in the data source and %s in the ephemeral resource", name, value, result[name])
		}
	}
}
