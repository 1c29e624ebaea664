# override_module replaces the gate, so nothing is read. No mock_provider: Terraform rejects it for an ephemeral resource.

override_module {
  target = module.gate
}

# The provider has to be configured. If the override is lost, the gate finds no service here, and the test fails.
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
