package jobs

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// Bounds of max_jobs. A state with more jobs is not useful.
const (
	defaultMaxJobs = 100
	maxMaxJobs     = 10_000
)

func jobsDataSourceSchema(ctx context.Context) schema.Schema {
	attributes := jobsFilterAttributes()
	maps.Copy(attributes, jobsListAttributes())
	attributes["timeouts"] = framework.ReadTimeout(ctx, "Time limit of the whole read, including all pages and retries, such as `30s` or `1h`.")
	return schema.Schema{
		MarkdownDescription: "Finds the training jobs of a project. Returns the complete list up to `max_jobs` or fails; never a list with gaps.",
		Attributes:          attributes,
	}
}

func jobsFilterAttributes() map[string]schema.Attribute {
	const nameRule = "1 to 64 letters, digits, hyphens and underscores"
	return map[string]schema.Attribute{
		"project_id": framework.ProjectAttribute(),
		"name": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only jobs with exactly this name, " + nameRule + ". More than one job may have it. " +
				"It cannot be combined with `name_contains`.",
			Validators: []validator.String{framework.Parses(parseName)},
		},
		"name_contains": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only jobs whose name contains this text (case-sensitive), " + nameRule + ".",
			Validators:          []validator.String{framework.Parses(parseName)},
		},
		"phases": schema.ListAttribute{
			ElementType:         types.StringType,
			Optional:            true,
			MarkdownDescription: "Only jobs in one of these phases: " + framework.OneOf(modelarts.Phases) + ".",
			Validators:          framework.Words(modelarts.Phases),
		},
		"created_after": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only jobs that were created at or after this time, in RFC 3339 (`2026-01-31T08:00:00Z`) or " +
				"epoch milliseconds (`1769846400000`). " +
				"The service can filter by time only if `created_before` is set too and is at most 31 days later. Otherwise the provider reads " +
				"the pages up to this time and filters.",
			Validators: framework.Time(),
		},
		"created_before": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only jobs that were created at or before this time, in the same format as `created_after`.",
			Validators:          framework.Time(),
		},
		"workspace_id": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Workspace to search, `0` or 32 letters and digits. Default: the service searches the default workspace, `0`. " +
				"One search covers one workspace.",
			Validators: []validator.String{framework.Parses(parseWorkspaceID)},
		},
	}
}

func jobsListAttributes() map[string]schema.Attribute {
	jobAttributes := jobResultAttributes()
	jobAttributes["id"] = schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Id of the job, for the argument `training_job_id` of other data sources.",
	}
	return map[string]schema.Attribute{
		"order": schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Order by time of creation, `desc` (the default, newest first) or `asc`. Jobs with the same time are ordered by id.",
			Validators:          framework.Word(modelarts.Orders),
		},
		"max_jobs": schema.Int64Attribute{
			CustomType: framework.Between(0, maxMaxJobs),
			Optional:   true,
			Computed:   true,
			MarkdownDescription: fmt.Sprintf("Number of jobs to keep in `jobs`, starting with the first in the requested order, 0 to %d. "+
				"The provider reads only the pages that it needs. Default %d.", maxMaxJobs, defaultMaxJobs),
		},
		"jobs": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The jobs that match, in the requested order. Empty if none matches.",
			NestedObject:        schema.NestedAttributeObject{Attributes: jobAttributes},
		},
		"truncated": schema.BoolAttribute{
			Computed:            true,
			MarkdownDescription: "Whether more jobs match than `max_jobs`.",
		},
	}
}
