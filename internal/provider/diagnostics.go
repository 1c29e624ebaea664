package provider

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// readTimeoutError is the cause of a context that timeouts.read ended.
type readTimeoutError struct{ after time.Duration }

func (e readTimeoutError) Error() string {
	return fmt.Sprintf("timeouts.read ended it after %s", e.after)
}

// explanation is what a person needs beside the error itself.
type explanation struct {
	summary string
	// next is what to do, a full sentence or more.
	next string
	// attribute is the argument to look at, empty where it is none of the data source's.
	attribute string
}

// readDiagnostic is the one place that turns a failed read into a diagnostic.
func readDiagnostic(err error, query modelarts.EventsQuery) diag.Diagnostic {
	explained := explain(err)
	detail := []string{
		fmt.Sprintf("Reading the events of training job %s in project %s failed.", query.TrainingJobID, query.ProjectID),
		"What happened: " + strings.TrimRight(err.Error(), ".") + ".",
	}
	if response, ok := errors.AsType[*modelarts.ResponseError](err); ok && response.RequestID != "" {
		detail = append(detail, "Request id: "+response.RequestID)
	}
	detail = append(detail, "What to do: "+explained.next)
	text := strings.Join(detail, "\n\n")
	if explained.attribute != "" {
		return diag.NewAttributeErrorDiagnostic(path.Root(explained.attribute), explained.summary, text)
	}
	return diag.NewErrorDiagnostic(explained.summary, text)
}

// explain asks first what ended the read: a timeout has the last answer in its chain, which is not its reason.
func explain(err error) explanation {
	if _, ok := errors.AsType[readTimeoutError](err); ok {
		return explanation{"Reading the events took too long",
			"Raise `timeouts = { read = ... }`, or narrow the filters.", "timeouts"}
	}
	if response, ok := errors.AsType[*modelarts.ResponseError](err); ok && !errors.Is(err, context.Canceled) {
		return explainResponse(response)
	}
	for _, failure := range listFailures {
		if errors.Is(err, failure.err) {
			return failure.explanation
		}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return explanation{"Certificate not trusted",
			"Check that `endpoint` of the provider is right and that the machine trusts the authority that signed its certificate.", ""}
	}
	return explanation{"ModelArts could not be reached",
		"Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.", ""}
}

var listFailures = []struct {
	err error
	explanation
}{
	{context.Canceled, explanation{"Reading the events was interrupted", "Run it again.", ""}},
	{modelarts.ErrRequestTimeout, explanation{"ModelArts did not answer in time",
		"Try again; if the service is slow, raise `request_timeout` of the provider.", ""}},
	{modelarts.ErrTooManyEvents, explanation{"Too many events",
		"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`.", ""}},
	{modelarts.ErrListShort, explanation{"List of events incomplete",
		"Try again; if it stays, ask the service's support why `total` is larger than the list.", ""}},
	{modelarts.ErrOtherOffset, explanation{"List of events out of order",
		"Try again; if it stays, something between here and ModelArts answers with pages that were not asked for.", ""}},
}

const tokenAdvice = "Get a new token, scoped to the project, and set it as `token` of the provider or in HW_AUTH_TOKEN. " +
	"Tokens end after 24 hours, and soon after a change of the password."

var responseFailures = map[modelarts.Reason]explanation{
	modelarts.ReasonUnusable: {"Answer without a list of events",
		"Check that `endpoint` of the provider is the ModelArts service and not a login page or a proxy in front of it.", ""},
	modelarts.ReasonJobNotFound: {"Training job not found",
		"Check `training_job_id`, and that the job belongs to this project and region.", "training_job_id"},
	modelarts.ReasonInvalidRequest: {"Request refused as invalid",
		"Compare the arguments with what the message says.", ""},
	modelarts.ReasonSignature: {"Credential refused",
		"Check the credential before the next try: five wrong ones in a row lock an access key for five minutes.", ""},
	modelarts.ReasonTokenWithoutProject: {"Token has no project",
		"The token is scoped to a domain. " + tokenAdvice, ""},
	modelarts.ReasonUnauthorized: {"Credential refused", tokenAdvice, ""},
	modelarts.ReasonOtherProject: {"Project is not the credential's",
		"Use a credential of this project, or set `project_id` to the credential's.", "project_id"},
	modelarts.ReasonForbidden: {"Permission missing",
		"Ask for the permission `modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`).", ""},
	modelarts.ReasonNoSuchPath: {"No such path",
		"The endpoint does not know this API. Check `endpoint` or `region` of the provider.", ""},
	modelarts.ReasonThrottled: {"ModelArts throttles the requests",
		"Try again later, with fewer reads side by side (terraform -parallelism=...), or raise `max_retries` of the provider.", ""},
	modelarts.ReasonRedirect: {"Redirect refused",
		"Redirects are not followed, so that no credential goes to another address. Set `endpoint` of the provider to the service itself.", ""},
	modelarts.ReasonUnavailable: {"ModelArts is not available",
		"Try again later. If it stays, give the request id to the service's support.", ""},
	modelarts.ReasonUnknown: {"Unexpected answer",
		"Check `endpoint` of the provider. If that is right, give the request id to the service's support.", ""},
}

func explainResponse(response *modelarts.ResponseError) explanation {
	if errors.Is(response, modelarts.ErrAnswerTooLarge) {
		return explanation{"Page of events too large", "Set a smaller `limit`, such as 10: pages are read one by one.", "limit"}
	}
	return responseFailures[response.Reason()]
}
