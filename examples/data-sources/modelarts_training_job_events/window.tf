data "modelarts_training_job_events" "upload" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  source          = "Task"
  pattern         = "train_url"
  start_time      = "2022-11-26T16:03:00+08:00"
  end_time        = "2022-11-26T16:04:00+08:00"

  timeouts = {
    read = "2m"
  }
}

output "upload" {
  value = data.modelarts_training_job_events.upload.events[*].message
}
