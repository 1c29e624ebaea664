# What a pipeline asks about a training job. gate.sh, beside this file, plans it and never applies it.

terraform {
  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

# Endpoint or region, project and credential come from the environment.
provider "modelarts" {}

variable "training_job_id" {
  description = "Training job that made the model."
  type        = string
  default     = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}

data "modelarts_training_job_events" "job" {
  training_job_id = var.training_job_id
  order           = "desc"
  max_events      = 5 # for the report: the counts are of all events
}

locals {
  job = data.modelarts_training_job_events.job

  verdict = local.job.error_count == null ? "unknown" : local.job.error_count == 0 ? "go" : "stop"

  # A message may hold anything. White space and what is not printable become one space each, so that a row stays one line; a backslash
  # takes the meaning from every character that has one in a cell of a Markdown table.
  rows = [
    for event in distinct(concat(local.job.latest_error[*], local.job.events)) : [
      for text in [event.time, event.level, event.source, event.message] :
      replace(replace(substr(coalesce(text, "-"), 0, 300), "/[\\s\\pZ\\pC]+/", " "), "/[\\\\`*_~\\[\\]<>&|$]/", "\\$0")
    ]
  ]
}

output "verdict" {
  description = "go, stop or unknown: the one place that decides."
  value       = local.verdict
}

output "error_count" {
  value = local.job.error_count
}

output "warning_count" {
  value = local.job.warning_count
}

output "report" {
  description = "Markdown for a person: the latest error, then the last five events."
  value = join("\n", concat(
    [
      format("### Training job `%v`: %v", var.training_job_id, local.verdict),
      "",
      format("Events: %v. Errors: %v. Warnings: %v.", local.job.total, local.job.error_count, local.job.warning_count),
      "",
      "| time | level | source | message |",
      "|---|---|---|---|",
    ],
    [for row in local.rows : "| ${join(" | ", row)} |"],
  ))
}
