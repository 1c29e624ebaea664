# One pair of gates per job. All of them must pass. The error shows the id of the job that does not.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11
}

variable "training_job_ids" {
  description = "Training jobs that made the models, at least one."
  type        = set(string)

  # With an empty set there would be no gate.
  validation {
    condition     = length(var.training_job_ids) > 0
    error_message = "Name at least one training job."
  }
}

ephemeral "modelarts_training_job" "completed" {
  for_each        = var.training_job_ids
  training_job_id = each.value
  wait_for_end    = true

  timeouts = {
    open = "2h"
  }
}

ephemeral "modelarts_training_job_events" "no_errors" {
  for_each        = var.training_job_ids
  training_job_id = each.value
  fail_on_levels  = ["Error"]

  # The events are read after all jobs have ended.
  depends_on = [ephemeral.modelarts_training_job.completed]
}

resource "terraform_data" "deployment" {
  input      = var.training_job_ids
  depends_on = [ephemeral.modelarts_training_job_events.no_errors]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
