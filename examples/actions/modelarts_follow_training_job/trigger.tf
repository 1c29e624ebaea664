terraform {
  required_version = ">= 1.14"
}

variable "training_job_id" {
  description = "Training job of the model to deploy."
  type        = string
}

action "modelarts_follow_training_job" "this" {
  config {
    training_job_id = var.training_job_id
    fail_on_levels  = ["Error"]

    timeouts = {
      invoke = "4h"
    }
  }
}

# Replace it with your deployment.
resource "terraform_data" "deployment" {
  input = var.training_job_id

  lifecycle {
    # If a change replaces the deployment, and the action fails, the old deployment stays.
    create_before_destroy = true

    action_trigger {
      events  = [before_create, before_update]
      actions = [action.modelarts_follow_training_job.this]
    }
  }
}
