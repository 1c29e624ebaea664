package auth

import (
	"fmt"
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

func iamRefusal(status int, message string) *wire.Refusal {
	return &wire.Refusal{Status: status, Message: message, From: wire.FromIAM}
}

func tokenMissing() *wire.Refusal {
	return &wire.Refusal{Status: http.StatusUnauthorized, Code: "ModelArts.0201", Message: "The token is missing."}
}

func tokenInvalid() *wire.Refusal {
	return &wire.Refusal{Status: http.StatusUnauthorized, Code: "ModelArts.0203", Message: "The token is invalid."}
}

func tokenExpired() *wire.Refusal {
	return &wire.Refusal{Status: http.StatusUnauthorized, Code: "ModelArts.0202", Message: "The token has expired."}
}

func tokenWithoutProject() *wire.Refusal {
	return &wire.Refusal{Status: http.StatusUnauthorized, Code: "ModelArts.0207", Message: "The token has no project."}
}

func wrongSignature(reason error) *wire.Refusal {
	return &wire.Refusal{
		Status: http.StatusUnauthorized, Code: "APIGW.0301", From: wire.FromGateway,
		Message: fmt.Sprintf("Incorrect IAM authentication information: %s.", reason),
	}
}

func foreignProject(credential string) *wire.Refusal {
	return &wire.Refusal{
		Status: http.StatusForbidden, Code: "ModelArts.0210",
		Message: fmt.Sprintf("The project in the path is not a project of the %s.", credential),
	}
}
