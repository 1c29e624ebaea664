data "modelarts_training_jobs" "newest" {
  name     = "sample-job"
  phases   = ["Completed"]
  max_jobs = 1
}

# The id is null if no job with this name has completed.
output "training_job_id" {
  value = one(data.modelarts_training_jobs.newest.jobs[*].id)
}
