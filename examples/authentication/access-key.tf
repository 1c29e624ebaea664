# The secret comes from HW_SECRET_KEY or OS_SECRET_KEY. The project is the region's default project.
provider "modelarts" {
  region     = "eu-de" # for Huawei Cloud, for example "ap-southeast-1"
  access_key = "EXAMPLEACCESSKEY0001"
}

data "modelarts_training_job_events" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
