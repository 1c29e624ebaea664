package events

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// DecodedRows is the data source with the service cut out.
type DecodedRows struct {
	dataSource

	// List is what the response of the service would have contained.
	List *eventlist.List
}

// Read takes the list to the state.
func (d *DecodedRows) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model dataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.setResults(modelarts.EventsQuery{}, d.List)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// PreparedState is a data source with the same attributes whose state is ready before it is read. The list of events has the
// framework's own type.
type PreparedState struct {
	dataSource

	// Value is the state in the framework's types. If it is nil, Raw is the state.
	Value attr.Value
	Raw   tftypes.Value
}

// Schema has no custom type for the list of events.
func (d *PreparedState) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema()
	resp.Schema.Attributes["events"] = schema.ListNestedAttribute{
		Computed:     true,
		NestedObject: schema.NestedAttributeObject{Attributes: eventAttributes()},
	}
}

// Read returns the prepared state.
func (d *PreparedState) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if d.Value == nil {
		resp.State.Raw = d.Raw
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, d.Value)...)
}
