package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

var (
	_ action.ActionWithConfigure      = (*followAction)(nil)
	_ action.ActionWithValidateConfig = (*followAction)(nil)
)

type followAction struct{ framework.Action }

// NewFollowAction is what the provider registers.
func NewFollowAction() action.Action {
	return &followAction{framework.Action{Name: "follow_training_job"}}
}

func (a *followAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = followSchema()
}

func (a *followAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	var config followModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validateEnd()...)
	}
}

func (a *followAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config followModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(a.Connection.RequireKnown(followSubject, config.ProjectID)...)
	timeout, diags := framework.Timeout(config.Timeouts, "invoke", framework.DefaultInvokeTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(config.requireGate()...)
	if resp.Diagnostics.HasError() {
		return
	}
	show := func(line string) { resp.SendProgress(action.InvokeProgressEvent{Message: line}) }
	resp.Diagnostics.Append(config.follow(ctx, a.Connection, timeout, show)...)
}

type followModel struct {
	framework.JobArguments
	waitArguments

	Language     types.String `tfsdk:"language"`
	FailOnLevels types.List   `tfsdk:"fail_on_levels"`
	Timeouts     types.Object `tfsdk:"timeouts"`
}

// followSubject is what diagnostics are about.
var followSubject = framework.Subject{
	Noun:       "details and events",
	Content:    "details or events of a training job",
	Permission: "`modelarts:trainJob:get` and `modelarts:trainJob:listEvents`",
}

const defaultFollowInterval = 5 * time.Second

// acceptedPhases are the phases in which the job may end.
func (m *followModel) acceptedPhases() []string {
	if m.RequirePhases.IsNull() {
		return []string{modelarts.PhaseCompleted}
	}
	return framework.KnownWords(m.RequirePhases)
}

// requireGate does not rely on the validation: an action that succeeds by mistake is worse than none.
func (m *followModel) requireGate() diag.Diagnostics {
	diags := m.require()
	diags.Append(framework.RequireWords(path.Root("fail_on_levels"), m.FailOnLevels, eventlist.Levels)...)
	if diags.HasError() {
		return diags
	}
	return m.validateEnd()
}

// follow shows the job until it has ended, and fails unless it ended well.
func (m *followModel) follow(
	ctx context.Context, connection *framework.Connection, timeout framework.TimeoutError, show func(string),
) diag.Diagnostics {
	ctx, end := connection.Context(ctx, timeout)
	defer end()
	if diags := m.SetProject(ctx, connection, followSubject); diags.HasError() {
		return diags
	}
	interval, err := m.interval(defaultFollowInterval)
	if err != nil {
		return diag.Diagnostics{framework.InvalidValue(path.Root("poll_interval"), err.Error())}
	}
	shown := progress{show: show, redact: connection.Client.Redact, interval: interval}
	result, err := modelarts.Follow(ctx, m.job(connection.Client), m.events(connection.Client), modelarts.FollowOptions{
		Interval: interval, OnPhase: shown.phase, OnEvents: shown.events, OnOutage: shown.outage,
	})
	evidence := gate.Evidence{Job: result.Job, Events: result.Summary, Total: result.Summary.OtherCount() + result.Summary.Count(eventlist.Levels...)}
	_, timedOut := errors.AsType[framework.TimeoutError](err)
	switch {
	case timedOut && result.Job != nil:
		evidence.Timeout = err
		if evidence.Total == 0 { // perhaps they could not be read
			evidence.Events = nil
		}
	case err != nil:
		return diag.Diagnostics{connection.Failed(followSubject.Of("training job "+m.InProject()), err)}
	default:
		shown.end(result)
	}
	return framework.GateDiagnostics(m.gate(connection.Client.Redact).Reasons(evidence))
}

// gate needs an event if it checks levels: a job without events says nothing about errors.
func (m *followModel) gate(redact gate.Redact) *gate.Gate {
	conditions := gate.Conditions{Phases: m.acceptedPhases(), FailOnLevels: framework.KnownWords(m.FailOnLevels)}
	if len(conditions.FailOnLevels) > 0 {
		conditions.MinEvents = 1
	}
	return &gate.Gate{Conditions: conditions, Job: m.InProject(), IsAction: true, HasDefaultPhases: m.RequirePhases.IsNull(), Redact: redact}
}

func (m *followModel) job(client *modelarts.Client) func(context.Context) (*modelarts.TrainingJob, error) {
	return func(ctx context.Context) (*modelarts.TrainingJob, error) {
		return client.TrainingJob(ctx, m.ProjectID.ValueString(), m.TrainingJobID.ValueString())
	}
}

func (m *followModel) events(client *modelarts.Client) modelarts.ReadEvents {
	return func(ctx context.Context, offset, seenPage int64) (*eventlist.List, error) {
		const keepAll = -1
		return client.TrainingJobEvents(ctx, modelarts.EventsQuery{
			ProjectID: m.ProjectID.ValueString(), TrainingJobID: m.TrainingJobID.ValueString(), Language: m.Language.ValueString(),
			Offset: offset, SeenPage: seenPage,
		}, keepAll)
	}
}

func followSchema() schema.Schema {
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
			Validators: []validator.String{framework.Parses(parsePollInterval)},
		},
		"timeouts": framework.TimeoutsAttribute("invoke", "Time limit of the action, such as `2h`. Default `24h`."),
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
