data "modelarts_training_job" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"

  lifecycle {
    postcondition {
      condition     = self.succeeded
      error_message = "The training job has not completed."
    }
  }
}

resource "terraform_data" "deployment" {
  input      = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  depends_on = [data.modelarts_training_job.job]
}
