// Command schemaonly is the provider without its code for reading. It shows how long Terraform and the libraries take for its schemas.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	modelarts "github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

func main() {
	os.Setenv("TF_LOG_SDK", "OFF") // as in the provider's own main.go
	newProvider := func() provider.Provider {
		return schemaOnly{modelarts.New(context.Background(), "")().(providerInterface)}
	}
	err := providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{
		Address: "registry.terraform.io/modelarts-contrib/modelarts",
	})
	if err != nil {
		log.Fatal(err)
	}
}

type providerInterface interface {
	provider.ProviderWithActions
	provider.ProviderWithEphemeralResources
}

// schemaOnly has the schemas of the provider.
type schemaOnly struct{ providerInterface }

func (schemaOnly) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (p schemaOnly) DataSources(ctx context.Context) []func() datasource.DataSource {
	var all []func() datasource.DataSource
	for _, newDataSource := range p.providerInterface.DataSources(ctx) {
		all = append(all, func() datasource.DataSource { return unread{newDataSource()} })
	}
	return all
}

// unread is a data source without results.
type unread struct{ datasource.DataSource }

func (unread) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}
