# The password comes from HW_USER_PASSWORD or OS_PASSWORD.
provider "modelarts" {
  region      = "eu-de" # for Huawei Cloud, for example "ap-southeast-1"
  user_name   = "events-reader"
  domain_name = "example-account"
}

data "modelarts_training_job_events" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
