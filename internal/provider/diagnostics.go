package provider

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/iam"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/printable"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/settings"
)

// timeoutError is the cause of a context that an operation's timeout ended.
type timeoutError struct{ operation }

func (e timeoutError) Error() string {
	return fmt.Sprintf("timeouts.%s ended it after %s", e.name, e.timeout)
}

// explanation is what a person needs beside the error itself.
type explanation struct {
	summary string
	// next is what to do, a full sentence or more.
	next string
	// attribute is the argument to look at, empty where it is none of the data source's.
	attribute string
}

// readDiagnostic turns a read that failed with a credential into a diagnostic.
func readDiagnostic(err error, query modelarts.EventsQuery, credential settings.Credential) diag.Diagnostic {
	return failure(fmt.Sprintf("Reading the events of training job %s in project %s failed.", query.TrainingJobID, query.ProjectID), err, credential)
}

// projectDiagnostic is for a read that ended before it had a project.
func projectDiagnostic(err error, credential settings.Credential) diag.Diagnostic {
	return failure("Finding the project whose events to read failed.", err, credential)
}

// Bounds of what a closed gate shows of an event, in characters; a terminal line has room for them.
const (
	maxTimeRunes    = 40
	maxWordRunes    = 20
	maxMessageRunes = 160
)

// gateDiagnostic is for a gate that events of some levels have closed.
func gateDiagnostic(trainingJobID, projectID string, levels []string, summary *modelarts.Summary) diag.Diagnostic {
	var detail strings.Builder
	count, events := summary.Count(levels...), "events"
	if count == 1 {
		events = "event"
	}
	fmt.Fprintf(&detail, "Training job %s in project %s has %d %s of the levels that close this gate: %s.\n\nThe latest:\n",
		trainingJobID, projectID, count, events, strings.Join(inOrderOnce(levels), ", "))
	for _, event := range summary.Latest(levels...) {
		// Terraform leaves indented lines as they are.
		fmt.Fprintf(&detail, "  %s  %s  %s  %s\n", shown(event.Time, maxTimeRunes), shown(event.Level, maxWordRunes),
			shown(event.Source, maxWordRunes), shown(event.Message, maxMessageRunes))
	}
	detail.WriteString("\nWhat to do: Find out from them what went wrong. Where they are of an earlier run of the job, " +
		"set `start_time` and `end_time` to the time that counts.")
	return diag.NewAttributeErrorDiagnostic(path.Root("fail_on_levels"), "Training job has events that close this gate", detail.String())
}

func inOrderOnce(words []string) []string {
	var once []string
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return once
}

func shown(text *string, maxRunes int) string {
	if text == nil {
		return "-"
	}
	return printable.Line(*text, maxRunes)
}

func failure(what string, err error, credential settings.Credential) diag.Diagnostic {
	explained := explain(err, credential)
	detail := []string{what, sentence("What happened: " + err.Error())}
	if response, ok := errors.AsType[*rest.ResponseError](err); ok && response.RequestID != "" {
		detail = append(detail, "Request id: "+response.RequestID)
	}
	if isRefusal(err) {
		detail = append(detail, sentence("Credential: "+credential.String()))
	}
	detail = append(detail, "What to do: "+explained.next)
	text := strings.Join(detail, "\n\n")
	if explained.attribute != "" {
		return diag.NewAttributeErrorDiagnostic(path.Root(explained.attribute), explained.summary, text)
	}
	return diag.NewErrorDiagnostic(explained.summary, text)
}

// sentence ends with one full stop and fits a terminal, whatever of it comes from outside.
func sentence(text string) string { return printable.Sentence(text) }

// explain asks first what ended the read: a timeout has the last answer in its chain, which is not its reason.
func explain(err error, credential settings.Credential) explanation {
	if ended, ok := errors.AsType[timeoutError](err); ok {
		return explanation{"Reading the events took too long",
			"Raise `timeouts = { " + ended.name + " = ... }`, or narrow the filters.", "timeouts"}
	}
	if errors.Is(err, context.Canceled) {
		return explanation{"Reading the events was interrupted", "Run it again.", ""}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return explanation{"Certificate not trusted",
			"Check `endpoint` and `auth_url` of the provider, and trust the authority that signed the certificate: with `cacert_file`, or on this machine.", ""}
	}
	if asked, ok := errors.AsType[*iam.Error](err); ok {
		return explainIAM(asked, credential)
	}
	for _, known := range knownFailures {
		if errors.Is(err, known.err) {
			return known.explanation
		}
	}
	if response, ok := errors.AsType[*rest.ResponseError](err); ok {
		return explainResponse(response, credential)
	}
	return explanation{"ModelArts could not be reached",
		"Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.", ""}
}

var knownFailures = []struct {
	err error
	explanation
}{
	{rest.ErrRequestTimeout, explanation{"ModelArts did not answer in time",
		"Try again; if the service is slow, raise `request_timeout` of the provider.", ""}},
	{modelarts.ErrTooManyEvents, explanation{"Too many events",
		"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`.", ""}},
	{modelarts.ErrListShort, explanation{"List of events incomplete",
		"Try again; if it stays, ask the service's support why `total` is larger than the list.", ""}},
	{modelarts.ErrListTooLarge, explanation{"Events too large",
		"Keep fewer of them with `max_events`, or narrow the filters.", "max_events"}},
	{modelarts.ErrListMoves, explanation{"List of events keeps moving",
		"Try again when the job writes less, or read a window that is over with `start_time` and `end_time`.", ""}},
	{modelarts.ErrOtherOffset, explanation{"List of events out of order",
		"Try again; if it stays, something between here and ModelArts answers with pages that were not asked for.", ""}},
}

// explainIAM is for what comes before the read itself: logging in, and finding a project.
func explainIAM(err *iam.Error, credential settings.Credential) explanation {
	response, answered := errors.AsType[*rest.ResponseError](err)
	switch {
	case errors.Is(err, iam.ErrProject):
		return explanation{"Project not found", "Set `project_id` or `project_name` of the provider to one of these, or check `region`.", ""}
	case errors.Is(err, iam.ErrNoToken):
		return explanation{"Unexpected answer from IAM", "Check `auth_url` or `region` of the provider.", ""}
	case !answered:
		return explanation{"IAM could not be reached", "Check `auth_url` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.", ""}
	}
	switch response.Reason() {
	case rest.ReasonUnauthorized, rest.ReasonSignature, rest.ReasonForbidden:
		return explanation{"Credential refused by IAM", adviceAtIAM(credential), ""}
	case rest.ReasonThrottled, rest.ReasonUnavailable:
		return explanation{"IAM is not available", "Try again later.", ""}
	default:
		return explanation{"Unexpected answer from IAM", "Check `auth_url` or `region` of the provider.", ""}
	}
}

var responseFailures = map[rest.Reason]explanation{
	rest.ReasonUnusable: {"Answer without a list of events",
		"Check that `endpoint` of the provider is the ModelArts service and not a login page or a proxy in front of it.", ""},
	rest.ReasonJobNotFound: {"Training job not found",
		"Check `training_job_id`, and that the job belongs to this project and region.", "training_job_id"},
	rest.ReasonInvalidRequest: {"Request refused as invalid",
		"Compare the arguments with what the message says.", ""},
	rest.ReasonOtherProject: {"Project is not the credential's",
		"Use a credential of this project, or set `project_id` to the credential's.", "project_id"},
	rest.ReasonForbidden: {"Permission missing",
		"Ask for the permission `modelarts:trainJob:listEvents` (in older policies `modelarts:trainJob:get`).", ""},
	rest.ReasonNoSuchPath: {"No such path",
		"The endpoint does not know this API. Check `endpoint` or `region` of the provider.", ""},
	rest.ReasonThrottled: {"ModelArts throttles the requests",
		"Try again later, with fewer reads side by side (terraform -parallelism=...), or raise `max_retries` of the provider.", ""},
	rest.ReasonRedirect: {"Redirect refused",
		"Redirects are not followed, so that no credential goes to another address. Set `endpoint` of the provider to the service itself.", ""},
	rest.ReasonUnavailable: {"ModelArts is not available",
		"Try again later. If it stays, give the request id to the service's support.", ""},
	rest.ReasonUnknown: {"Unexpected answer",
		"Check `endpoint` of the provider. If that is right, give the request id to the service's support.", ""},
}

func explainResponse(response *rest.ResponseError, credential settings.Credential) explanation {
	if errors.Is(response, rest.ErrAnswerTooLarge) {
		return explanation{"Page of events too large", "Set a smaller `limit`, such as 10: pages are read one by one.", "limit"}
	}
	if errors.Is(response, rest.ErrBodyCut) {
		return explanation{"Connection broke in the middle of an answer", "Try again; if it stays, look at the network and the proxies in between.", ""}
	}
	switch response.Reason() {
	case rest.ReasonSignature, rest.ReasonUnauthorized:
		return explanation{"Credential refused", adviceAtModelArts(credential), ""}
	case rest.ReasonTokenWithoutProject:
		return explanation{"Token has no project", "The token is scoped to a domain. " + adviceAtModelArts(credential), ""}
	default:
		return responseFailures[response.Reason()]
	}
}
