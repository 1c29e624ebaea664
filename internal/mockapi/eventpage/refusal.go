package eventpage

import (
	"fmt"
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// Malformed is the 400 of the example in the API reference.
func Malformed() *wire.Refusal {
	return &wire.Refusal{Status: http.StatusBadRequest, Code: "ModelArts.50004000", Message: "Bad request."}
}

// InvalidParameter is the 400 of a parameter that the reference does not allow.
func InvalidParameter(name string, reason error) *wire.Refusal {
	return &wire.Refusal{
		Status: http.StatusBadRequest, Code: "ModelArts.2764",
		Message: fmt.Sprintf("Invalid parameter %s: %s.", name, reason),
	}
}
