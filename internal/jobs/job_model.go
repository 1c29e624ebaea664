package jobs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// jobModel has the arguments and results that the data source and the ephemeral resource share.
type jobModel struct {
	framework.JobArguments
	jobValues

	RunningRecords types.List `tfsdk:"running_records"`
	Tasks          types.List `tfsdk:"tasks"`
	TaskStatuses   types.List `tfsdk:"task_statuses"`
}

// jobSubject is what diagnostics are about.
var jobSubject = framework.Subject{
	Noun:       "details",
	Content:    "details of a training job",
	Permission: "`modelarts:trainJob:get`",
}

// read requests the job once, and sets the project and the results.
func (m *jobModel) read(ctx context.Context, connection *framework.Connection, timeout framework.TimeoutError) diag.Diagnostics {
	ctx, end := connection.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(ctx, connection, jobSubject); diags.HasError() {
		return diags
	}
	job, err := m.get(ctx, connection.Client)
	if err != nil {
		return diag.Diagnostics{m.failed(connection, err)}
	}
	m.setResults(job)
	return nil
}

func (m *jobModel) get(ctx context.Context, client *modelarts.Client) (*modelarts.TrainingJob, error) {
	return client.TrainingJob(ctx, m.ProjectID.ValueString(), m.TrainingJobID.ValueString())
}

// failed explains an error of the client.
func (m *jobModel) failed(connection *framework.Connection, err error) diag.Diagnostic {
	return connection.Failed(jobSubject.Of("training job "+m.InProject()), err)
}

func (m *jobModel) setResults(job *modelarts.TrainingJob) {
	m.jobValues = jobValuesOf(job)
	m.RunningRecords = listValue(recordType, job.RunningRecords, recordValue)
	m.Tasks = listValue(types.StringType, job.Tasks, taskValue)
	m.TaskStatuses = listValue(taskStatusType, job.TaskStatuses, taskStatusValue)
}

// listValue is null for a list that the service did not send.
func listValue[T any](elementType attr.Type, list []T, value func(T) attr.Value) types.List {
	if list == nil {
		return types.ListNull(elementType)
	}
	values := make([]attr.Value, len(list))
	for i, element := range list {
		values[i] = value(element)
	}
	return types.ListValueMust(elementType, values)
}

var (
	recordType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"start_time":       types.StringType,
		"end_time":         types.StringType,
		"start_type":       types.StringType,
		"end_reason":       types.StringType,
		"end_related_task": types.StringType,
		"end_recover":      types.StringType,
	}}
	taskStatusType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"task":      types.StringType,
		"exit_code": types.Int64Type,
		"message":   types.StringType,
	}}
)

func recordValue(record modelarts.RunningRecord) attr.Value {
	return types.ObjectValueMust(recordType.AttrTypes, map[string]attr.Value{
		"start_time":       timeValue(record.StartTime),
		"end_time":         timeValue(record.EndTime),
		"start_type":       types.StringPointerValue(record.StartType),
		"end_reason":       types.StringPointerValue(record.EndReason),
		"end_related_task": types.StringPointerValue(record.EndRelatedTask),
		"end_recover":      types.StringPointerValue(record.EndRecover),
	})
}

func taskValue(task string) attr.Value { return types.StringValue(task) }

func taskStatusValue(status modelarts.TaskStatus) attr.Value {
	return types.ObjectValueMust(taskStatusType.AttrTypes, map[string]attr.Value{
		"task":      types.StringPointerValue(status.Task),
		"exit_code": types.Int64PointerValue(status.ExitCode),
		"message":   types.StringPointerValue(status.Message),
	})
}
