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

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/eventlist"
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

func inOrderOnce(words []string) []string {
	var once []string
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return once
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

// insecureDiagnostic warns of `insecure` for hosts that are not loopback addresses.
func insecureDiagnostic(hosts []string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("insecure"), "Connection is not protected", "`insecure` is on, so the provider does not "+
		"check who answers as "+strings.Join(hosts, " and ")+". Anybody who controls the network in between can read the credential, and can "+
		"change or hide events, so that a gate passes. Leave `insecure` out, and trust the service's authority with `cacert_file`.")
}

// invalidValue is for an argument that its rule rejects. The reason completes the sentence "The argument cannot be used:".
func invalidValue(at path.Path, reason string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Invalid value", sentence("The argument `"+at.String()+"` cannot be used: "+reason))
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
	if known, ok := find(failuresAnywhere, err); ok {
		return known
	}
	if asked, ok := errors.AsType[*iam.Error](err); ok {
		return explainIAM(asked, credential)
	}
	if known, ok := find(knownFailures, err); ok {
		return known
	}
	if response, ok := errors.AsType[*rest.ResponseError](err); ok {
		return explainResponse(response, credential)
	}
	return explanation{"ModelArts could not be reached",
		"Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.", ""}
}

// knownFailure is what to say about an error that has err in its chain.
type knownFailure struct {
	err error
	explanation
}

func find(known []knownFailure, err error) (explanation, bool) {
	for _, failure := range known {
		if errors.Is(err, failure.err) {
			return failure.explanation, true
		}
	}
	return explanation{}, false
}

// failuresAnywhere are the same at ModelArts and at IAM.
var failuresAnywhere = []knownFailure{
	{rest.ErrNoTLS, explanation{"Service does not speak https",
		"Check the scheme and the port of `endpoint` and `auth_url` of the provider. A service on this machine may need http:// instead. " +
			"If HTTPS_PROXY begins with https://, check that the proxy speaks https.", ""}},
	{rest.ErrNeedsTLS, explanation{"Service speaks https",
		"Write https:// instead of http:// in `endpoint` and `auth_url` of the provider.", ""}},
	{rest.ErrWaitTooLong, explanation{"Service asks for a long wait",
		"Try again after that time, with fewer concurrent reads (terraform -parallelism=...), or set `timeouts` to a longer time.", "timeouts"}},
}

var knownFailures = []knownFailure{
	{rest.ErrRequestTimeout, explanation{"ModelArts did not answer in time",
		"Try again; if the service is slow, raise `request_timeout` of the provider.", ""}},
	{rest.ErrStaleAnswer, explanation{"Answer from a cache",
		"The provider asks caches not to answer. Set `endpoint` of the provider to the service itself, and check whether the proxy that " +
			"HTTPS_PROXY names is a cache.", ""}},
	{rest.ErrErrorBody, explanation{"Error inside an answer",
		"Try again later. If it stays, give the request id to the service's support.", ""}},
	{eventlist.ErrTooManyEvents, explanation{"Too many events",
		"Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`.", ""}},
	{eventlist.ErrListShort, explanation{"List of events incomplete",
		"Try again. If it happens again, ask the service's support why `total` is larger than the list.", ""}},
	{eventlist.ErrListTooLarge, explanation{"Events too large",
		"Keep fewer events with `max_events`, or narrow the filters.", "max_events"}},
	{eventlist.ErrListMoves, explanation{"List of events keeps changing",
		"Try again when the job writes fewer events, or read a window that is over with `start_time` and `end_time`.", ""}},
	{eventlist.ErrOffsetIgnored, explanation{"Service ignores the offset",
		"The list has more than one page, and only the first can be read. " + checkBetween, ""}},
	{eventlist.ErrFilteredPages, explanation{"Service filters each page",
		"The service cuts the list into pages before it filters it, so that a filtered list cannot be read completely. " +
			"Remove `level`, `source` and `pattern`, and filter `events` in the configuration.", ""}},
	{eventlist.ErrUnreadableTotal, explanation{"List of events not confirmed as empty",
		"An empty list is accepted only with a total of 0 or without a total. " + checkBetween, ""}},
	{modelarts.ErrOtherAnswer, explanation{"Answer does not fit the request",
		"The answer is for another question than the one that was asked. " + checkBetween, ""}},
}

const checkBetween = "Check that `endpoint` of the provider is the ModelArts service itself, and not something in front of it that " +
	"drops or caches the query."

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
	switch reason := response.Reason(); reason {
	case rest.ReasonUnauthorized, rest.ReasonSignature, rest.ReasonForbidden:
		if reason == rest.ReasonForbidden && credential.Method != settings.MethodPassword { // IAM knows the credential
			return explanation{"Project not readable", "IAM is only asked to find the project by its name. Set `project_id` of the provider, " +
				"or ask for the permission to list projects.", ""}
		}
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
		return explanation{"Page of events too large", "Set a smaller page size, such as `limit = 10`. All pages are still read.", "limit"}
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
