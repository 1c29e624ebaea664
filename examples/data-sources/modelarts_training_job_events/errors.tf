data "modelarts_training_job_events" "errors" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  level           = "Error"
  order           = "desc"
  max_events      = 3
}

output "error_count" {
  value = data.modelarts_training_job_events.errors.error_count
}

output "latest_error" {
  value = one(data.modelarts_training_job_events.errors.latest_error[*].message)
}

output "last_errors" {
  value = data.modelarts_training_job_events.errors.events[*].message
}
