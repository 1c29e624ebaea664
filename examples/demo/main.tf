terraform {
  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

# The endpoint, the project and the token come from the environment: MODELARTS_ENDPOINT, HW_PROJECT_ID, HW_AUTH_TOKEN.
provider "modelarts" {}

variable "training_job_id" {
  description = "Training job to read."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  order           = "desc"
}

# A message may contain anything. Replace each run of white space and invisible characters (line breaks, escape sequences, marks of writing
# direction) with one space. If the service omits a field, the field is null.
locals {
  events = [
    for event in data.modelarts_training_job_events.job.events :
    { for name, text in event : name => replace(coalesce(text, "-"), "/[\\s\\pZ\\pC]+/", " ") }
  ]
  lines = [for event in local.events : format("%s  %-5s  %-4s  %s", event.time, event.level, event.source, event.message)]
}

output "total" {
  description = "Number of events of the job."
  value       = data.modelarts_training_job_events.job.total
}

output "errors" {
  description = "Errors, newest first."
  value       = [for event in local.events : format("%s %s: %s", event.time, event.source, event.message) if event.level == "Error"]
}

output "last_events" {
  description = "The last five events, newest first."
  value       = join("\n", slice(local.lines, 0, min(5, length(local.lines))))
}
