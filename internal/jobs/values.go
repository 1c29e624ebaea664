package jobs

import (
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// jobValues is the part of a model that describes a training job with single values.
type jobValues struct {
	Name           types.String `tfsdk:"name"`
	Description    types.String `tfsdk:"description"`
	Kind           types.String `tfsdk:"kind"`
	WorkspaceID    types.String `tfsdk:"workspace_id"`
	UserName       types.String `tfsdk:"user_name"`
	Phase          types.String `tfsdk:"phase"`
	SecondaryPhase types.String `tfsdk:"secondary_phase"`
	Ended          types.Bool   `tfsdk:"ended"`
	Succeeded      types.Bool   `tfsdk:"succeeded"`
	CreateTime     types.String `tfsdk:"create_time"`
	StartTime      types.String `tfsdk:"start_time"`
	DurationMS     types.Int64  `tfsdk:"duration_ms"`
	Restarts       types.Int64  `tfsdk:"restarts"`
}

// jobValuesOf returns the values of a job. What the service does not send is null.
func jobValuesOf(job *modelarts.TrainingJob) jobValues {
	return jobValues{
		Name:           types.StringPointerValue(job.Name),
		Description:    types.StringPointerValue(job.Description),
		Kind:           types.StringPointerValue(job.Kind),
		WorkspaceID:    types.StringPointerValue(job.WorkspaceID),
		UserName:       types.StringPointerValue(job.UserName),
		Phase:          types.StringValue(job.Phase),
		SecondaryPhase: types.StringPointerValue(job.SecondaryPhase),
		Ended:          types.BoolValue(job.Ended()),
		Succeeded:      types.BoolValue(job.Succeeded()),
		CreateTime:     timeValue(job.CreateTime),
		StartTime:      timeValue(job.StartTime),
		DurationMS:     types.Int64PointerValue(job.DurationMS),
		Restarts:       types.Int64PointerValue(job.Restarts()),
	}
}

// timeValue keeps the milliseconds.
func timeValue(at *time.Time) types.String {
	if at == nil {
		return types.StringNull()
	}
	return types.StringValue(at.UTC().Format(time.RFC3339Nano))
}

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
