# The job and its events are read during every plan. The plan fails if the job has not completed, or if it has an error, an event of an
# unknown level, or no event.
# Limits: it does not wait for the end of the job. The apply of a saved plan does not read the job again, so the result is as old as the
# plan.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

data "modelarts_training_job" "job" {
  training_job_id = var.training_job_id

  lifecycle {
    postcondition {
      condition = self.succeeded
      # The service may send any text as the phase, so the message keeps only letters.
      error_message = "Training job ${self.training_job_id} has not completed. Its phase is ${replace(self.phase, "/[^A-Za-z]/", "?")}."
    }
  }
}

data "modelarts_training_job_events" "job" {
  # The value of the other data source, so that the events are read after the job has completed.
  training_job_id = data.modelarts_training_job.job.training_job_id
  max_events      = 0

  lifecycle {
    postcondition {
      condition     = self.error_count == 0 && self.other_count == 0 && self.total > 0
      error_message = format("Training job %v does not pass. Errors: %v. Events of an unknown level: %v. Events: %v.", self.training_job_id, self.error_count, self.other_count, self.total)
    }
  }
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [data.modelarts_training_job_events.job]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
