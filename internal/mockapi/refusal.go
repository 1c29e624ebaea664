package mockapi

import (
	"fmt"
	"net/http"
)

// refusal is an error answer.
type refusal struct {
	status int
	// code is empty in answers of IAM, which has no codes but the status.
	code    string
	message string
	from    origin
}

// origin is who refuses: each has a shape of its own.
type origin int

const (
	fromService origin = iota
	// fromGateway is for the gateway in front of the service.
	fromGateway
	fromIAM
)

func (f *refusal) reply(requestID string) reply {
	var body map[string]any
	switch f.from {
	case fromService:
		body = map[string]any{"error_code": f.code, "error_msg": f.message}
	case fromGateway:
		body = map[string]any{"error_code": f.code, "error_msg": f.message, "request_id": requestID}
	case fromIAM:
		body = map[string]any{"error": map[string]any{
			"code": f.status, "message": f.message, "title": http.StatusText(f.status),
		}}
	}
	return jsonReply(f.status, body)
}

func iamRefusal(status int, message string) *refusal {
	return &refusal{status: status, message: message, from: fromIAM}
}

func noSuchAPI(status int) *refusal {
	return &refusal{status: status, code: "APIGW.0101", message: "The API does not exist.", from: fromGateway}
}

func throttled() *refusal {
	return &refusal{
		status: http.StatusTooManyRequests, code: "APIGW.0308",
		message: "The throttling threshold has been reached.", from: fromGateway,
	}
}

func tokenMissing() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "ModelArts.0201", message: "The token is missing."}
}

func tokenInvalid() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "ModelArts.0203", message: "The token is invalid."}
}

func tokenExpired() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "ModelArts.0202", message: "The token has expired."}
}

func tokenWithoutProject() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "ModelArts.0207", message: "The token has no project."}
}

func wrongSignature(reason error) *refusal {
	return &refusal{
		status: http.StatusUnauthorized, code: "APIGW.0301", from: fromGateway,
		message: fmt.Sprintf("Incorrect IAM authentication information: %s.", reason),
	}
}

func foreignProject(credential string) *refusal {
	return &refusal{
		status: http.StatusForbidden, code: "ModelArts.0210",
		message: fmt.Sprintf("The project in the path is not a project of the %s.", credential),
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
