package framework

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/joblist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// explanation is the information that a person needs in addition to the error.
type explanation struct {
	summary string
	// next says what to do, in complete sentences.
	next string
	// attribute is the argument of the data source to check. It is empty if the cause is elsewhere.
	attribute string
}

// row explains the errors that it matches.
type row struct {
	matches matcher
	explanation
}

type matcher func(error) bool

// explain takes the first row that matches. The last row matches all errors.
func explain(subject Subject, err error, credential auth.Credential) explanation {
	rows := table(subject, err, credential)
	return rows[slices.IndexFunc(rows, func(row row) bool { return row.matches(err) })].explanation
}

// table is every explanation there is. The order matters.
func table(subject Subject, err error, credential auth.Credential) []row {
	return slices.Concat(endRows(subject, err), connectionRows, iamRows(credential), unusableRows, listRows(subject), jobListRows,
		responseRows(subject, credential))
}

const checkEndpoint = "Check that `endpoint` of the provider is the ModelArts service and not a login page or a proxy in front of it."

const checkBetween = "Check that `endpoint` of the provider is the ModelArts service itself, and not a proxy that " +
	"drops or caches the query."

// fewerEvents is advice for a list that is too long.
func (s Subject) fewerEvents() string {
	if s.HasLimit {
		return "Narrow the filters: `level`, `source`, `pattern`, or `start_time` and `end_time`."
	}
	return "The action reads all events of the job. To read some of them, use the data source `modelarts_training_job_events` with filters."
}

// tooManyKept explains a list that is too large for the memory.
func (s Subject) tooManyKept() explanation {
	if s.HasLimit {
		return explanation{"Events too large", "Keep fewer events with `max_events`, or narrow the filters.", "max_events"}
	}
	return explanation{"Events too large", s.fewerEvents(), ""}
}

// tooLarge explains a response that is too large.
func (s Subject) tooLarge() explanation {
	if s.HasLimit {
		return explanation{"Page of " + s.Noun + " too large", "Set a smaller page size, such as `limit = 10`. All pages are still read.", "limit"}
	}
	return explanation{"Response too large", checkEndpoint, ""}
}

// ownerArgument is the argument that names the owner.
func (s Subject) ownerArgument() string {
	if s.OfProject {
		return "project_id"
	}
	return "training_job_id"
}

// checkOwner is advice for an owner that does not exist.
func (s Subject) checkOwner() string {
	if s.OfProject {
		return "Check `project_id`, and that the project belongs to this region."
	}
	return "Check that `training_job_id` is the id of the job, not its name, and that the job belongs to this project and region. " +
		"The data source `modelarts_training_jobs` finds the id by the name."
}

// endRows are for reads that were ended. They come first, because such an error has the last response in its chain, which is not its reason.
func endRows(subject Subject, err error) []row {
	ended, _ := errors.AsType[TimeoutError](err)
	raise := "Raise `timeouts = { " + ended.Operation + " = ... }`"
	if subject.HasFilters {
		raise += ", or narrow the filters"
	}
	return []row{
		{as[TimeoutError], explanation{"Reading the " + subject.Noun + " took too long", raise + ".", "timeouts"}},
		{is(context.Canceled), explanation{"Reading the " + subject.Noun + " was interrupted", "Run it again.", ""}},
	}
}

// connectionRows are the same at ModelArts and at IAM.
var connectionRows = []row{
	{as[*tls.CertificateVerificationError], explanation{"Certificate not trusted",
		"Check `endpoint` and `auth_url` of the provider, and trust the authority that signed the certificate: with `cacert_file`, or on this machine.", ""}},
	{is(rest.ErrNoTLS), explanation{"Service does not speak https",
		"Check the scheme and the port of `endpoint` and `auth_url` of the provider. A service on this machine may need http:// instead. " +
			"If HTTPS_PROXY begins with https://, check that the proxy speaks https.", ""}},
	{is(rest.ErrNeedsTLS), explanation{"Service speaks https",
		"Write https:// instead of http:// in `endpoint` and `auth_url` of the provider.", ""}},
	{is(rest.ErrWaitTooLong), explanation{"Service asks for a long wait",
		"Try again after that time, lower `max_concurrent_requests` of the provider, or set `timeouts` to a longer time.", "timeouts"}},
}

// iamRows are for the steps before the read: logging in and finding the project. One of them matches each error of IAM, so no later row
// gets it.
func iamRows(credential auth.Credential) []row {
	return []row{
		{atIAM(is(auth.ErrNoProject)), explanation{"Project not found",
			"Set `project_id` or `project_name` of the provider to one of these, or check `region`.", ""}},
		{atIAM(is(auth.ErrSeveralProjects)), explanation{"Project not unique", "Set `project_id` of the provider to the id of one of these.", ""}},
		{atIAM(is(auth.ErrNoToken)), explanation{"Unexpected response from IAM", "Check `auth_url` or `region` of the provider.", ""}},
		{fromIAM((*auth.IAMError).IsForbiddenLookup), explanation{"Project not readable", "The provider asks IAM only for the id of the project. " +
			"Set `project_id` of the provider, or ask for the permission to list projects.", ""}},
		{fromIAM((*auth.IAMError).IsRejection), explanation{"Credential refused by IAM", adviceAtIAM(credential), ""}},
		{fromIAM((*auth.IAMError).IsUnavailable), explanation{"IAM is not available", "Try again later.", ""}},
		{atIAM(as[*rest.ResponseError]), explanation{"Unexpected response from IAM", "Check `auth_url` or `region` of the provider.", ""}},
		{as[*auth.IAMError], explanation{"IAM could not be reached",
			"Check `auth_url` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.", ""}},
	}
}

// unusableRows are responses of ModelArts that cannot be used, independent of their status.
var unusableRows = []row{
	{is(rest.ErrRequestTimeout), explanation{"ModelArts did not respond in time",
		"Try again. If the service is slow, raise `request_timeout` of the provider.", ""}},
	{is(rest.ErrStaleResponse), explanation{"Response from a cache",
		"The provider asks caches not to respond. Set `endpoint` of the provider to the service itself, and check whether the proxy that " +
			"HTTPS_PROXY names is a cache.", ""}},
	{is(rest.ErrErrorBody), explanation{"Error inside a response",
		"Try again later. If it happens again, send the request id to the service's support.", ""}},
	{is(modelarts.ErrOtherResponse), explanation{"Response does not match the request",
		"The response does not belong to this request. " + checkBetween, ""}},
}

// listRows are lists of events that cannot be read completely.
func listRows(subject Subject) []row {
	return []row{
		{is(eventlist.ErrTooManyEvents), explanation{"Too many events", subject.fewerEvents(), ""}},
		{is(eventlist.ErrListShort), explanation{"List of events incomplete",
			"Try again. If it happens again, ask the service's support why `total` is larger than the list.", ""}},
		{is(eventlist.ErrListTooLarge), subject.tooManyKept()},
		{is(eventlist.ErrListMoves), explanation{"List of events keeps changing",
			"Try again when the job writes fewer events, or set `start_time` and `end_time` to a time window that has ended.", ""}},
		{is(eventlist.ErrOffsetIgnored), explanation{"Service ignores the offset",
			"The list has more than one page, and only the first can be read. " + checkBetween, ""}},
		{is(eventlist.ErrFilteredPages), explanation{"Service filters each page",
			"The service cuts the list into pages before it applies the filters, so a filtered list cannot be read completely. " +
				"Remove `level`, `source` and `pattern`, and filter `events` in the configuration.", ""}},
		{is(eventlist.ErrUnreadableTotal), explanation{"List of events not confirmed as empty",
			"An empty list is accepted only with a total of 0 or without a total. " + checkBetween, ""}},
	}
}

// jobListRows are lists of training jobs that cannot be read completely.
var jobListRows = []row{
	{is(joblist.ErrTooManyJobs), explanation{"Too many training jobs",
		"Narrow the filters: `name`, `name_contains`, `phases`, or `created_after` and `created_before`.", ""}},
	{is(joblist.ErrListMoves), explanation{"List of training jobs keeps changing",
		"Try again when fewer jobs are created and deleted, or narrow the filters.", ""}},
	{is(joblist.ErrPageRepeats), explanation{"Service repeats a page",
		"The list has more than one page, and not all of them can be read. " + checkBetween, ""}},
	{is(joblist.ErrCrowdedSecond), explanation{"Too many training jobs in one second",
		"Their order may change between two pages, so that a job could be missed. Narrow the filters, such as `name_contains` or `phases`.", ""}},
}

// responseRows are responses of ModelArts by how they ended, then by their status and error code. Without a response, the last row matches.
func responseRows(subject Subject, credential auth.Credential) []row {
	return []row{
		{is(rest.ErrResponseTooLarge), subject.tooLarge()},
		{is(rest.ErrBodyCut), explanation{"Connection broke in the middle of a response",
			"Try again. If it happens again, check the network and the proxies in between.", ""}},
		{reason(modelarts.ReasonUnusable), explanation{"Response without " + subject.Content, checkEndpoint, ""}},
		{reason(modelarts.ReasonSignature, modelarts.ReasonUnauthorized), explanation{"Credential refused", adviceAtModelArts(credential), ""}},
		{reason(modelarts.ReasonTokenWithoutProject), explanation{"Token has no project",
			"The token is scoped to a domain. " + adviceAtModelArts(credential), ""}},
		{reason(modelarts.ReasonJobNotFound), explanation{"Training job not found",
			subject.checkOwner(), subject.ownerArgument()}},
		{reason(modelarts.ReasonInvalidRequest), explanation{"Request refused as invalid",
			"Correct the argument that the message names.", ""}},
		{reason(modelarts.ReasonOtherProject), explanation{"Credential belongs to another project",
			"Use a credential of this project, or set `project_id` to the credential's. If `project_id` is a name, set it as " +
				"`project_name` of the provider instead.", "project_id"}},
		{reason(modelarts.ReasonForbidden), explanation{"Permission missing", "Ask for the permission " + subject.Permission + ".", ""}},
		{reason(modelarts.ReasonNotFound), explanation{"Not found by ModelArts",
			"The endpoint is right, because the error code is one of ModelArts. " + subject.checkOwner(), subject.ownerArgument()}},
		{reason(modelarts.ReasonNoSuchPath), explanation{"No such path",
			"The endpoint does not know this API. Check `endpoint` or `region` of the provider.", ""}},
		{reason(modelarts.ReasonThrottled), explanation{"ModelArts throttles the requests",
			"Try again later, lower `max_concurrent_requests` of the provider, or raise its `max_retries`.", ""}},
		{reason(modelarts.ReasonRedirect), explanation{"Redirect refused",
			"The provider does not follow redirects, because they could send the credential to another address. " +
				"Set `endpoint` of the provider to the service itself.", ""}},
		{reason(modelarts.ReasonUnavailable), explanation{"ModelArts is not available",
			"Try again later. If it happens again, send the request id to the service's support.", ""}},
		{as[*rest.ResponseError], explanation{"Unexpected response",
			"Check `endpoint` of the provider. If it is right, send the request id to the service's support.", ""}},
		{all, explanation{"ModelArts could not be reached",
			"Check `endpoint` or `region` of the provider, the network, and the proxy that HTTPS_PROXY names.", ""}},
	}
}

// is matches an error that wraps the target.
func is(target error) matcher {
	return func(err error) bool { return errors.Is(err, target) }
}

// as matches an error that wraps one of a type.
func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// reason matches a response of one of these reasons.
func reason(reasons ...modelarts.Reason) matcher {
	return func(err error) bool {
		response, ok := errors.AsType[*rest.ResponseError](err)
		return ok && slices.Contains(reasons, modelarts.ReasonOf(response))
	}
}

// atIAM matches the errors of IAM that another matcher matches.
func atIAM(matches matcher) matcher {
	return func(err error) bool { return as[*auth.IAMError](err) && matches(err) }
}

// fromIAM matches an error of IAM that is of a kind.
func fromIAM(kind func(*auth.IAMError) bool) matcher {
	return func(err error) bool {
		failed, ok := errors.AsType[*auth.IAMError](err)
		return ok && kind(failed)
	}
}

func all(error) bool { return true }
