package mockapi

import (
	"fmt"
	"net/http"
)

// refusal is an error answer in one of the two shapes {error_code, error_msg} of the service and
// {error_code, error_msg, request_id} of the gateway in front of it.
type refusal struct {
	status  int
	code    string
	message string
	gateway bool
}

func (f *refusal) reply(requestID string) reply {
	body := map[string]string{"error_code": f.code, "error_msg": f.message}
	if f.gateway {
		body["request_id"] = requestID
	}
	return jsonReply(f.status, body)
}

func noSuchAPI(status int) *refusal {
	return &refusal{status: status, code: "APIGW.0101", message: "The API does not exist.", gateway: true}
}

func tokenMissing() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "ModelArts.0201", message: "The token is missing."}
}

func tokenInvalid() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "ModelArts.0203", message: "The token is invalid."}
}

func foreignProject() *refusal {
	return &refusal{
		status: http.StatusForbidden, code: "ModelArts.0210",
		message: "The project in the path is not the project of the token.",
	}
}

// A job that does not exist is a 400 in this API, not a 404.
func jobNotFound() *refusal {
	return &refusal{status: http.StatusBadRequest, code: "ModelArts.2775", message: "The training job does not exist."}
}

// malformed is the 400 that the API reference shows.
func malformed() *refusal {
	return &refusal{status: http.StatusBadRequest, code: "ModelArts.50004000", message: "Bad request."}
}

func invalidParameter(name string, reason error) *refusal {
	return &refusal{
		status: http.StatusBadRequest, code: "ModelArts.2764",
		message: fmt.Sprintf("Invalid parameter %s: %s.", name, reason),
	}
}
