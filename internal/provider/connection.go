package provider

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/endpoints"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// connection is what the provider hands to its data sources: a client, or the reason why there is none yet.
type connection struct {
	// running ends every read when it ends.
	running    context.Context //nolint:containedctx // it is the process's, not a call's
	client     *modelarts.Client
	credential rest.Credential
	// project is the id of the project of a data source that names none; nil where nothing says it.
	project  func(context.Context) (string, error)
	settings settings
}

// newConnection requests nothing.
func newConnection(settings settings, userAgent string, dial rest.DialFunc) *connection {
	result := &connection{settings: settings}
	if len(settings.unknown) > 0 {
		return result
	}
	config := rest.Config{
		MaxRetries: settings.maxRetries,

		MaxConcurrentRequests: settings.maxConcurrentRequests,

		RequestTimeout: settings.requestTimeout,
		RootCAs:        settings.rootCAs,
		Insecure:       settings.insecure,
		UserAgent:      userAgent,
		Logger:         clientLogger,
		Dial:           dial,
	}
	atIAM := config
	atIAM.Endpoint = settings.iam
	result.credential = settings.newCredential(atIAM)
	atIAM.Credential, config.Credential = result.credential, result.credential
	result.project = settings.projectLookup(atIAM)
	config.Endpoint = settings.endpoint
	result.client = modelarts.New(rest.New(config), clientLogger)
	return result
}

// unprotectedHosts are those that the credential is sent to without a check of who receives it.
func (s settings) unprotectedHosts() []string {
	var hosts []string
	for _, endpoint := range []*url.URL{s.endpoint, s.iam} {
		if s.insecure && endpoint != nil && !endpoints.IsLoopback(endpoint) {
			hosts = append(hosts, endpoint.Hostname())
		}
	}
	return slices.Compact(hosts)
}

func (s settings) newCredential(atIAM rest.Config) rest.Credential {
	switch {
	case s.credential.token != "":
		return s.credential.token
	case s.credential.isLogin():
		user := s.credential.user
		user.ProjectID, user.ProjectName = s.projectID, s.projectName
		return iam.NewLogin(user, atIAM)
	}
	return s.credential.accessKey
}

func (s settings) projectLookup(atIAM rest.Config) func(context.Context) (string, error) {
	if s.projectID != "" {
		return func(context.Context) (string, error) { return s.projectID, nil }
	}
	if login, ok := atIAM.Credential.(*iam.Login); ok {
		return login.Project
	}
	if s.projectName == "" || atIAM.Endpoint == nil {
		return nil
	}
	return iam.NewNamedProject(s.projectName, atIAM).ID
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

// requireKnown fails while arguments of the provider wait for a resource: reading with what the environment has instead could show the
// events of another account.
func (c *connection) requireKnown(projectID types.String) diag.Diagnostics {
	missing := slices.Clone(c.settings.unknown)
	if projectID.IsNull() {
		missing = append(missing, c.settings.unknownForProject...)
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	missing = slices.Compact(missing)
	return diag.Diagnostics{diag.NewErrorDiagnostic("Provider argument not known yet", fmt.Sprintf(
		"The events cannot be read in this step, because arguments of the provider come from something that Terraform has yet to "+
			"create: `%s`. Create that first (terraform apply -target=...), or set them from variables.",
		strings.Join(missing, "`, `")))}
}

// projectID prefers the data source's own project. The first to need the provider's asks for it.
func (c *connection) projectID(ctx context.Context, argument types.String) (string, diag.Diagnostics) {
	switch {
	case !argument.IsNull():
		return argument.ValueString(), nil
	case c.project == nil && c.settings.projectName != "":
		return "", diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("project_id"), "No IAM endpoint",
			"To find the project by its name, set in the provider block "+places("auth_url")+", or "+places("region")+" to have it built.")}
	case c.project == nil:
		return "", diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("project_id"), "No project",
			"Set `project_id` here, or in the provider block "+places("project_id")+" or "+places("project_name")+".")}
	}
	id, err := c.project(ctx)
	if err != nil {
		return "", diag.Diagnostics{projectDiagnostic(err)}
	}
	return id, nil
}

// logging prepares a context for the client's log.
func (c *connection) logging(ctx context.Context) context.Context {
	return withClientLog(ctx, c.credential.Secrets()...)
}
