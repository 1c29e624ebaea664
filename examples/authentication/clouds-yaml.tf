# Uses an entry of clouds.yaml. For Huawei Cloud, change auth_url and region_name in the entry.
provider "modelarts" {
  os_cloud = "training"
}

data "modelarts_training_job_events" "job" {
  training_job_id = "5bd61eea-9de2-4864-a0f7-5fae966171b5"
}
