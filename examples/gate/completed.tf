# Waits until the job has ended, and fails unless it completed. The gate runs during plan and again during apply, even if you apply a saved
# plan. A failure stops the plan, or during apply the resources that depend on the gate. Nothing is stored in the plan or the state.
# Limits: it does not look at the job's events. It does not stop resources that do not depend on it.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11
}

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

ephemeral "modelarts_training_job" "gate" {
  training_job_id = var.training_job_id
  wait_for_end    = true

  # The longest wait. If the job has not ended by then, the gate fails.
  timeouts = {
    open = "2h"
  }
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [ephemeral.modelarts_training_job.gate]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
