package mockapi

import (
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

func noSuchAPI(status int) *wire.Refusal {
	return &wire.Refusal{Status: status, Code: "APIGW.0101", Message: "The API does not exist.", From: wire.FromGateway}
}

func throttled() *wire.Refusal {
	return &wire.Refusal{
		Status: http.StatusTooManyRequests, Code: "APIGW.0308",
		Message: "The throttling threshold has been reached.", From: wire.FromGateway,
	}
}

// The API answers with 400 for a job that does not exist, not with 404.
func jobNotFound() *wire.Refusal {
	return &wire.Refusal{Status: http.StatusBadRequest, Code: "ModelArts.2775", Message: "The training job does not exist."}
}
