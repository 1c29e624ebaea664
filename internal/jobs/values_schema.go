package jobs

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// jobResultAttributes are those of [jobValues].
func jobResultAttributes() map[string]schema.Attribute {
	attributes := metadataAttributes()
	maps.Copy(attributes, phaseAttributes())
	maps.Copy(attributes, runAttributes())
	return attributes
}

func metadataAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":         schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the job."},
		"description":  schema.StringAttribute{Computed: true, MarkdownDescription: "Description of the job."},
		"kind":         schema.StringAttribute{Computed: true, MarkdownDescription: "Kind of the job, usually `job`."},
		"workspace_id": schema.StringAttribute{Computed: true, MarkdownDescription: "Workspace of the job. The default workspace is `0`."},
		"user_name":    schema.StringAttribute{Computed: true, MarkdownDescription: "User who created the job."},
		"create_time": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Time when the job was created, in RFC 3339 and UTC.",
		},
	}
}

func phaseAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"phase": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Phase of the job, as sent by the service, usually " + framework.OneOf(modelarts.Phases) + ". " +
				"For a condition, use `ended` or `succeeded`.",
		},
		"secondary_phase": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "More detailed phase, such as `Queuing` or `CreateFailed`. For people only: the service may change its values. " +
				"Do not use it in a condition.",
		},
		"ended": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: "Whether the phase is " + framework.OneOf(modelarts.TerminalPhases) + " (compared without case). " +
				"It is `false` for any other phase, also for one that is not documented.",
		},
		"succeeded": schema.BoolAttribute{
			Computed:            true,
			MarkdownDescription: "Whether the phase is `" + modelarts.PhaseCompleted + "` (compared without case).",
		},
	}
}

func runAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"start_time": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Time when the job started to run, in RFC 3339 and UTC. Null if it has not run.",
		},
		"duration_ms": schema.Int64Attribute{Computed: true, MarkdownDescription: "How long the job has run, in milliseconds."},
		"restarts": schema.Int64Attribute{
			Computed:            true,
			MarkdownDescription: "Number of restarts, derived from the records of its runs. Null if the service sent no records.",
		},
	}
}
