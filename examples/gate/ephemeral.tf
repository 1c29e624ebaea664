# Read while Terraform plans, and again when it applies, also where a saved plan is applied. An error stops the plan, or what
# depends on the gate. Nothing of it is in the plan or the state. Needs Terraform 1.10 or OpenTofu 1.11.
# What it cannot do: hold back what does not depend on it, or see an error that comes once it was passed.

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

ephemeral "modelarts_training_job_events" "gate" {
  training_job_id = var.training_job_id
  fail_on_levels  = ["Error"]
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [ephemeral.modelarts_training_job_events.gate]
}
