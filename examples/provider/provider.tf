terraform {
  required_providers {
    modelarts = {
      source = "modelarts-contrib/modelarts"
    }
  }
}

# The project and the token come from HW_PROJECT_ID and HW_AUTH_TOKEN, so that no secret is in the configuration.
provider "modelarts" {
  region = "eu-de"
}
