variable "training_job_id" {
  description = "Training job to follow."
  type        = string
}

action "modelarts_follow_training_job" "this" {
  config {
    training_job_id = var.training_job_id
  }
}
