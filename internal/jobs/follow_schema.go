package jobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func followSchema(ctx context.Context) schema.Schema {
	attributes := map[string]schema.Attribute{
		"language": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Language of the messages, as far as the service translates them: " + framework.OneOf(modelarts.Languages) + ".",
			Validators:          framework.Word(modelarts.Languages),
		},
		"require_phases": schema.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Fail if the job ends in another phase than these: " + framework.OneOf(modelarts.Phases) + ". The phase of the job is " +
				"compared without case. At least one must be a phase of a job that has ended. Default `[\"Completed\"]`.",
			Validators: framework.Words(modelarts.Phases),
		},
		"fail_on_levels": schema.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "When the job has ended, fail if it has events of one of these levels: " + framework.OneOf(eventlist.Levels) +
				", or of an unknown level, or no events at all. Levels are not thresholds: `[\"Warning\"]` does not include `Error`. The levels of events are compared " +
				"without case, surrounding white space and invisible characters.",
			Validators: framework.Words(eventlist.Levels),
		},
		"poll_interval": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Time between two polls, from `1s` to `10m`. It varies by a tenth, so that actions do not all read at the same time. " +
				"Default `5s`.",
			Validators: []validator.String{framework.Parses(framework.ParsePollInterval)},
		},
		"timeouts": framework.InvokeTimeout(ctx, "Time limit of the action, such as `2h`."),
	}
	for name, attribute := range framework.JobInputAttributes() {
		attributes[name] = attribute // both packages want the same of an attribute
	}
	return schema.Schema{
		MarkdownDescription: "Shows the phases and the events of a training job as they arrive, until the job has ended. Fails if the job ends in a " +
			"phase that is not accepted.",
		Attributes: attributes,
	}
}
