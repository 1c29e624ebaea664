package rest

import (
	"net/http"
	"slices"
	"strings"
)

// Reason is what a [ResponseError] means for the one who asked.
type Reason int

// The reasons. Codes repeat across statuses, so both decide; the table is in the service's lists of error codes
// (ModelArts, API Gateway).
const (
	// ReasonUnknown is a status that the API does not document.
	ReasonUnknown Reason = iota
	// ReasonUnusable is a 2xx that is not what was asked for.
	ReasonUnusable
	// ReasonJobNotFound is a 400 with a code of its own, not a 404.
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
	// ReasonNoSuchPath is any other 404: the endpoint is not that of the service.
	ReasonNoSuchPath
	// ReasonThrottled is a 429.
	ReasonThrottled
	// ReasonRedirect is a 3xx, which is never followed.
	ReasonRedirect
	// ReasonUnavailable is a 5xx.
	ReasonUnavailable
)

// Reason classifies the answer by its status and code.
func (e *ResponseError) Reason() Reason {
	// The gateway's codes begin with APIG in some places.
	code := strings.Replace(e.Code, "APIG.", "APIGW.", 1)
	is := func(codes ...string) bool { return slices.Contains(codes, code) }
	switch status := e.StatusCode; {
	case status/100 == 2:
		return ReasonUnusable
	case status == http.StatusBadRequest && is("ModelArts.2775"):
		return ReasonJobNotFound
	case status == http.StatusBadRequest:
		return ReasonInvalidRequest
	case status == http.StatusUnauthorized && is("APIGW.0301"):
		return ReasonSignature
	case status == http.StatusUnauthorized && is("ModelArts.0207", "ModelArts.0212"):
		return ReasonTokenWithoutProject
	case status == http.StatusUnauthorized:
		return ReasonUnauthorized
	case status == http.StatusForbidden && is("ModelArts.0210"), status == http.StatusNotFound && is("ModelArts.2786"):
		return ReasonOtherProject
	case status == http.StatusForbidden:
		return ReasonForbidden
	case status == http.StatusNotFound:
		return ReasonNoSuchPath
	case status == http.StatusTooManyRequests:
		return ReasonThrottled
	case status/100 == 3:
		return ReasonRedirect
	case status/100 == 5:
		return ReasonUnavailable
	}
	return ReasonUnknown
}
