terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11
}

ephemeral "modelarts_training_job" "gate" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  require_phases  = ["Completed"]
}

resource "terraform_data" "deployment" {
  input      = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  depends_on = [ephemeral.modelarts_training_job.gate]

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true
  }
}
