# Needs Terraform 1.7 or OpenTofu 1.8. No service and no credential: the provider is never started for a read.
# A count that is not overridden is 0 in a mock, which would be an open gate: name every count that matters.

mock_provider "modelarts" {
  mock_data "modelarts_training_job_events" {
    defaults = {
      error_count   = 0
      warning_count = 0
    }
  }
}

run "open_without_errors" {
  command = plan

  assert {
    condition     = output.deployed_job == var.training_job_id
    error_message = "Nothing is deployed, though the job has no errors."
  }
}

run "closed_by_an_error" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      error_count   = 1
      warning_count = 0
      latest_error = {
        message = "Training job failed."
        level   = "Error"
        time    = "2022-11-26T16:03:41+08:00"
        source  = "Job"
      }
    }
  }

  expect_failures = [data.modelarts_training_job_events.job]
}

# As where a `level` filter leaves errors out.
run "closed_where_the_count_is_not_known" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      error_count   = null
      warning_count = 0
    }
  }

  expect_failures = [data.modelarts_training_job_events.job]
}

run "closed_by_a_warning" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      error_count   = 0
      warning_count = 1
    }
  }

  expect_failures = [terraform_data.deployment]
}

run "open_for_a_warning_that_is_allowed" {
  command = plan

  variables {
    warnings_allowed = 1
  }

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      error_count   = 0
      warning_count = 1
    }
  }

  assert {
    condition     = output.deployed_job == var.training_job_id
    error_message = "Nothing is deployed, though the warning is allowed."
  }
}
