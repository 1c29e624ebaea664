# A module with an ephemeral gate. The gate is a separate module, so that tests can replace it.

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

module "gate" {
  source          = "./gate"
  training_job_id = var.training_job_id
}

resource "terraform_data" "deployment" {
  input      = var.training_job_id
  depends_on = [module.gate]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}

output "deployed_job" {
  value = terraform_data.deployment.input
}
