// Command providerschema prints the schema of the provider as `terraform providers schema -json` does. The generator of docs/ reads it. A CLI
// prints only what it knows: Terraform before 1.14 and OpenTofu leave out actions, and their pages would be removed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// address is where the generator looks for the provider.
const address = "registry.terraform.io/hashicorp/modelarts"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	ctx := context.Background()
	served, err := provider.NewServer(provider.New(ctx, "dev")())
	if err != nil {
		return err
	}
	schemas, err := served.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"format_version":   "1.0",
		"provider_schemas": map[string]any{address: newProvider(schemas)},
	})
}

func newProvider(schemas *tfprotov6.GetProviderSchemaResponse) map[string]any {
	dataSources, ephemeralResources, actions := map[string]schema{}, map[string]schema{}, map[string]schema{}
	for name, of := range schemas.DataSourceSchemas {
		dataSources[name] = newSchema(of)
	}
	for name, of := range schemas.EphemeralResourceSchemas {
		ephemeralResources[name] = newSchema(of)
	}
	for name, of := range schemas.ActionSchemas {
		actions[name] = newSchema(of.Schema)
	}
	return map[string]any{
		"provider":                   newSchema(schemas.Provider),
		"data_source_schemas":        dataSources,
		"ephemeral_resource_schemas": ephemeralResources,
		"action_schemas":             actions,
	}
}

type schema struct {
	Version int64 `json:"version"`
	Block   block `json:"block"`
}

// block has no nested blocks, because the provider uses attributes only.
type block struct {
	Attributes      map[string]attribute `json:"attributes"`
	Description     string               `json:"description"`
	DescriptionKind string               `json:"description_kind"`
}

type attribute struct {
	Type            tftypes.Type `json:"type,omitempty"`
	NestedType      *nestedType  `json:"nested_type,omitempty"`
	Description     string       `json:"description"`
	DescriptionKind string       `json:"description_kind"`
	Required        bool         `json:"required,omitempty"`
	Optional        bool         `json:"optional,omitempty"`
	Computed        bool         `json:"computed,omitempty"`
	Sensitive       bool         `json:"sensitive,omitempty"`
}

type nestedType struct {
	Attributes  map[string]attribute `json:"attributes"`
	NestingMode string               `json:"nesting_mode"`
}

func newSchema(of *tfprotov6.Schema) schema {
	return schema{Version: of.Version, Block: block{
		Attributes:      newAttributes(of.Block.Attributes),
		Description:     of.Block.Description,
		DescriptionKind: descriptionKinds[of.Block.DescriptionKind],
	}}
}

func newAttributes(of []*tfprotov6.SchemaAttribute) map[string]attribute {
	attributes := map[string]attribute{}
	for _, a := range of {
		converted := attribute{
			Type: a.Type, Description: a.Description, DescriptionKind: descriptionKinds[a.DescriptionKind],
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
		}
		if a.NestedType != nil {
			converted.NestedType = &nestedType{newAttributes(a.NestedType.Attributes), nestingModes[a.NestedType.Nesting]}
		}
		attributes[a.Name] = converted
	}
	return attributes
}

var (
	descriptionKinds = map[tfprotov6.StringKind]string{tfprotov6.StringKindPlain: "plain", tfprotov6.StringKindMarkdown: "markdown"}
	nestingModes     = map[tfprotov6.SchemaObjectNestingMode]string{
		tfprotov6.SchemaObjectNestingModeSingle: "single", tfprotov6.SchemaObjectNestingModeList: "list",
		tfprotov6.SchemaObjectNestingModeSet: "set", tfprotov6.SchemaObjectNestingModeMap: "map",
	}
)
