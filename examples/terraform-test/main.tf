# A module of your own, held back by the errors of a training job. tests/gate.tftest.hcl tests it without the service.

terraform {
  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

variable "warnings_allowed" {
  description = "How many warnings of the job do not matter."
  type        = number
  default     = 0
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  max_events      = 0

  lifecycle {
    postcondition {
      condition     = self.error_count == 0
      error_message = "Training job ${var.training_job_id} reports errors: ${coalesce(self.error_count, "unknown")}."
    }
  }
}

resource "terraform_data" "deployment" {
  input = var.training_job_id

  lifecycle {
    precondition {
      condition     = data.modelarts_training_job_events.job.warning_count <= var.warnings_allowed
      error_message = "Training job ${var.training_job_id} has more than ${var.warnings_allowed} warnings."
    }
  }
}

output "deployed_job" {
  value = terraform_data.deployment.input
}
