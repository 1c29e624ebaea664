package acctest

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// ReadInProcess reads every data source of a configuration and checks the state, as [acctest.Apply] does with Terraform. A diagnostic fails the
// test.
//
// The configuration may have literal arguments and references to [acctest.Later], which are unknown. All other blocks are ignored.
func ReadInProcess(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	p, blocks := configuration(t, config)
	NoDiagnostics(t, p.Configure(t, blocks.provider))
	module := &tfjson.StateModule{}
	for _, block := range blocks.reads {
		state, diagnostics := block.read(t, p)
		NoDiagnostics(t, diagnostics)
		for name, want := range block.arguments {
			if !want.IsNull() && !state[name].Equal(want) {
				t.Errorf("%s: %s is %s, but the configuration has %s", block.address, name, state[name], want)
			}
		}
		values, _ := plain(t, tftypes.NewValue(block.objectType(p), map[string]tftypes.Value(state))).(map[string]any)
		module.Resources = append(module.Resources, &tfjson.StateResource{Address: block.address, AttributeValues: values})
	}
	request := statecheck.CheckStateRequest{State: &tfjson.State{Values: &tfjson.StateValues{RootModule: module}}}
	for _, check := range checks {
		var response statecheck.CheckStateResponse
		check.CheckState(t.Context(), request, &response)
		if response.Error != nil {
			t.Error(response.Error)
		}
	}
}

// FailsInProcess configures the provider and reads. One of the two must give one error and no results.
func FailsInProcess(t *testing.T, config string) Diagnostic {
	t.Helper()
	p, blocks := configuration(t, config)
	if diagnostics := p.Configure(t, blocks.provider); len(diagnostics) > 0 {
		return asPrinted("provider", blocks.provider, OnlyDiagnostic(t, diagnostics))
	}
	if len(blocks.reads) != 1 {
		t.Fatalf("%d blocks read events, want one", len(blocks.reads))
	}
	block := blocks.reads[0]
	state, diagnostics := block.read(t, p)
	NoResults(t, state)
	return asPrinted(block.address, block.arguments, OnlyDiagnostic(t, diagnostics))
}

// asPrinted names an attribute only if it is in the configuration, because otherwise Terraform quotes the block.
func asPrinted(address string, arguments Object, diagnostic *tfprotov6.Diagnostic) Diagnostic {
	result := Diagnostic{Address: address, Summary: Fold(diagnostic.Summary), Detail: Fold(diagnostic.Detail)}
	if steps := diagnostic.Attribute.Steps(); len(steps) > 0 {
		if name, ok := steps[0].(tftypes.AttributeName); ok {
			if _, set := arguments[string(name)]; set {
				result.Attribute = string(name)
			}
		}
	}
	return result
}

// readBlock is a data source or an ephemeral resource.
type readBlock struct {
	address   string
	typeName  string
	ephemeral bool
	arguments Object
}

func (b readBlock) objectType(p Provider) tftypes.Object {
	if b.ephemeral {
		return p.For(b.typeName).EphemeralType
	}
	return p.For(b.typeName).DataSourceType
}

func (b readBlock) read(t *testing.T, p Provider) (Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	if b.ephemeral {
		return p.For(b.typeName).Open(t.Context(), t, b.arguments)
	}
	return p.For(b.typeName).Read(t.Context(), t, b.arguments)
}

// parsed are the blocks of a configuration that concern the provider.
type parsed struct {
	provider Object
	reads    []readBlock
}

func configuration(t *testing.T, config string) (Provider, parsed) {
	t.Helper()
	file, problems := hclsyntax.ParseConfig([]byte(config), "main.tf", hcl.InitialPos)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	p := New(t)
	var result parsed
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		switch block.Type {
		case "provider":
			result.provider = arguments(t, block.Body, p.ProviderType)
		case "data", "ephemeral":
			read := readBlock{
				address:   block.Type + "." + strings.Join(block.Labels, "."),
				typeName:  block.Labels[0],
				ephemeral: block.Type == "ephemeral",
			}
			read.arguments = arguments(t, block.Body, read.objectType(p))
			result.reads = append(result.reads, read)
		}
	}
	return p, result
}

// laterIsUnknown has a value for what [acctest.FromLater] refers to.
var laterIsUnknown = &hcl.EvalContext{Variables: map[string]cty.Value{
	"terraform_data": cty.ObjectVal(map[string]cty.Value{"later": cty.DynamicVal}),
}}

func arguments(t *testing.T, body *hclsyntax.Body, objectType tftypes.Object) Object {
	t.Helper()
	result := Object{}
	for name, attribute := range body.Attributes {
		attributeType, found := objectType.AttributeTypes[name]
		if !found {
			t.Fatalf("the schema has no %s", name)
		}
		value, problems := attribute.Expr.Value(laterIsUnknown)
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		if !value.IsKnown() {
			result[name] = Unknown(attributeType)
			continue
		}
		encoded, err := ctyjson.SimpleJSONValue{Value: value}.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if result[name], err = tftypes.ValueFromJSON(encoded, attributeType); err != nil { //nolint:staticcheck // the only decoder there is
			t.Fatalf("%s: %v", name, err)
		}
	}
	return result
}

// plain returns a value as it is in the JSON form of a state. An unknown value fails the test.
func plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	if !value.IsKnown() {
		t.Fatal("a result is unknown")
	}
	if value.IsNull() {
		return nil
	}
	var err error
	var result any
	switch valueType := value.Type(); {
	case valueType.Is(tftypes.String):
		var text string
		err = value.As(&text)
		result = text
	case valueType.Is(tftypes.Bool):
		var boolean bool
		err = value.As(&boolean)
		result = boolean
	case valueType.Is(tftypes.Number):
		var number *big.Float
		err = value.As(&number)
		result = json.Number(number.Text('f', -1))
	case valueType.Is(tftypes.Object{}):
		var members map[string]tftypes.Value
		err = value.As(&members)
		object := map[string]any{}
		for name, member := range members {
			object[name] = plain(t, member)
		}
		result = object
	default:
		var elements []tftypes.Value
		err = value.As(&elements)
		list := []any{}
		for _, element := range elements {
			list = append(list, plain(t, element))
		}
		result = list
	}
	if err != nil {
		t.Fatal(err)
	}
	return result
}
