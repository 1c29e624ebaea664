# A gate for the last 24 hours, so that errors of an earlier run of the job do not count. The events are read during every plan.
# Limits: it does not know which run of the job an event belongs to.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

data "modelarts_training_job_events" "last_day" {
  training_job_id = var.training_job_id
  max_events      = 0

  # No end_time: it would hide later events. Not timestamp(): it is unknown during plan, so the read would be deferred to apply.
  start_time = timeadd(plantimestamp(), "-24h")

  lifecycle {
    postcondition {
      condition     = self.total > 0 && self.other_count == 0
      error_message = format("Training job %v: the events of the last day are not conclusive. Events: %v. Events of an unknown level: %v.", self.training_job_id, self.total, self.other_count)
    }
    postcondition {
      condition     = self.error_count == 0
      error_message = format("Training job %v reports errors within the last day: %v.", self.training_job_id, self.error_count)
    }
  }
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [data.modelarts_training_job_events.last_day]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
