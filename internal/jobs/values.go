package jobs

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

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
