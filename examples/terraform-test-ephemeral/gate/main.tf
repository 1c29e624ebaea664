terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11

  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

ephemeral "modelarts_training_job_events" "gate" {
  training_job_id = var.training_job_id
  fail_on_levels  = ["Error"]
}
