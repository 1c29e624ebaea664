# Read during each plan. It fails if the job has errors, no events, or events of an unknown level: that stops the plan.
# Limits: an apply of a saved plan does not read again, so this gate is as old as the plan.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  max_events      = 0 # the counts cover all events, and the state needs no list

  lifecycle {
    postcondition {
      # If `level` is set, the counts of the events that it excludes are null. Null is not 0, so the condition fails.
      condition = self.error_count == 0 && self.other_count == 0 && self.total > 0
      error_message = join(" ", concat(
        [
          "Training job ${self.training_job_id} does not pass.",
          "Errors: ${coalesce(self.error_count, "not known")}.",
          "Events of an unknown level: ${coalesce(self.other_count, "not known")}.",
          "Events: ${self.total}. The latest error:",
        ],
        # A message may hold anything. White space and invisible characters (line breaks, escape sequences, marks of writing direction)
        # become one space each time. Two # could begin a command to a CI system that reads its log. Without an error the list is empty; the
        # service may leave out any field.
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
}
