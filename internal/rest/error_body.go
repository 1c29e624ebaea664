package rest

import (
	"cmp"
	"encoding/json"
	"slices"
)

type errorBody struct{ code, message, requestID string }

// parseErrorBody reads the usual forms of errors: error_code and error_msg, an object named error, and plain code and message. Names are
// case-insensitive and may lack the underscore.
func parseErrorBody(body []byte) errorBody {
	var wire struct {
		flatError
		ErrorCode scalar          `json:"error_code"`
		ErrorMsg  scalar          `json:"error_msg"`
		CamelCode scalar          `json:"errorCode"`
		CamelMsg  scalar          `json:"errorMsg"`
		RequestID scalar          `json:"request_id"`
		Error     json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return errorBody{}
	}
	nested := parseNestedError(wire.Error)
	return errorBody{
		code:      string(cmp.Or(wire.ErrorCode, wire.CamelCode, wire.Code, nested.Code)),
		message:   string(cmp.Or(wire.ErrorMsg, wire.CamelMsg, wire.Message, nested.Message)),
		requestID: string(wire.RequestID),
	}
}

type flatError struct {
	Code    scalar `json:"code"`
	Message scalar `json:"message"`
}

// emptyValues are JSON values that say no: a member named error with one of them reports no error.
var emptyValues = []string{"null", "false", "0", `""`, "{}", "[]"}

// IsEmpty reports whether a JSON value is null, false, 0 or empty.
func IsEmpty(value json.RawMessage) bool { return slices.Contains(emptyValues, string(value)) }

func parseNestedError(raw json.RawMessage) flatError {
	if IsEmpty(raw) {
		return flatError{}
	}
	var nested flatError
	if json.Unmarshal(raw, &nested) == nil && nested != (flatError{}) {
		return nested
	}
	var text scalar
	_ = json.Unmarshal(raw, &text) // a scalar takes every value
	return flatError{Message: text}
}

// scalar is the text of a JSON string, or the source of any other JSON value: codes are strings or numbers.
type scalar string

func (s *scalar) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	*s = scalar(text)
	return nil
}
