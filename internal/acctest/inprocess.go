package acctest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// The names of the types, each of a data source. The first two are also ephemeral resources.
const (
	EventsType = "modelarts_training_job_events"
	JobType    = "modelarts_training_job"
	JobsType   = "modelarts_training_jobs"
)

// Object is a configuration or a state. An attribute that a configuration does not set is null.
type Object map[string]tftypes.Value

// Text is a string.
func Text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

// Texts is a list of strings.
func Texts(texts ...string) tftypes.Value {
	values := make([]tftypes.Value, len(texts))
	for i, text := range texts {
		values[i] = Text(text)
	}
	return tftypes.NewValue(TextsType, values)
}

// TextsType is the type of [Texts].
var TextsType = tftypes.List{ElementType: tftypes.String}

// Timeout is a value of the argument timeouts, with one operation.
func Timeout(operation, duration string) tftypes.Value {
	return tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{operation: tftypes.String}},
		map[string]tftypes.Value{operation: Text(duration)})
}

// Number is a whole number.
func Number(n int64) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

// Boolean is a boolean.
func Boolean(b bool) tftypes.Value { return tftypes.NewValue(tftypes.Bool, b) }

// Unknown is a value that Terraform does not know yet.
func Unknown(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, tftypes.UnknownValue) }

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
	server, err := providerserver.NewProtocol6WithError(served)()
	if err != nil {
		t.Fatal(err)
	}
	return Serving(t, server)
}

// Serving uses a server of the provider.
func Serving(t *testing.T, server tfprotov6.ProviderServer) Provider {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	NoDiagnostics(t, schemas.Diagnostics)
	return Provider{Server: server, ProviderType: schemas.Provider.ValueType().(tftypes.Object), schemas: schemas}.For(EventsType)
}

// For returns the same provider, whose methods then read another type. At first they read [EventsType].
func (p Provider) For(typeName string) Provider {
	p.typeName = typeName
	p.DataSourceType = p.schemas.DataSourceSchemas[typeName].ValueType().(tftypes.Object)
	p.EphemeralType = tftypes.Object{}
	if schema, ok := p.schemas.EphemeralResourceSchemas[typeName]; ok {
		p.EphemeralType = schema.ValueType().(tftypes.Object)
	}
	return p
}

// Configured returns a provider that reads from a service with the mock's project and token.
func Configured(t *testing.T, handler http.Handler) Provider {
	t.Helper()
	p := New(t)
	NoDiagnostics(t, p.Configure(t, Object{
		"endpoint":   Text(mockapitest.Serve(t, handler).String()),
		"project_id": Text(mockapi.ProjectID),
		"token":      Text(mockapi.Token),
	}))
	return p
}

// Configure validates and then configures the provider, as Terraform does.
func (p Provider) Configure(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	validated, err := p.Server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: encode(t, p.ProviderType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return validated.Diagnostics
	}
	response, err := p.Server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.2.3",
		Config:           encode(t, p.ProviderType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// Validate validates a data source.
func (p Provider) Validate(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.Server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: p.typeName,
		Config:   encode(t, p.DataSourceType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
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
	response, err := p.Server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: p.typeName,
		Config:   encode(t, p.DataSourceType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return fields(t, response.State, p.DataSourceType), response.Diagnostics
}

// ValidateEphemeral validates an ephemeral resource.
func (p Provider) ValidateEphemeral(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.Server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: p.typeName,
		Config:   encode(t, p.EphemeralType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
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
	response, err := p.Server.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: p.typeName,
		Config:   encode(t, p.EphemeralType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return fields(t, response.Result, p.EphemeralType), response.Diagnostics
}

func fields(t *testing.T, from *tfprotov6.DynamicValue, objectType tftypes.Object) Object {
	t.Helper()
	value, err := from.Unmarshal(objectType)
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
		values[name] = tftypes.NewValue(attributeType, nil)
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

// SampleJob is a configuration that reads the mock's sample job, with more arguments.
func SampleJob(more Object) Object {
	config := Object{"training_job_id": Text(mockapi.SampleJobID)}
	maps.Copy(config, more)
	return config
}
