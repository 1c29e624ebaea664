# The events are read at the end of every plan, and again at the end of every apply.
# Limits: a check stops nothing. Errors of the job, and a service that is down, are only warnings: the exit code is 0.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

check "training_job" {
  data "modelarts_training_job_events" "job" {
    training_job_id = var.training_job_id
    max_events      = 0 # otherwise every plan would print all events
  }

  assert {
    condition = (
      data.modelarts_training_job_events.job.error_count == 0
      && data.modelarts_training_job_events.job.other_count == 0
      && data.modelarts_training_job_events.job.total > 0
    )
    error_message = format("Training job %v does not pass. Errors: %v. Events of an unknown level: %v. Events: %v.",
      var.training_job_id,
      data.modelarts_training_job_events.job.error_count,
      data.modelarts_training_job_events.job.other_count,
      data.modelarts_training_job_events.job.total,
    )
  }
}

resource "terraform_data" "deployment" {
  input = var.training_job_id
}
