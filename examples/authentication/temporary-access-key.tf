# The key comes from HW_ACCESS_KEY, HW_SECRET_KEY and HW_SECURITY_TOKEN, or from the same variables with OS_.
provider "modelarts" {
  region       = "eu-de" # for Huawei Cloud, for example "ap-southeast-1"
  project_name = "eu-de" # or the name of a project in the region, such as "eu-de_training"
}

data "modelarts_training_job_events" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
