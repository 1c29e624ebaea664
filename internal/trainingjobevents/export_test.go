package trainingjobevents

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// DecodedRows is the data source with the service cut out.
type DecodedRows struct {
	dataSource

	// List is what the service would have answered.
	List *eventlist.List
}

// Read takes the list to the state.
func (d *DecodedRows) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model dataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.setResults(modelarts.EventsQuery{}, d.List)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
