# HW_SECRET_KEY or OS_SECRET_KEY holds the secret. The project is the region's default project.
provider "modelarts" {
  region     = "eu-de" # Huawei Cloud: such as "ap-southeast-1"
  access_key = "EXAMPLEACCESSKEY0001"
}

data "modelarts_training_job_events" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
