// Package provider is the provider block, and the list of data sources, ephemeral resources and actions. It does no HTTP and no JSON, which is
// the job of internal/rest and of the packages that use it.
package provider

import (
	"context"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/events"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/jobs"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var (
	_ provider.ProviderWithEphemeralResources = (*modelartsProvider)(nil)
	_ provider.ProviderWithActions            = (*modelartsProvider)(nil)
)

type modelartsProvider struct {
	// running ends when every read of the provider must end.
	running context.Context //nolint:containedctx // it is the process's, not a call's
	version string
	// dial is nil, except in tests that replace the network.
	dial rest.DialFunc
}

// New returns a constructor of the provider, as providerserver takes it. Every read ends with the context, too: Terraform passes an
// interrupt on, but not while `terraform apply` plans, and a terminal interrupts its providers as well. The version goes into the
// User-Agent.
func New(running context.Context, version string) func() provider.Provider {
	return func() provider.Provider { return &modelartsProvider{running: running, version: version} }
}

// NewDialing is [New] for a provider that reaches its services in another way than over the network.
func NewDialing(running context.Context, version string, dial rest.DialFunc) func() provider.Provider {
	return func() provider.Provider { return &modelartsProvider{running: running, version: version, dial: dial} }
}

func (p *modelartsProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "modelarts"
	resp.Version = p.version
}

func (p *modelartsProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// Configure requests nothing: plans that read no job need no network.
func (p *modelartsProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	block, err := arguments(req.Config.Raw)
	if err != nil {
		resp.Diagnostics.AddError("Unexpected provider block", err.Error())
		return
	}
	found, problems := auth.Resolve(block, os.LookupEnv)
	for _, problem := range problems {
		resp.Diagnostics.AddAttributeError(path.Root(problem.Setting), problem.Summary, problem.Detail)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	logIgnored(ctx, found)
	if hosts := unprotectedHosts(found); len(hosts) > 0 {
		resp.Diagnostics.Append(insecureDiagnostic(hosts))
	}
	connected := framework.NewConnection(p.running, found, userAgent(p.version), p.dial) //nolint:contextcheck // reads end with the process
	resp.DataSourceData, resp.EphemeralResourceData, resp.ActionData = connected, connected, connected
}

func (p *modelartsProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		jobs.NewJobDataSource,
		events.NewDataSource,
		jobs.NewJobsDataSource,
	}
}

func (p *modelartsProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		jobs.NewJobEphemeralResource,
		events.NewEphemeralResource,
	}
}

func (p *modelartsProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		jobs.NewFollowAction,
	}
}

// Resources is empty: the provider only reads.
func (p *modelartsProvider) Resources(context.Context) []func() resource.Resource { return nil }

// userAgent does not use the CLI version in the request to Configure: OpenTofu 1.12 sends a version of Terraform there, not its own.
func userAgent(version string) string { return "terraform-provider-modelarts/" + version }

// logIgnored logs the names of the settings that are not used because they belong to another origin than the credential. It logs no value.
func logIgnored(ctx context.Context, found auth.Settings) {
	if len(found.Ignored) == 0 {
		return
	}
	tflog.Debug(ctx, "Settings of another origin than the credential's are ignored", map[string]any{
		"credential": found.Credential.String(),
		"ignored":    strings.Join(found.Ignored, ", "),
	})
}
