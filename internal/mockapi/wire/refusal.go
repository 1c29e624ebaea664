package wire

import "net/http"

// Refusal is an error answer.
type Refusal struct {
	Status int
	// Code is empty for IAM, whose only code is the status.
	Code    string
	Message string
	From    Origin
}

// Origin is who refuses the request. Each has its own format of an error body.
type Origin int

// The origins of a refusal.
const (
	// FromService is for ModelArts itself.
	FromService Origin = iota
	// FromGateway is for the API gateway in front of the service.
	FromGateway
	// FromIAM is for IAM.
	FromIAM
)

// Reply returns the answer that refuses the request with this id.
func (f *Refusal) Reply(requestID string) Reply {
	var body map[string]any
	switch f.From {
	case FromService:
		body = map[string]any{"error_code": f.Code, "error_msg": f.Message}
	case FromGateway:
		body = map[string]any{"error_code": f.Code, "error_msg": f.Message, "request_id": requestID}
	case FromIAM:
		body = map[string]any{"error": map[string]any{
			"code": f.Status, "message": f.Message, "title": http.StatusText(f.Status),
		}}
	}
	return JSON(f.Status, body)
}
