terraform {
  required_version = ">= 1.14"
}

variable "training_job_id" {
  description = "Training job to follow."
  type        = string
}

action "modelarts_follow_training_job" "this" {
  config {
    training_job_id = var.training_job_id
  }
}
