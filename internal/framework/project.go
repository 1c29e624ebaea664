package framework

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// ProjectAttribute is the attribute `project_id` of a data source that reads no particular job.
func ProjectAttribute() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "Project of the training jobs. Default: the provider's.",
		Validators:          []validator.String{Parses(auth.ParseProjectID)},
	}
}
