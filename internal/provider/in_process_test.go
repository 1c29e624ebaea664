package provider_test

import (
	"context"
	"maps"
	"net/http"
	"testing"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

const eventsType = "modelarts_training_job_events"

// object is a configuration or a state; what is left out of a configuration is null.
type object map[string]tftypes.Value

func text(s string) tftypes.Value          { return tftypes.NewValue(tftypes.String, s) }
func number(n int64) tftypes.Value         { return tftypes.NewValue(tftypes.Number, n) }
func boolean(b bool) tftypes.Value         { return tftypes.NewValue(tftypes.Bool, b) }
func unknown(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, tftypes.UnknownValue) }

// inProcess calls the provider as Terraform would, without Terraform.
type inProcess struct {
	server       tfprotov6.ProviderServer
	providerType tftypes.Object
	// eventsType is the data source's, ephemeralType the ephemeral resource's.
	eventsType, ephemeralType tftypes.Object
}

func newInProcess(t *testing.T) inProcess {
	t.Helper()
	return inProcessOf(t, provider.New(t.Context(), "test")())
}

func inProcessOf(t *testing.T, served frameworkprovider.Provider) inProcess {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(served)()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	noDiagnostics(t, schemas.Diagnostics)
	return inProcess{
		server:       server,
		providerType: schemas.Provider.ValueType().(tftypes.Object),
		eventsType:   schemas.DataSourceSchemas[eventsType].ValueType().(tftypes.Object),

		ephemeralType: schemas.EphemeralResourceSchemas[eventsType].ValueType().(tftypes.Object),
	}
}

// configured returns a provider that reads from a service with the mock's project and token.
func configured(t *testing.T, handler http.Handler) inProcess {
	t.Helper()
	return configuredWith(t, handler, nil)
}

func configuredWith(t *testing.T, handler http.Handler, more object) inProcess {
	t.Helper()
	p := newInProcess(t)
	config := object{
		"endpoint":   text(mockapitest.Serve(t, handler).String()),
		"project_id": text(mockapi.ProjectID),
		"token":      text(mockapi.Token),
	}
	maps.Copy(config, more)
	noDiagnostics(t, p.configure(t, config))
	return p
}

func (p inProcess) configure(t *testing.T, config object) []*tfprotov6.Diagnostic {
	t.Helper()
	validated, err := p.server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: dynamic(t, p.providerType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return validated.Diagnostics
	}
	response, err := p.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.2.3",
		Config:           dynamic(t, p.providerType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

func (p inProcess) validate(t *testing.T, config object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: eventsType,
		Config:   dynamic(t, p.eventsType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// read validates first, as Terraform does.
func (p inProcess) read(ctx context.Context, t *testing.T, config object) (object, []*tfprotov6.Diagnostic) {
	t.Helper()
	if diagnostics := p.validate(t, config); len(diagnostics) > 0 {
		return nil, diagnostics
	}
	response, err := p.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: eventsType,
		Config:   dynamic(t, p.eventsType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return fields(t, response.State, p.eventsType), response.Diagnostics
}

func (p inProcess) validateEphemeral(t *testing.T, config object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: eventsType,
		Config:   dynamic(t, p.ephemeralType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// open validates first, as Terraform does.
func (p inProcess) open(ctx context.Context, t *testing.T, config object) (object, []*tfprotov6.Diagnostic) {
	t.Helper()
	if diagnostics := p.validateEphemeral(t, config); len(diagnostics) > 0 {
		return nil, diagnostics
	}
	response, err := p.server.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: eventsType,
		Config:   dynamic(t, p.ephemeralType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return fields(t, response.Result, p.ephemeralType), response.Diagnostics
}

func fields(t *testing.T, from *tfprotov6.DynamicValue, objectType tftypes.Object) object {
	t.Helper()
	value, err := from.Unmarshal(objectType)
	if err != nil {
		t.Fatal(err)
	}
	var result object
	if err := value.As((*map[string]tftypes.Value)(&result)); err != nil {
		t.Fatal(err)
	}
	return result
}

func dynamic(t *testing.T, objectType tftypes.Object, config object) *tfprotov6.DynamicValue {
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

func noDiagnostics(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, diagnostic := range diagnostics {
		t.Fatalf("%s: %s", diagnostic.Summary, diagnostic.Detail)
	}
}

// onlyDiagnostic is the one error that a mistake must give.
func onlyDiagnostic(t *testing.T, diagnostics []*tfprotov6.Diagnostic) *tfprotov6.Diagnostic {
	t.Helper()
	if len(diagnostics) != 1 || diagnostics[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Fatalf("got %d diagnostics, want one error: %+v", len(diagnostics), diagnostics)
	}
	return diagnostics[0]
}

// noResults holds for the state of a read that failed: Terraform discards it, but nothing in it may look like a list.
func noResults(t *testing.T, state object) {
	t.Helper()
	for _, name := range []string{
		"events", "total", "truncated", "error_count", "warning_count", "info_count", "other_count", "latest_error", "latest_event",
	} {
		if !state[name].IsNull() {
			t.Errorf("after a failed read, %s is %s", name, state[name])
		}
	}
}

func sampleJob(more object) object {
	config := object{"training_job_id": text(mockapi.SampleJobID)}
	maps.Copy(config, more)
	return config
}
