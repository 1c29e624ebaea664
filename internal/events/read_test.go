package events_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// A failed read gives one error and leaves nothing that looks like a list, in the state or in what is handed to a configuration. So no gate
// passes, and nothing can depend on it.
func TestFailedReadLeavesNoResults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockapi.Fault{
		"throttled":           {Kind: mockapi.FaultThrottle},
		"unauthorized":        {Kind: mockapi.FaultUnauthorized, Skip: 1},
		"cut":                 {Kind: mockapi.FaultCutBody, Skip: 1},
		"empty":               {Kind: mockapi.FaultEmptyBody, Skip: 1},
		"null":                {Kind: mockapi.FaultNullBody, Skip: 1},
		"without events":      {Kind: mockapi.FaultNoEvents, Skip: 1},
		"events that is null": {Kind: mockapi.FaultNullEvents, Skip: 1},
		"no rows":             {Kind: mockapi.FaultRespond, Skip: 1, Body: `{"total": 27, "limit": 10, "order": "asc", "events": []}`},
		"login page":          {Kind: mockapi.FaultLoginPage, Skip: 1},
		"of another offset":   {Kind: mockapi.FaultIgnoreOffset, Skip: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := acctest.Object{"max_retries": acctest.Number(0)}
			config := acctest.SampleJob(acctest.Object{"limit": acctest.Number(10)})
			gate := config.With(acctest.Object{"fail_on_levels": acctest.Texts("Warning")})
			read := acctest.NewService(t, fault).Configured(t, settings).FailsToRead(t, config)
			opened := acctest.NewService(t, fault).Configured(t, settings).FailsToOpen(t, config)
			checked := acctest.NewService(t, fault).Configured(t, settings).FailsToOpen(t, gate)
			if opened.Summary != read.Summary || checked.Summary != read.Summary {
				t.Errorf("got %q, %q and %q", read.Summary, opened.Summary, checked.Summary)
			}
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
		for summary, timeout := range map[string]string{"Reading the events was interrupted": "1h", "Reading the events took too long": "5s"} {
			t.Run(name+", "+summary, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					service := mockapi.New(mockapi.Config{})
					service.Inject(fault)
					p := acctest.InMemory(t, service, acctest.Object{"request_timeout": acctest.Text("1h")})
					ctx, interrupt := context.WithCancel(t.Context())
					defer interrupt()
					end := time.Now().Add(5 * time.Second)
					if timeout == "1h" {
						time.AfterFunc(5*time.Second, interrupt)
					}
					_, diagnostics := p.Read(ctx, t, acctest.SampleJob(acctest.Object{"timeouts": acctest.Timeout("read", timeout)}))
					if got := acctest.OnlyDiagnostic(t, diagnostics); got.Summary != summary || time.Since(end) > time.Second {
						t.Errorf("%s after the end, got %q: %s", time.Since(end), got.Summary, got.Detail)
					}
				})
			})
		}
	}
}

func TestUnknownArgumentsSkipValidation(t *testing.T) {
	t.Parallel()
	p := acctest.New(t)
	config := acctest.Object{"training_job_id": acctest.Unknown(tftypes.String)}
	results := []string{
		"events", "total", "truncated", "error_count", "warning_count", "info_count", "other_count", "latest_error", "latest_event",
	}
	for name, attributeType := range p.DataSourceType.AttributeTypes {
		if !slices.Contains(results, name) {
			config[name] = acctest.Unknown(attributeType)
		}
	}
	acctest.NoDiagnostics(t, p.Validate(t, config))
	delete(config, "timeouts")
	config["fail_on_levels"], config["ignore_unknown_levels"] = acctest.Unknown(acctest.TextsType), acctest.Unknown(tftypes.Bool)
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
