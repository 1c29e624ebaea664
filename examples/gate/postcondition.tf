# The events are read during every plan. The plan fails if the job has errors, no events, or events of an unknown level.
# Limits: the apply of a saved plan does not read the events again, so the result is as old as the plan.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  max_events      = 0 # the counts include all events, so the state needs no list

  lifecycle {
    postcondition {
      # If `level` is set, the counts of the other levels are null. Null does not equal 0, so the condition fails.
      condition = self.error_count == 0 && self.other_count == 0 && self.total > 0
      error_message = join(" ", concat(
        [
          "Training job ${self.training_job_id} does not pass.",
          "Errors: ${coalesce(self.error_count, "not known")}.",
          "Events of an unknown level: ${coalesce(self.other_count, "not known")}.",
          "Events: ${self.total}. The latest error:",
        ],
        # A message may contain anything. Replace each run of white space and invisible characters (line breaks, escape sequences, marks of
        # writing direction) with one space, and ## with #, because ## can begin a command to a CI system. If there is no error, the list
        # is empty. The service may omit any field.
        [
          for text in compact(concat(self.latest_error[*].time, self.latest_error[*].source, self.latest_error[*].message)) :
          replace(replace(text, "/[\\s\\pZ\\pC]+/", " "), "/#+/", "#")
        ],
      ))
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
