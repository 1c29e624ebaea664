package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// NewDialing is [New] for a provider that reaches its services in another way than over the network.
func NewDialing(running context.Context, version string, dial rest.DialFunc) func() provider.Provider {
	return func() provider.Provider { return &modelartsProvider{running: running, version: version, dial: dial} }
}
