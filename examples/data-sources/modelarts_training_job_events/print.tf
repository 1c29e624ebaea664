data "modelarts_training_job_events" "last" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
  order           = "desc"
  max_events      = 3
}

# Replace each run of white space and invisible characters (line breaks, escape sequences, marks of writing direction) with one space.
output "last_messages" {
  value = [
    for message in compact(data.modelarts_training_job_events.last.events[*].message) :
    replace(message, "/[\\s\\pZ\\pC]+/", " ")
  ]
}
