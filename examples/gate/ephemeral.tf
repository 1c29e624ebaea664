# Fails if the job has an error, an event of an unknown level, or no event. The gate runs during plan and again during apply, even if you
# apply a saved plan. A failure stops the plan, or during apply the resources that depend on the gate. The plan and the state store nothing.
# Limits: it does not stop resources that do not depend on it, and does not see later errors.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11
}

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
}

ephemeral "modelarts_training_job_events" "gate" {
  training_job_id = var.training_job_id
  fail_on_levels  = ["Error"]
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [ephemeral.modelarts_training_job_events.gate]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
