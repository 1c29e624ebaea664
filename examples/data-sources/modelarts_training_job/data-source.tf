data "modelarts_training_job" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

output "succeeded" {
  value = data.modelarts_training_job.job.succeeded
}

output "task_statuses" {
  value = data.modelarts_training_job.job.task_statuses
}
