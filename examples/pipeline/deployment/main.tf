# Deploys the training job that gate.sh has checked. deploy.sh, in the folder above, applies this configuration.

variable "gate_file" {
  description = "The file that gate.sh wrote with --json, as an absolute path."
  type        = string
}

locals {
  gate = jsondecode(file(var.gate_file))
}

# Replace it with your deployment. It uses the id of the gate, because a search could find another job by now.
resource "terraform_data" "deployment" {
  input = local.gate.job

  lifecycle {
    # If a change replaces the deployment, and the new one cannot be created, the old one stays.
    create_before_destroy = true

    # Also if somebody applies this without deploy.sh.
    precondition {
      condition     = local.gate.verdict == "go"
      error_message = "Training job ${coalesce(local.gate.name, "without a name")} does not pass: ${local.gate.reason}."
    }
  }
}

output "training_job_id" {
  value = terraform_data.deployment.output
}
