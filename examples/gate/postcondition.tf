# Read while Terraform plans, as often as it plans. An error stops the plan, and everything with it.
# What it cannot do: an apply of a saved plan does not read again, so this gate is as old as the plan.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  max_events      = 0 # the counts are of all events, and the state needs no list

  lifecycle {
    postcondition {
      # Where a `level` filter leaves errors out, the count is null, which is not 0: the gate is closed.
      condition = self.error_count == 0
      # Without an error latest_error is null, and then [*] makes an empty list of it; the service may leave out any of its fields.
      error_message = join(" ", compact(concat(
        ["Training job ${self.training_job_id} reports errors: ${coalesce(self.error_count, "unknown")}. The latest:"],
        self.latest_error[*].time, self.latest_error[*].source, self.latest_error[*].message,
      )))
    }
  }
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [data.modelarts_training_job_events.job]
}
