package jobs

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

func jobDataSourceSchema() schema.Schema {
	attributes := jobAttributes()
	attributes["timeouts"] = framework.TimeoutsAttribute("read", "Time limit of the read, including all retries, such as `30s` or `1h`. Default `10m`.")
	return schema.Schema{
		MarkdownDescription: "Reads a training job: its phase, and how it ended.",
		Attributes:          attributes,
	}
}

func jobEphemeralSchema() ephemeral.Schema {
	attributes := jobGateAttributes()
	attributes["timeouts"] = framework.TimeoutsAttribute("open", "Time limit of the read, including all retries, or of the wait with `wait_for_end`, "+
		"such as `30s` or `1h`. Default `10m`.")
	for name, attribute := range jobAttributes() {
		attributes[name] = attribute // both packages have the same interface for an attribute
	}
	return ephemeral.Schema{
		MarkdownDescription: "Reads a training job during plan and again during apply (including applies of a saved plan) and stores nothing. " +
			"With `require_phases` or `wait_for_end`, fails unless the job is in an accepted phase.",
		Attributes: attributes,
	}
}

func jobGateAttributes() map[string]ephemeral.Attribute {
	return map[string]ephemeral.Attribute{
		"require_phases": ephemeral.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Fail unless the job is in one of these phases: " + framework.OneOf(modelarts.Phases) + ". The phase of the job " +
				"is compared without case. Default: `[\"Completed\"]` if `wait_for_end` is set, even to `false`, otherwise every phase is accepted. " +
				"With `wait_for_end = true`, at least one must be " + framework.OneOf(modelarts.TerminalPhases) + ".",
			Validators: framework.Words(modelarts.Phases),
		},
		"wait_for_end": ephemeral.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Wait until the job has ended, at most as long as `timeouts.open`. Throttling and service failures do not end the " +
				"wait. If it is `false` or not set, the gate does not wait. If it is not set, `require_phases` has no default.",
		},
		"poll_interval": ephemeral.StringAttribute{
			Optional: true,
			MarkdownDescription: "Time between two reads of the job while the gate waits, from `1s` to `10m`. It varies by a tenth, so that gates do " +
				"not all read at the same time. Needs `wait_for_end`. Default `15s`.",
			Validators: []validator.String{framework.Parses(parsePollInterval)},
		},
	}
}

// jobAttributes returns the attributes that the data source and the ephemeral resource share.
func jobAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, part := range []map[string]schema.Attribute{
		framework.JobAttributes(), jobResultAttributes(), jobRunAttributes(),
	} {
		maps.Copy(attributes, part)
	}
	return attributes
}

func jobRunAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"running_records": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The runs of the job. A restart begins another run. Null if the service sent none.",
			NestedObject:        schema.NestedAttributeObject{Attributes: recordAttributes()},
		},
		"tasks": schema.ListAttribute{
			ElementType:         types.StringType,
			Computed:            true,
			MarkdownDescription: "Names of the tasks, such as `worker-0`. Null if the service sent none.",
		},
		"task_statuses": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "How tasks ended, usually only the first one that failed. Null if the service sent none.",
			NestedObject:        schema.NestedAttributeObject{Attributes: taskStatusAttributes()},
		},
	}
}

func recordAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"start_time": schema.StringAttribute{Computed: true, MarkdownDescription: "Time when the run started, in RFC 3339 and UTC."},
		"end_time":   schema.StringAttribute{Computed: true, MarkdownDescription: "Time when the run ended, in RFC 3339 and UTC."},
		"start_type": schema.StringAttribute{Computed: true, MarkdownDescription: "How the run started: `init_or_rescheduled` or `restarted`."},
		"end_reason": schema.StringAttribute{Computed: true, MarkdownDescription: "Why the run ended, in the service's words."},
		"end_related_task": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Task that ended the run, such as `worker-2`.",
		},
		"end_recover": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "How the service restarted the job after the run, such as `job_reschedule`. Null if it did not.",
		},
	}
}

func taskStatusAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"task":      schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the task."},
		"exit_code": schema.Int64Attribute{Computed: true, MarkdownDescription: "Exit code of the task."},
		"message":   schema.StringAttribute{Computed: true, MarkdownDescription: "Text about the end of the task. It may contain anything."},
	}
}
