terraform {
  required_version = ">= 1.10" # OpenTofu: 1.11
}

ephemeral "modelarts_training_job_events" "gate" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  fail_on_levels  = ["Error"]
}

resource "terraform_data" "deployment" {
  input = "5bd61eea-9de2-4864-a0f7-5fae966171b5"

  lifecycle {
    # If a change replaces the deployment, and the gate fails during apply, the old deployment stays.
    create_before_destroy = true

    precondition {
      condition     = ephemeral.modelarts_training_job_events.gate.warning_count <= 3
      error_message = "The training job has more than three warnings." # Terraform would hide a message that contains an ephemeral value
    }
  }
}
