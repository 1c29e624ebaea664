package provider_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// The names are the product: users' configurations hold them.
func TestSchemaNamesAreFixed(t *testing.T) {
	t.Parallel()
	p := newInProcess(t)
	for what, test := range map[string]struct {
		got  tftypes.Object
		want string
	}{
		"provider": {p.providerType, "access_key auth_url cacert_file cloud domain_id domain_name endpoint insecure max_concurrent_requests max_retries os_cloud " +
			"password project_id project_name region request_timeout secret_key security_token token user_id user_name"},
		"data source": {p.eventsType, "end_time error_count events info_count language latest_error latest_event level limit max_events offset " +
			"order other_count pattern project_id source start_time timeouts total training_job_id truncated warning_count"},
		"ephemeral resource": {p.ephemeralType, "end_time error_count events fail_on_levels ignore_unknown_levels info_count language latest_error latest_event level limit " +
			"max_events min_events offset order other_count pattern project_id source start_time timeouts total training_job_id truncated warning_count"},
	} {
		if got := strings.Join(slices.Sorted(maps.Keys(test.got.AttributeTypes)), " "); got != test.want {
			t.Errorf("%s has %s, want %s", what, got, test.want)
		}
	}
}

func TestEverythingIsDescribedInMarkdown(t *testing.T) {
	t.Parallel()
	schemas, err := newInProcess(t).server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]*tfprotov6.SchemaBlock{
		"provider":  schemas.Provider.Block,
		"data":      schemas.DataSourceSchemas[eventsType].Block,
		"ephemeral": schemas.EphemeralResourceSchemas[eventsType].Block,
	}
	for name, block := range blocks {
		if block.Description == "" || block.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s has no Markdown description", name)
		}
		describedInMarkdown(t, name, block.Attributes)
	}
}

func describedInMarkdown(t *testing.T, parent string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, attribute := range attributes {
		name := parent + "." + attribute.Name
		if attribute.Description == "" || attribute.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s has no Markdown description", name)
		}
		if attribute.NestedType != nil {
			describedInMarkdown(t, name, attribute.NestedType.Attributes)
		}
	}
}

// The framework refuses a model that lacks an attribute of the schema or has one more, but only when it is used.
func TestSchemasAndModelsAgree(t *testing.T) {
	t.Parallel()
	p := configured(t, mockapi.New(mockapi.Config{}))
	state, diagnostics := p.read(t.Context(), t, sampleJob(nil))
	noDiagnostics(t, diagnostics)
	result, diagnostics := p.open(t.Context(), t, sampleJob(nil))
	noDiagnostics(t, diagnostics)
	for _, test := range []struct {
		got  object
		want tftypes.Object
	}{{state, p.eventsType}, {result, p.ephemeralType}} {
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
	p := configured(t, mockapi.New(mockapi.Config{}))
	config := sampleJob(object{"order": text("desc"), "offset": number(1), "max_events": number(3)})
	state, diagnostics := p.read(t.Context(), t, config)
	noDiagnostics(t, diagnostics)
	result, diagnostics := p.open(t.Context(), t, config)
	noDiagnostics(t, diagnostics)
	for name, value := range state {
		if name != "timeouts" && !result[name].Equal(value) {
			t.Errorf("%s is %s in the data source and %s in the ephemeral resource", name, value, result[name])
		}
	}
}

func TestOnlySecretsAreSensitive(t *testing.T) {
	t.Parallel()
	schemas, err := newInProcess(t).server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"token", "secret_key", "security_token", "password"}
	for _, attribute := range schemas.Provider.Block.Attributes {
		if want := slices.Contains(secrets, attribute.Name); attribute.Sensitive != want {
			t.Errorf("%s: sensitive is %t", attribute.Name, attribute.Sensitive)
		}
	}
}

// The README's table of settings is written by hand.
func TestReadmeListsEverySetting(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := newInProcess(t).server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, attribute := range schemas.Provider.Block.Attributes {
		_, variables, _ := strings.Cut(attribute.Description, " Environment: ")
		variables, _, _ = strings.Cut(variables, " (")
		row := strings.TrimRight("| `"+attribute.Name+"` | "+strings.TrimSuffix(variables, "."), " ") + " |"
		if !strings.Contains(string(readme), "\n"+row) {
			t.Errorf("README has no row that begins with %s", row)
		}
	}
}
