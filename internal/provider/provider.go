// Package provider is the Terraform side: schemas, settings, diagnostics and logs. It does no HTTP and no JSON;
// that is internal/modelarts.
package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ provider.Provider = (*modelartsProvider)(nil)

type modelartsProvider struct {
	version string
}

// New returns a constructor of the provider, as providerserver takes it. The version goes into the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &modelartsProvider{version: version} }
}

type providerModel struct {
	Endpoint       types.String `tfsdk:"endpoint"`
	Region         types.String `tfsdk:"region"`
	ProjectID      types.String `tfsdk:"project_id"`
	Token          types.String `tfsdk:"token"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	Insecure       types.Bool   `tfsdk:"insecure"`
}

func (p *modelartsProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "modelarts"
	resp.Version = p.version
}

func (p *modelartsProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the events of training jobs on Huawei Cloud ModelArts and on Open Telekom Cloud.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: describe("endpoint", "Base URL of the ModelArts service, such as "+
					"`https://modelarts.eu-de.otc.t-systems.com`. Plain `http` is refused except for loopback addresses, "+
					"or with `insecure = true`. Built from `region` where it is not set."),
				Validators: []validator.String{parses(parseEndpoint)},
			},
			"region": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: describe("region", "Region of the service, such as `eu-de` (Open Telekom Cloud) or "+
					"`ap-southeast-1` (Huawei Cloud). Only used to build `endpoint` where that is not set."),
				Validators: []validator.String{parses(parseRegion)},
			},
			"project_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: describe("project_id", "Project of the training jobs, 1 to 64 letters, digits and hyphens. "+
					"A data source may name another one."),
				Validators: []validator.String{parses(parseProjectID)},
			},
			"token": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: describe("token", "IAM token, scoped to the project. It is valid for 24 hours at most."),
				Validators:          []validator.String{parses(parseToken)},
			},
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: describe("max_retries", "How often one request is tried again when the service throttles (429), "+
					"fails (500, 502, 503, 504), or the connection breaks; 0 to 20, default 5. Other answers are never tried again."),
				Validators: []validator.Int64{maxRetriesRange},
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: describe("request_timeout", "How long one request may take, to the last byte of its answer, "+
					"such as `30s` (the default) or `2m`."),
				Validators: []validator.String{parses(parsePositiveDuration)},
			},
			"insecure": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: describe("insecure", "Skips the verification of TLS certificates and allows plain `http` "+
					"to any host. Default `false`."),
			},
		},
	}
}

// Configure requests nothing: plans that read no events need no network.
func (p *modelartsProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var block providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &block)...)
	if resp.Diagnostics.HasError() {
		return
	}
	settings, diags := resolveSettings(block, os.Getenv)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	connection, diags := newConnection(settings, userAgent(p.version, req.TerraformVersion))
	resp.Diagnostics.Append(diags...)
	resp.DataSourceData = connection
}

func (p *modelartsProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newTrainingJobEventsDataSource,
	}
}

// Resources is empty: the provider only reads.
func (p *modelartsProvider) Resources(context.Context) []func() resource.Resource { return nil }

func userAgent(version, terraformVersion string) string {
	return "terraform-provider-modelarts/" + version + " Terraform/" + terraformVersion
}
