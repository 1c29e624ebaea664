# Read at the end of every plan, and again at the end of every apply.
# What it cannot do: stop anything. Errors of the job are warnings here, and so is a service that is down: the exit code is 0.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

check "training_job" {
  data "modelarts_training_job_events" "job" {
    training_job_id = var.training_job_id
    max_events      = 0 # every plan prints what was read
  }

  assert {
    condition     = data.modelarts_training_job_events.job.error_count == 0
    error_message = format("Training job %v reports errors: %v.", var.training_job_id, data.modelarts_training_job_events.job.error_count)
  }
}

resource "terraform_data" "deployment" {
  input = var.training_job_id
}
