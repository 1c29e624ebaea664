data "modelarts_training_jobs" "failed" {
  phases        = ["Failed", "Abnormal"]
  created_after = timeadd(plantimestamp(), "-168h")
}

output "failed_in_the_last_week" {
  value = [for job in data.modelarts_training_jobs.failed.jobs : "${job.name} (${job.id})"]
}

output "failed_list_is_complete" {
  value = !data.modelarts_training_jobs.failed.truncated
}
