// Package framework has what all data sources, ephemeral resources and actions share: the client from Configure (connection.go), arguments
// (job_arguments.go, parser.go, words.go), diagnostics (diagnostics.go, explanations.go), texts that are safe to show (text.go), and the log.
package framework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Connection is passed from the provider to its data sources. It has a client, or the reason why there is none yet.
type Connection struct {
	// running ends every read when it ends.
	running    context.Context //nolint:containedctx // it is the process's, not a call's
	Client     *modelarts.Client
	credential rest.Credential
	// project returns the id of the project for a data source without a project of its own. It is nil if no setting names a project.
	project  func(context.Context) (string, error)
	settings auth.Settings
}

// NewConnection requests nothing. Every read ends when running ends. If dial is nil, connections use the network.
func NewConnection(running context.Context, found auth.Settings, userAgent string, dial rest.DialFunc) *Connection {
	result := &Connection{running: running, settings: found}
	if len(found.Unknown) > 0 {
		return result
	}
	config := rest.Config{
		MaxRetries: found.MaxRetries,

		MaxConcurrentRequests: found.MaxConcurrentRequests,

		RequestTimeout: found.RequestTimeout,
		RootCAs:        found.RootCAs,
		Insecure:       found.Insecure,
		UserAgent:      userAgent,
		Logger:         ClientLog,
		Dial:           dial,
	}
	atIAM := config
	atIAM.Endpoint = found.IAM
	result.credential = newCredential(found, atIAM)
	atIAM.Credential, config.Credential = result.credential, result.credential
	result.project = projectLookup(found, atIAM)
	config.Endpoint = found.Endpoint
	result.Client = modelarts.New(rest.New(config), ClientLog)
	return result
}

func newCredential(found auth.Settings, atIAM rest.Config) rest.Credential {
	switch found.Credential.Method {
	case auth.MethodPassword:
		user := found.Credential.User
		user.ProjectID, user.ProjectName = found.ProjectID, found.ProjectName
		return auth.NewLogin(user, atIAM)
	case auth.MethodAccessKey:
		return found.Credential.AccessKey
	case auth.MethodToken, auth.MethodNone:
	}
	return found.Credential.Token
}

func projectLookup(found auth.Settings, atIAM rest.Config) func(context.Context) (string, error) {
	if found.ProjectID != "" {
		return func(context.Context) (string, error) { return found.ProjectID, nil }
	}
	if login, ok := atIAM.Credential.(*auth.Login); ok {
		return login.Project
	}
	if found.ProjectName == "" || atIAM.Endpoint == nil {
		return nil
	}
	return auth.NewNamedProject(found.ProjectName, atIAM).ID
}

// RequireKnown fails if the provider was not configured, or if arguments of the provider are not known yet. With the environment's settings
// in their place, a read could return the events of another account.
func (c *Connection) RequireKnown(subject Subject, projectID types.String) diag.Diagnostics {
	if c == nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Provider not configured",
			"The "+subject.Noun+" cannot be read before the provider is configured. This is a defect of Terraform or of a tool in its place.")}
	}
	missing := slices.Clone(c.settings.Unknown)
	if projectID.IsNull() {
		missing = append(missing, c.settings.UnknownForProject...)
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	missing = slices.Compact(missing)
	return diag.Diagnostics{diag.NewErrorDiagnostic("Provider argument not known yet", fmt.Sprintf(
		"The "+subject.Noun+" cannot be read yet, because these provider arguments are not known until apply: `%s`. "+
			"Apply the resources they come from first (terraform apply -target=...), or set them from variables.",
		strings.Join(missing, "`, `")))}
}

// ProjectID returns the data source's own project or else the provider's. The first read that needs the provider's project looks it up.
func (c *Connection) ProjectID(ctx context.Context, subject Subject, argument types.String) (string, diag.Diagnostics) {
	switch {
	case !argument.IsNull():
		return argument.ValueString(), nil
	case c.project == nil && c.settings.ProjectName != "":
		return "", diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("project_id"), "No IAM endpoint",
			"IAM is needed to find the project by its name. "+c.settings.IAMAdvice)}
	case c.project == nil:
		return "", diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("project_id"), "No project",
			"No `project_id` is set here, and the provider has no project. Set `project_id` here, or "+c.settings.ProjectAdvice)}
	}
	id, err := c.project(ctx)
	if err != nil {
		return "", diag.Diagnostics{ProjectFailure(subject, err, c.settings.Credential)}
	}
	return id, nil
}

// Context is the context of one operation: it has the client's log, and ends with the process or after the timeout. It logs the
// credential's origin.
func (c *Connection) Context(ctx context.Context, timeout TimeoutError) (context.Context, context.CancelFunc) {
	logCredential(ctx, c.settings.Credential)
	ctx, cancel := context.WithCancel(LogContext(ctx, c.credential.Secrets()...))
	stop := context.AfterFunc(c.running, cancel)
	ctx, stopTimer := context.WithTimeoutCause(ctx, timeout.After, timeout)
	return ctx, func() {
		stopTimer()
		stop()
		cancel()
	}
}

// Failed explains an error of the client.
func (c *Connection) Failed(subject Subject, err error) diag.Diagnostic {
	return ReadFailure(subject, err, c.settings.Credential)
}

// logCredential names the method and where each part comes from. It logs no value.
func logCredential(ctx context.Context, credential auth.Credential) {
	tflog.Debug(ctx, "Reading with a credential", map[string]any{"method": credential.Method.String(), "from": credential.From})
}
