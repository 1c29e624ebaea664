package framework

import (
	"context"
	"time"

	actiontimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	datasourcetimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	ephemeraltimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/ephemeral/timeouts"
	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// DefaultTimeout is the default of `read` and `open`, DefaultInvokeTimeout that of `invoke`.
const (
	DefaultTimeout       = 10 * time.Minute
	DefaultInvokeTimeout = 24 * time.Hour
)

// ReadTimeout is the attribute `timeouts` of a data source. The description describes `read`. ReadTimeout adds Markdown to the library's
// attribute, and rejects durations of 0 or less.
func ReadTimeout(ctx context.Context, description string) schema.Attribute {
	attribute, ok := datasourcetimeouts.Attributes(ctx).(schema.SingleNestedAttribute)
	if !ok {
		panic("terraform-plugin-framework-timeouts no longer returns a SingleNestedAttribute")
	}
	attribute.MarkdownDescription = timeoutsDescription
	attribute.Attributes["read"] = timeoutAttribute(description + " Default `10m`.")
	return attribute
}

// OpenTimeout is [ReadTimeout] for an ephemeral resource, whose timeout is `open`.
func OpenTimeout(ctx context.Context, description string) ephemeral.Attribute {
	attribute, ok := ephemeraltimeouts.Attributes(ctx).(ephemeral.SingleNestedAttribute)
	if !ok {
		panic("terraform-plugin-framework-timeouts no longer returns a SingleNestedAttribute")
	}
	attribute.MarkdownDescription = timeoutsDescription
	attribute.Attributes["open"] = timeoutAttribute(description + " Default `10m`.")
	return attribute
}

// InvokeTimeout is [ReadTimeout] for an action, whose timeout is `invoke`.
func InvokeTimeout(ctx context.Context, description string) action.Attribute {
	attribute, ok := actiontimeouts.Attributes(ctx).(action.SingleNestedAttribute)
	if !ok {
		panic("terraform-plugin-framework-timeouts no longer returns a SingleNestedAttribute")
	}
	attribute.MarkdownDescription = timeoutsDescription
	attribute.Attributes["invoke"] = timeoutAttribute(description + " Default `24h`.")
	return attribute
}

const timeoutsDescription = "Time limits of operations."

func timeoutAttribute(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description,
		Validators:          []validator.String{Parses(auth.ParseDuration)},
	}
}
