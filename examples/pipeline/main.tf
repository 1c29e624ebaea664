# Finds the newest completed training job with a name, and decides whether it passes. A newer job that runs or has failed does not count.
# gate.sh, in the same folder, plans this configuration and never applies it.

terraform {
  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

# The environment provides the endpoint or region, the project and the credential.
provider "modelarts" {}

variable "training_job_name" {
  description = "Name of the training job that made the model. If several jobs have it, the newest completed one counts."
  type        = string
}

data "modelarts_training_jobs" "newest" {
  name     = var.training_job_name
  phases   = ["Completed"] # without this line, the newest job counts, and the verdict is go only if it completed
  max_jobs = 1

  # A read fails if the service does not respond within this time. Terraform itself takes a few more seconds.
  timeouts = {
    read = "10s"
  }
}

locals {
  ids = data.modelarts_training_jobs.newest.jobs[*].id # none or one
}

# The job may have been restarted since the search, so its phase is read again. If the search found no job, there is nothing to read.
data "modelarts_training_job" "job" {
  count           = length(local.ids)
  training_job_id = local.ids[count.index]

  timeouts = {
    read = "15s"
  }
}

data "modelarts_training_job_events" "job" {
  # The value of the other data source, so that the events are read after the phase. Otherwise, a job could write errors in between.
  count           = length(data.modelarts_training_job.job)
  training_job_id = data.modelarts_training_job.job[count.index].training_job_id
  order           = "desc"
  max_events      = 5 # for the report; the counts include all events

  timeouts = {
    read = "20s"
  }
}

locals {
  # Null if no job was found.
  job    = one(data.modelarts_training_job.job)
  events = one(data.modelarts_training_job_events.job)

  # The service may send any text as the phase. Keep only letters.
  phase = local.job == null ? null : replace(replace(local.job.phase, "/[^A-Za-z]/", "?"), "/^(.{20}).+$/", "$1...")

  no_job = [
    {
      holds   = true
      verdict = "unknown"
      reason  = "no completed job has this name"
    },
  ]

  # The first rule that holds decides. Without events, or with an event of an unknown level, the job may or may not be good.
  rules = local.job == null ? local.no_job : [
    {
      holds   = !local.job.ended
      verdict = "unknown"
      reason  = format("the job has not ended: its phase is %v", local.phase)
    },
    {
      holds   = !local.job.succeeded
      verdict = "stop"
      reason  = format("the job ended in the phase %v", local.phase)
    },
    {
      holds   = local.events.error_count == null || local.events.other_count == null
      verdict = "unknown"
      reason  = "a filter hides events of some levels"
    },
    {
      holds   = local.events.error_count != 0
      verdict = "stop"
      reason  = format("events of the level Error: %v", local.events.error_count)
    },
    {
      holds   = local.events.total == 0
      verdict = "unknown"
      reason  = "the job has no events"
    },
    {
      holds   = local.events.other_count != 0
      verdict = "unknown"
      reason  = format("events of an unknown level: %v", local.events.other_count)
    },
    {
      holds   = true
      verdict = "go"
      reason  = "the job completed, and none of its events is an error"
    },
  ]
  answer = [for rule in local.rules : rule if rule.holds][0]

  # A message may contain anything. Replace each run of white space and invisible characters (line breaks, escape sequences, marks of
  # writing direction) with one space. Replace ## with #, because it starts a command in the logs of some CI systems. Truncate each text
  # to 300 characters.
  lines = [
    for event in local.events == null ? [] : distinct(concat(local.events.latest_error[*], local.events.events)) : join("  ", [
      for text in [event.time, event.level, event.source, event.message] :
      replace(replace(replace(coalesce(text, "-"), "/[\\s\\pZ\\pC]+/", " "), "/#+/", "#"), "/^(.{300}).+$/", "$1...")
    ])
  ]
}

output "verdict" {
  description = "go, stop or unknown."
  value       = local.answer.verdict
}

output "error_count" {
  value = local.events == null ? null : local.events.error_count
}

output "warning_count" {
  value = local.events == null ? null : local.events.warning_count
}

output "report" {
  description = "Markdown for people: the latest error, then the last five events."
  value = join("\n", concat(
    [
      format("### Training job `%v`: %v", var.training_job_name, local.answer.verdict == "unknown" ? "could not tell" : local.answer.verdict),
      "",
      format("Reason: %v.", local.answer.reason),
      "",
    ],
    local.job == null ? [] : [
      format("Id: `%v`.", local.job.training_job_id),
      "",
      format("Events: %v. Errors: %v. Warnings: %v. Unknown levels: %v.",
      local.events.total, local.events.error_count, local.events.warning_count, local.events.other_count),
      "",
    ],
    # Four spaces make a code block, in which no character has a meaning in Markdown: no link, mention, reference, table or HTML.
    [for line in local.lines : "    - ${line}"],
  ))
}

output "json" {
  description = "The result for programs. The texts of the latest error are unchanged, as the service sent them."
  value = jsonencode({
    name    = var.training_job_name
    job     = local.job == null ? null : local.job.training_job_id
    verdict = local.answer.verdict
    reason  = local.answer.reason
    phase   = local.phase
    counts = local.events == null ? null : {
      total   = local.events.total
      error   = local.events.error_count
      warning = local.events.warning_count
      info    = local.events.info_count
      other   = local.events.other_count
    }
    latest_error = local.events == null ? null : local.events.latest_error
  })
}
