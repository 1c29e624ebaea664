package framework

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
)

// DataSource is the part that all data sources share.
type DataSource struct {
	// Name follows the name of the provider in the name of the type.
	Name string
	// Connection is nil until the provider is configured.
	Connection *Connection
}

// Metadata sets the name of the type.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Name
}

// Configure takes the connection from the provider.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.Connection = connectionFrom(req.ProviderData, &resp.Diagnostics)
}

// EphemeralResource is the part that all ephemeral resources share. They have nothing to renew and nothing to close.
type EphemeralResource DataSource

// Metadata sets the name of the type.
func (r *EphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Name
}

// Configure takes the connection from the provider.
func (r *EphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.Connection = connectionFrom(req.ProviderData, &resp.Diagnostics)
}

// Action is the part that all actions share.
type Action DataSource

// Metadata sets the name of the type.
func (a *Action) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.Name
}

// Configure takes the connection from the provider.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.Connection = connectionFrom(req.ProviderData, &resp.Diagnostics)
}

// connectionFrom returns nil while Terraform only validates: then the provider has no data.
func connectionFrom(providerData any, diags *diag.Diagnostics) *Connection {
	connection, ok := providerData.(*Connection)
	if !ok && providerData != nil {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected %T, got %T. This is a defect of the provider; please report it.", connection, providerData))
	}
	return connection
}
