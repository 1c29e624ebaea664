package acctest

import (
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// The names of the types. The first three are data sources, the first two also ephemeral resources. The last one is an action.
const (
	EventsType = "modelarts_training_job_events"
	JobType    = "modelarts_training_job"
	JobsType   = "modelarts_training_jobs"
	FollowType = "modelarts_follow_training_job"
)

// Provider calls the provider as Terraform would, without Terraform.
type Provider struct {
	Server       tfprotov6.ProviderServer
	ProviderType tftypes.Object
	// DataSourceType and EphemeralType are the schemas of typeName, which is what the methods read.
	DataSourceType, EphemeralType tftypes.Object
	typeName                      string
	schemas                       *tfprotov6.GetProviderSchemaResponse
}

// New serves the provider without a configuration.
func New(t *testing.T) Provider {
	t.Helper()
	return Of(t, provider.New(t.Context(), "test")())
}

// Of serves another provider than the one that users get.
func Of(t *testing.T, served frameworkprovider.Provider) Provider {
	t.Helper()
	server, err := provider.NewServer(served)
	if err != nil {
		t.Fatal(err)
	}
	schemas := call(t.Context(), t, server.GetProviderSchema, &tfprotov6.GetProviderSchemaRequest{})
	NoDiagnostics(t, schemas.Diagnostics)
	return Provider{Server: server, ProviderType: schemas.Provider.ValueType().(tftypes.Object), schemas: schemas}.For(EventsType)
}

// For returns the same provider, whose methods then read another type. At first they read [EventsType].
func (p Provider) For(typeName string) Provider {
	p.typeName = typeName
	p.DataSourceType, p.EphemeralType = tftypes.Object{}, tftypes.Object{}
	if schema, ok := p.schemas.DataSourceSchemas[typeName]; ok {
		p.DataSourceType = schema.ValueType().(tftypes.Object)
	}
	if schema, ok := p.schemas.EphemeralResourceSchemas[typeName]; ok {
		p.EphemeralType = schema.ValueType().(tftypes.Object)
	}
	return p
}

// ActionType is the schema of an action.
func (p Provider) ActionType(typeName string) tftypes.Object {
	return p.schemas.ActionSchemas[typeName].Schema.ValueType().(tftypes.Object)
}

// Configured returns a provider that reads from a service with the mock's project and token.
func Configured(t *testing.T, handler http.Handler) Provider {
	t.Helper()
	service := Service{Endpoint: mockapitest.Serve(t, handler).String()}
	return service.Configured(t, nil)
}

// InBubble runs a test with the fake clock of testing/synctest, and with a provider that reads from a service without retries.
func InBubble(t *testing.T, handler http.Handler, typeName string, test func(t *testing.T, p Provider)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, InMemory(t, handler, Object{"max_retries": Number(0)}).For(typeName)) })
}

// InMemory returns a provider, with more settings, that reads from a service without a network. Its caller is in a bubble of
// testing/synctest.
func InMemory(t *testing.T, handler http.Handler, more Object) Provider {
	t.Helper()
	memory := mockapitest.NewMemory()
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Hour}
	t.Cleanup(func() {
		server.Close()
		synctest.Wait()
	})
	go func() { _ = server.Serve(memory) }()
	service := Service{Endpoint: "http://" + mockapitest.MemoryAddress}
	return Of(t, provider.NewDialing(t.Context(), "test", memory.DialContext)()).MustConfigure(t, service.Settings(more))
}

// Configure validates and then configures the provider, as Terraform does.
func (p Provider) Configure(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	encoded := encode(t, p.ProviderType, config)
	validated := call(t.Context(), t, p.Server.ValidateProviderConfig, &tfprotov6.ValidateProviderConfigRequest{Config: encoded})
	if len(validated.Diagnostics) > 0 {
		return validated.Diagnostics
	}
	request := &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.2.3", Config: encoded}
	return call(t.Context(), t, p.Server.ConfigureProvider, request).Diagnostics
}

// MustConfigure configures without a diagnostic.
func (p Provider) MustConfigure(t *testing.T, config Object) Provider {
	t.Helper()
	NoDiagnostics(t, p.Configure(t, config))
	return p
}

// Validate validates a data source.
func (p Provider) Validate(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	request := &tfprotov6.ValidateDataResourceConfigRequest{TypeName: p.typeName, Config: encode(t, p.DataSourceType, config)}
	return call(t.Context(), t, p.Server.ValidateDataResourceConfig, request).Diagnostics
}

// Read validates first, as Terraform does.
func (p Provider) Read(ctx context.Context, t *testing.T, config Object) (Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	if diagnostics := p.Validate(t, config); len(diagnostics) > 0 {
		return nil, diagnostics
	}
	return p.ReadUnvalidated(ctx, t, config)
}

// ReadUnvalidated reads without a validation. Terraform does not do so.
func (p Provider) ReadUnvalidated(ctx context.Context, t *testing.T, config Object) (Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	request := &tfprotov6.ReadDataSourceRequest{TypeName: p.typeName, Config: encode(t, p.DataSourceType, config)}
	response := call(ctx, t, p.Server.ReadDataSource, request)
	return fields(t, response.State, p.DataSourceType), response.Diagnostics
}

// MustRead reads a data source without a diagnostic. The state must have the arguments as they are in the configuration.
func (p Provider) MustRead(t *testing.T, config Object) Object {
	t.Helper()
	state, diagnostics := p.Read(t.Context(), t, config)
	NoDiagnostics(t, diagnostics)
	Expect(t, state, config)
	return state
}

// FailsToRead reads a data source, which must give one error and no results.
func (p Provider) FailsToRead(t *testing.T, config Object) Diagnostic {
	t.Helper()
	state, diagnostics := p.Read(t.Context(), t, config)
	NoResults(t, state)
	return diagnosticOf(t, diagnostics)
}

// FailsToConfigure configures the provider, which must give one error.
func (p Provider) FailsToConfigure(t *testing.T, config Object) Diagnostic {
	t.Helper()
	return diagnosticOf(t, p.Configure(t, config))
}

// ValidateEphemeral validates an ephemeral resource.
func (p Provider) ValidateEphemeral(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	request := &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: p.typeName, Config: encode(t, p.EphemeralType, config)}
	return call(t.Context(), t, p.Server.ValidateEphemeralResourceConfig, request).Diagnostics
}

// Open validates first, as Terraform does.
func (p Provider) Open(ctx context.Context, t *testing.T, config Object) (Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	if diagnostics := p.ValidateEphemeral(t, config); len(diagnostics) > 0 {
		return nil, diagnostics
	}
	return p.OpenUnvalidated(ctx, t, config)
}

// OpenUnvalidated opens without a validation. Terraform does not do so.
func (p Provider) OpenUnvalidated(ctx context.Context, t *testing.T, config Object) (Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	request := &tfprotov6.OpenEphemeralResourceRequest{TypeName: p.typeName, Config: encode(t, p.EphemeralType, config)}
	response := call(ctx, t, p.Server.OpenEphemeralResource, request)
	return fields(t, response.Result, p.EphemeralType), response.Diagnostics
}

// FailsToOpen opens an ephemeral resource, which must give one error and no results.
func (p Provider) FailsToOpen(t *testing.T, config Object) Diagnostic {
	t.Helper()
	result, diagnostics := p.Open(t.Context(), t, config)
	NoResults(t, result)
	return diagnosticOf(t, diagnostics)
}

// ValidateAction validates an action.
func (p Provider) ValidateAction(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	request := &tfprotov6.ValidateActionConfigRequest{ActionType: p.typeName, Config: encode(t, p.ActionType(p.typeName), config)}
	return call(t.Context(), t, p.Server.(tfprotov6.ActionServer).ValidateActionConfig, request).Diagnostics
}

// Invoke validates, plans and invokes an action, as Terraform does. It returns the progress messages.
func (p Provider) Invoke(ctx context.Context, t *testing.T, config Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	if diagnostics := p.ValidateAction(t, config); len(diagnostics) > 0 {
		return nil, diagnostics
	}
	request := &tfprotov6.PlanActionRequest{ActionType: p.typeName, Config: encode(t, p.ActionType(p.typeName), config)}
	NoDiagnostics(t, call(ctx, t, p.Server.(tfprotov6.ActionServer).PlanAction, request).Diagnostics)
	return p.InvokeUnvalidated(ctx, t, config)
}

// InvokeUnvalidated invokes without a validation. Terraform does not do so.
func (p Provider) InvokeUnvalidated(ctx context.Context, t *testing.T, config Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	var progress []string
	for event := range p.Events(ctx, t, config) {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			return progress, event.Diagnostics
		}
	}
	t.Fatal("the action did not complete")
	return nil, nil
}

// Events invokes an action and returns its events, which end with the action.
func (p Provider) Events(ctx context.Context, t *testing.T, config Object) func(func(tfprotov6.InvokeActionEvent) bool) {
	t.Helper()
	request := &tfprotov6.InvokeActionRequest{ActionType: p.typeName, Config: encode(t, p.ActionType(p.typeName), config)}
	return call(ctx, t, p.Server.(tfprotov6.ActionServer).InvokeAction, request).Events
}

// call calls a method of the protocol.
func call[Q, R any](ctx context.Context, t *testing.T, method func(context.Context, *Q) (*R, error), request *Q) *R {
	t.Helper()
	response, err := method(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func fields(t *testing.T, response *tfprotov6.DynamicValue, objectType tftypes.Object) Object {
	t.Helper()
	value, err := response.Unmarshal(objectType)
	if err != nil {
		t.Fatal(err)
	}
	var result Object
	if err := value.As((*map[string]tftypes.Value)(&result)); err != nil {
		t.Fatal(err)
	}
	return result
}

// encode encodes a configuration for the protocol.
func encode(t *testing.T, objectType tftypes.Object, config Object) *tfprotov6.DynamicValue {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, attributeType := range objectType.AttributeTypes {
		values[name] = Null(attributeType)
	}
	maps.Copy(values, config)
	dynamic, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, values))
	if err != nil {
		t.Fatal(err)
	}
	return &dynamic
}

// NoDiagnostics ends the test at the first diagnostic.
func NoDiagnostics(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, diagnostic := range diagnostics {
		t.Fatalf("%s: %s", diagnostic.Summary, diagnostic.Detail)
	}
}

// OnlyDiagnostic is the one error that a mistake must give.
func OnlyDiagnostic(t *testing.T, diagnostics []*tfprotov6.Diagnostic) *tfprotov6.Diagnostic {
	t.Helper()
	if len(diagnostics) != 1 || diagnostics[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Fatalf("got %d diagnostics, want one error: %+v", len(diagnostics), diagnostics)
	}
	return diagnostics[0]
}

// Place is the argument that a diagnostic is about, such as "fail_on_levels[1]".
func Place(t *testing.T, diagnostic *tfprotov6.Diagnostic) string {
	t.Helper()
	var name strings.Builder
	for i, step := range diagnostic.Attribute.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			if i > 0 {
				name.WriteString(".")
			}
			name.WriteString(string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&name, "[%d]", step)
		default:
			t.Fatalf("a step that no path of this provider has: %s", diagnostic.Attribute)
		}
	}
	return name.String()
}

// Expect expects these attributes in a state.
func Expect(t *testing.T, state, want Object) {
	t.Helper()
	for name, value := range want {
		if !state[name].Equal(value) {
			t.Errorf("%s is %s, want %s", name, state[name], value)
		}
	}
}

// NoResults holds for the state of a read that failed: Terraform discards it, but nothing in it may look like a list.
func NoResults(t *testing.T, state Object) {
	t.Helper()
	for _, name := range []string{
		"events", "total", "truncated", "error_count", "warning_count", "info_count", "other_count", "latest_error", "latest_event",
	} {
		if !state[name].IsNull() {
			t.Errorf("after a failed read, %s is %s", name, state[name])
		}
	}
}
