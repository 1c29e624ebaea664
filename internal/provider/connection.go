package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// connection is what the provider hands to its data sources: a client, or the reason why there is none yet.
type connection struct {
	client   *modelarts.Client
	settings settings
}

func newConnection(settings settings, userAgent string) (*connection, diag.Diagnostics) {
	result := &connection{settings: settings}
	if len(settings.unknown) > 0 {
		return result, nil
	}
	client, err := modelarts.New(modelarts.Config{
		Endpoint:       settings.endpoint,
		Credential:     settings.token,
		MaxRetries:     settings.maxRetries,
		RequestTimeout: settings.requestTimeout,
		Insecure:       settings.insecure,
		UserAgent:      userAgent,
		Logger:         clientLogger,
	})
	if err != nil {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Invalid provider settings", err.Error())}
	}
	result.client = client
	return result, nil
}

// connectionFrom reads what Configure was handed: nothing while Terraform only validates.
func connectionFrom(providerData any) (*connection, diag.Diagnostics) {
	if providerData == nil {
		return nil, nil
	}
	result, ok := providerData.(*connection)
	if !ok {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected provider data",
			fmt.Sprintf("Expected %T, got %T. This is a defect of the provider; please report it.", result, providerData))}
	}
	return result, nil
}

// known fails while arguments of the provider wait for a resource: reading with what the environment has instead
// could show the events of another account.
func (c *connection) known() diag.Diagnostics {
	if len(c.settings.unknown) == 0 {
		return nil
	}
	return diag.Diagnostics{unknownArguments(c.settings.unknown...)}
}

// projectID prefers the data source's own project.
func (c *connection) projectID(argument types.String) (string, diag.Diagnostics) {
	switch {
	case !argument.IsNull():
		return argument.ValueString(), nil
	case c.settings.projectUnknown:
		return "", diag.Diagnostics{unknownArguments("project_id")}
	case c.settings.projectID != "":
		return c.settings.projectID, nil
	}
	return "", diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("project_id"), "No project",
		"Set `project_id` here or in the provider block, or one of the environment variables "+
			strings.Join(environment["project_id"], ", ")+".")}
}

func unknownArguments(names ...string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider argument not known yet", fmt.Sprintf(
		"The events cannot be read in this step: in the provider block, `%s` comes from something that Terraform has "+
			"yet to create. Create that first (terraform apply -target=...), or set the argument from a variable.",
		strings.Join(names, "`, `")))
}

// logging prepares a context for the client's log.
func (c *connection) logging(ctx context.Context) context.Context {
	return withClientLog(ctx, c.settings.token.Secrets()...)
}
