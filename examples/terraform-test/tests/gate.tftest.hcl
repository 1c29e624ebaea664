# Needs Terraform 1.7 or OpenTofu 1.8, but no service and no credential, because the mock replaces every read.
# A mock sets a missing count to 0, so set every count that matters.

variables {
  training_job_id = "job-under-test"
}

mock_provider "modelarts" {
  mock_data "modelarts_training_job_events" {
    defaults = {
      total         = 3
      error_count   = 0
      other_count   = 0
      warning_count = 0
    }
  }
}

run "passes_without_errors" {
  command = plan

  assert {
    condition     = output.deployed_job == var.training_job_id
    error_message = "Nothing is deployed, although the job has no errors."
  }
}

run "fails_on_an_error" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      total         = 3
      error_count   = 1
      other_count   = 0
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

# The counts are null if a `level` filter excludes errors.
run "fails_if_the_count_is_not_known" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      total         = 3
      error_count   = null
      other_count   = null
      warning_count = 0
    }
  }

  expect_failures = [data.modelarts_training_job_events.job]
}

run "fails_on_an_unknown_level" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      total         = 3
      error_count   = 0
      other_count   = 1
      warning_count = 0
    }
  }

  expect_failures = [data.modelarts_training_job_events.job]
}

run "fails_without_events" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      total         = 0
      error_count   = 0
      other_count   = 0
      warning_count = 0
    }
  }

  expect_failures = [data.modelarts_training_job_events.job]
}

run "fails_on_a_warning" {
  command = plan

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      total         = 3
      error_count   = 0
      other_count   = 0
      warning_count = 1
    }
  }

  expect_failures = [terraform_data.deployment]
}

run "passes_with_an_accepted_warning" {
  command = plan

  variables {
    warnings_allowed = 1
  }

  override_data {
    target = data.modelarts_training_job_events.job
    values = {
      total         = 3
      error_count   = 0
      other_count   = 0
      warning_count = 1
    }
  }

  assert {
    condition     = output.deployed_job == var.training_job_id
    error_message = "Nothing is deployed, although the warning is accepted."
  }
}
