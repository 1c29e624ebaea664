# Deploys only if the training job has completed without errors. The first gate waits until the job has ended, and fails unless it completed.
# The second gate fails if the job has an error, an event of an unknown level, or no event. Both check the job during plan and again during
# apply, even if you apply a saved plan. They store nothing.
# Limits: errors of an earlier run count, even if the job was restarted and then completed. Resources that do not depend on a gate are not
# stopped.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11

  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

# Region, project and credential come from the environment, so that no secret is in the configuration.
provider "modelarts" {}

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

ephemeral "modelarts_training_job" "completed" {
  training_job_id = var.training_job_id
  wait_for_end    = true

  # The longest wait. If the job has not ended by then, the gate fails.
  timeouts = {
    open = "2h"
  }
}

ephemeral "modelarts_training_job_events" "no_errors" {
  training_job_id = var.training_job_id
  fail_on_levels  = ["Error"]

  # The events are read after the job has ended. Otherwise, errors could follow.
  depends_on = [ephemeral.modelarts_training_job.completed]
}

# Replace it with your own resource.
resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [ephemeral.modelarts_training_job_events.no_errors]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
