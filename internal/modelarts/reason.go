package modelarts

import (
	"net/http"
	"slices"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Reason is what a response that reports an error means for the caller.
type Reason int

// The reasons, as [ReasonOf] tells them apart.
const (
	// ReasonUnknown is a status that the API does not document.
	ReasonUnknown Reason = iota
	// ReasonUnusable is a 2xx with a body that cannot be used.
	ReasonUnusable
	// ReasonJobNotFound is a 400, not a 404.
	ReasonJobNotFound
	// ReasonInvalidRequest is any other 400.
	ReasonInvalidRequest
	// ReasonSignature is a wrong signature or access key.
	ReasonSignature
	// ReasonTokenWithoutProject is a token scoped to a domain.
	ReasonTokenWithoutProject
	// ReasonUnauthorized is any other 401: the token is missing, expired or invalid.
	ReasonUnauthorized
	// ReasonOtherProject is a project in the path that is not the credential's.
	ReasonOtherProject
	// ReasonForbidden is any other 403: a permission is missing.
	ReasonForbidden
	// ReasonNotFound is any other 404 with a code of ModelArts. It comes from the service itself, so the endpoint is right.
	ReasonNotFound
	// ReasonNoSuchPath is any other 404: the endpoint is not that of the service.
	ReasonNoSuchPath
	// ReasonThrottled is a 429.
	ReasonThrottled
	// ReasonRedirect is a 3xx, which is never followed.
	ReasonRedirect
	// ReasonUnavailable is a 5xx.
	ReasonUnavailable
)

// reasons lists the error codes that mean something else than their status alone, from the services' lists of error codes (ModelArts,
// API Gateway). Codes repeat across statuses, so both decide. A prefix ends with a full stop.
var reasons = []struct {
	status int
	codes  []string
	reason Reason
}{
	{http.StatusBadRequest, []string{"ModelArts.2775"}, ReasonJobNotFound},
	{http.StatusUnauthorized, []string{"APIGW.0301"}, ReasonSignature},
	{http.StatusUnauthorized, []string{"ModelArts.0207", "ModelArts.0212"}, ReasonTokenWithoutProject},
	{http.StatusForbidden, []string{"ModelArts.0210"}, ReasonOtherProject},
	{http.StatusNotFound, []string{"ModelArts.2786"}, ReasonOtherProject},
	{http.StatusNotFound, []string{"ModelArts."}, ReasonNotFound},
}

// ReasonOf classifies a response by its status and code.
func ReasonOf(response *rest.ResponseError) Reason {
	// The gateway's codes begin with APIG in some places.
	code := strings.Replace(response.Code, "APIG.", "APIGW.", 1)
	for _, known := range reasons {
		if response.StatusCode == known.status && slices.ContainsFunc(known.codes, func(listed string) bool {
			return code == listed || strings.HasSuffix(listed, ".") && strings.HasPrefix(code, listed)
		}) {
			return known.reason
		}
	}
	return reasonOfStatus(response.StatusCode)
}

func reasonOfStatus(status int) Reason {
	switch status {
	case http.StatusBadRequest:
		return ReasonInvalidRequest
	case http.StatusUnauthorized:
		return ReasonUnauthorized
	case http.StatusForbidden:
		return ReasonForbidden
	case http.StatusNotFound:
		return ReasonNoSuchPath
	case http.StatusTooManyRequests:
		return ReasonThrottled
	}
	switch status / 100 {
	case 2:
		return ReasonUnusable
	case 3:
		return ReasonRedirect
	case 5:
		return ReasonUnavailable
	}
	return ReasonUnknown
}
