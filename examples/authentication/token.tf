# The token comes from HW_AUTH_TOKEN or OS_TOKEN.
provider "modelarts" {
  region     = "eu-de" # for Huawei Cloud, for example "ap-southeast-1"
  project_id = "0123456789abcdef0123456789abcdef"
}

data "modelarts_training_job_events" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
