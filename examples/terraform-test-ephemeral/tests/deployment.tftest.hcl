# override_module replaces the gate, so nothing is read. mock_provider cannot be used: Terraform rejects it for ephemeral resources.

override_module {
  target = module.gate
}

# The provider must be configured. If the override is removed by mistake, the gate cannot reach this endpoint, and the test fails.
provider "modelarts" {
  endpoint   = "https://127.0.0.1:1"
  project_id = "0123456789abcdef0123456789abcdef"
  token      = "not-used"
}

variables {
  training_job_id = "job-under-test"
}

run "deploys_the_job" {
  command = plan

  assert {
    condition     = output.deployed_job == "job-under-test"
    error_message = "Another job is deployed."
  }
}
