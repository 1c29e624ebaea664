# A module with a gate: it deploys nothing if the training job has errors. tests/gate.tftest.hcl tests the module without the service.

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
}

variable "warnings_allowed" {
  description = "Number of warnings that are accepted."
  type        = number
  default     = 0
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  max_events      = 0

  lifecycle {
    postcondition {
      condition     = self.error_count == 0 && self.other_count == 0 && self.total > 0
      error_message = "Training job ${var.training_job_id} does not pass. Errors: ${coalesce(self.error_count, "not known")}."
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
