package framework

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Parses returns a validator that reports a parser's error. It skips null and unknown values. The error completes the sentence "The
// argument cannot be used:": it names the value unless that is secret, says what is allowed, and gives an example where it helps.
func Parses[T any](parser func(string) (T, error)) validator.String {
	return parserValidator[T]{parser}
}

type parserValidator[T any] struct {
	parser func(string) (T, error)
}

// Parsed parses an argument in a read, and returns the zero value for null. It does not rely on the validation, which skips unknown values.
func Parsed[T any](diags *diag.Diagnostics, name string, value types.String, parser func(string) (T, error)) (result T) {
	if value.IsNull() {
		return result
	}
	result, err := parser(value.ValueString())
	if err != nil {
		diags.Append(InvalidValue(path.Root(name), err.Error()))
	}
	return result
}

// InvalidValue is for an argument that its rule rejects. The reason completes the sentence "The argument cannot be used:".
func InvalidValue(at path.Path, reason string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Invalid value", rest.PrintableSentence("The argument `"+at.String()+"` cannot be used: "+reason))
}

func (v parserValidator[T]) Description(context.Context) string {
	return "must satisfy the rule in the description of the attribute"
}

func (v parserValidator[T]) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v parserValidator[T]) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := v.parser(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(InvalidValue(req.Path, err.Error()))
	}
}
