data "modelarts_training_job_events" "all" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

output "events" {
  value = data.modelarts_training_job_events.all.events
}
