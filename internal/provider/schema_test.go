package provider_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

func TestEverythingIsDescribedInMarkdown(t *testing.T) {
	t.Parallel()
	schemas, err := acctest.New(t).Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]*tfprotov6.SchemaBlock{"provider": schemas.Provider.Block}
	for name, schema := range schemas.DataSourceSchemas {
		blocks["data."+name] = schema.Block
	}
	for name, schema := range schemas.EphemeralResourceSchemas {
		blocks["ephemeral."+name] = schema.Block
	}
	for name, action := range schemas.ActionSchemas {
		blocks["action."+name] = action.Schema.Block
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

func TestOnlySecretsAreSensitive(t *testing.T) {
	t.Parallel()
	schemas, err := acctest.New(t).Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
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
