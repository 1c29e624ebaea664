package framework

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
)

// JobArguments is the part of a model that names a training job.
type JobArguments struct {
	TrainingJobID types.String `tfsdk:"training_job_id"`
	ProjectID     types.String `tfsdk:"project_id"`
}

// SetProject sets the project to the provider's if the configuration has none.
func (j *JobArguments) SetProject(ctx context.Context, connection *Connection, subject Subject) diag.Diagnostics {
	id, diags := connection.ProjectID(ctx, subject, j.ProjectID)
	if !diags.HasError() {
		j.ProjectID = types.StringValue(id)
	}
	return diags
}

// InProject names the job in messages, behind the words "training job". The project must be set.
func (j *JobArguments) InProject() string {
	return fmt.Sprintf("%s in project %s", j.TrainingJobID.ValueString(), j.ProjectID.ValueString())
}

// JobAttributes are those of [JobArguments] in a data source or an ephemeral resource, which set the project.
func JobAttributes() map[string]schema.Attribute { return jobAttributes(true) }

// JobInputAttributes are those of [JobArguments] in an action, which has no results.
func JobInputAttributes() map[string]schema.Attribute { return jobAttributes(false) }

func jobAttributes(setsProject bool) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"training_job_id": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Id of the training job, 1 to 64 letters, digits, hyphens and underscores. The ModelArts console shows it, and " +
				"the data source `modelarts_training_jobs` finds it by the name of the job.",
			Validators: []validator.String{Parses(parseTrainingJobID)},
		},
		"project_id": schema.StringAttribute{
			Optional:            true,
			Computed:            setsProject,
			MarkdownDescription: "Project of the training job. Default: the provider's.",
			Validators:          []validator.String{Parses(auth.ParseProjectID)},
		},
	}
}

var trainingJobIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func parseTrainingJobID(text string) (string, error) {
	if text != "" && strings.TrimSpace(text) != text {
		return "", fmt.Errorf("it begins or ends with white space, got %q; trimspace() removes it", text)
	}
	if !trainingJobIDPattern.MatchString(text) {
		return "", fmt.Errorf("it must be 1 to 64 letters, digits, hyphens and underscores, "+
			"such as \"5bd61eea-9de2-4864-a0f7-5fae966171b5\", got %q", text)
	}
	return text, nil
}

// ProjectAttribute is the attribute `project_id` of a data source that reads no particular job.
func ProjectAttribute() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "Project of the training jobs. Default: the provider's.",
		Validators:          []validator.String{Parses(auth.ParseProjectID)},
	}
}
