package framework

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// DefaultTimeout is the default of `read` and `open`, DefaultInvokeTimeout that of `invoke`.
const (
	DefaultTimeout       = 10 * time.Minute
	DefaultInvokeTimeout = 24 * time.Hour
)

// TimeoutsAttribute is the attribute `timeouts` of a type with one operation: `read`, `open` or `invoke`. The library for it has neither
// Markdown nor a rule for durations of 0 or less.
func TimeoutsAttribute(operation, description string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Time limits of operations.",
		Attributes: map[string]schema.Attribute{
			operation: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: description,
				Validators:          []validator.String{Parses(auth.ParseDuration)},
			},
		},
	}
}

// Timeout returns the time limit of an operation. It does not rely on the validation.
func Timeout(timeouts types.Object, operation string, byDefault time.Duration) (TimeoutError, diag.Diagnostics) {
	result := TimeoutError{Operation: operation, After: byDefault}
	text, _ := timeouts.Attributes()[operation].(types.String)
	if text.IsNull() && !timeouts.IsUnknown() {
		return result, nil
	}
	var err error
	if result.After, err = auth.ParseDuration(text.ValueString()); err != nil {
		return result, diag.Diagnostics{InvalidValue(path.Root("timeouts").AtName(operation), err.Error())}
	}
	return result, nil
}
