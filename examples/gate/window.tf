# A gate on the last day: the errors of an earlier run of the job do not close it. Read while Terraform plans.
# What it cannot do: tell which run of the job an event is of.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

data "modelarts_training_job_events" "last_day" {
  training_job_id = var.training_job_id
  max_events      = 0

  # timestamp() instead would not be known before the apply, which would put the read off to it.
  start_time = timeadd(plantimestamp(), "-24h")
  # The end lies ahead, so that no event is missed that comes while this is read, or that another clock has dated.
  end_time = timeadd(plantimestamp(), "24h")

  lifecycle {
    postcondition {
      condition     = self.total > 0
      error_message = "Training job ${self.training_job_id} has no events of the last day, which says nothing of the model."
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
}
