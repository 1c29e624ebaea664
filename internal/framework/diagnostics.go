package framework

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// TimeoutError is the cause of a context that a timeout ended.
type TimeoutError struct {
	// Operation is the name of the timeout in the configuration, such as "read". It is empty if the timeout is not configurable.
	Operation string
	After     time.Duration
}

func (e TimeoutError) Error() string {
	if e.Operation == "" {
		return fmt.Sprintf("it took longer than %s", e.After)
	}
	return fmt.Sprintf("the time limit timeouts.%s (%s) was exceeded", e.Operation, e.After)
}

// Subject is what a data source reads, in words that complete the sentences of a diagnostic.
type Subject struct {
	// Noun is a plural, such as "events".
	Noun string
	// Content is what a response must contain, such as "a list of events".
	Content string
	// Owner is the owner of the data, such as "training job X in project Y".
	Owner string
	// Permission is the permission that the user needs, in Markdown.
	Permission string
	// HasFilters means that arguments can narrow the read, HasLimit that the argument `limit` is the size of a page.
	HasFilters, HasLimit bool
	// OfProject means that the owner is a project. Otherwise it is a job, which the argument `training_job_id` names.
	OfProject bool
}

// Of returns the subject with its owner.
func (s Subject) Of(owner string) Subject {
	s.Owner = owner
	return s
}

// ReadFailure explains an error of a read that had a project. The credential is named if a service refused it.
func ReadFailure(subject Subject, err error, credential auth.Credential) diag.Diagnostic {
	return failure("Reading the "+subject.Noun+" of "+subject.Owner+" failed.", subject, err, credential)
}

// ProjectFailure explains an error of a read that failed before its project was known. The subject therefore has no owner.
func ProjectFailure(subject Subject, err error, credential auth.Credential) diag.Diagnostic {
	return failure("Finding the project failed, so the "+subject.Noun+" were not read.", subject, err, credential)
}

func failure(what string, subject Subject, err error, credential auth.Credential) diag.Diagnostic {
	explained := explain(subject, err, credential)
	detail := []string{what, rest.PrintableSentence("What happened: " + whatHappened(err))}
	if response, ok := errors.AsType[*rest.ResponseError](err); ok && response.RequestID != "" {
		detail = append(detail, "Request id: "+response.RequestID)
	}
	if isRejection(err) {
		detail = append(detail, rest.PrintableSentence("Credential: "+credential.String()))
	}
	detail = append(detail, "What to do: "+explained.next)
	text := strings.Join(detail, "\n\n")
	if explained.attribute != "" {
		return diag.NewAttributeErrorDiagnostic(path.Root(explained.attribute), explained.summary, text)
	}
	return diag.NewErrorDiagnostic(explained.summary, text)
}

// whatHappened is the text of the error. Only Terraform cancels a read without a cause.
func whatHappened(err error) string {
	if !errors.Is(err, context.Canceled) {
		return err.Error()
	}
	return strings.Replace(err.Error(), context.Canceled.Error(), "Terraform was interrupted", 1)
}

// GateDiagnostics returns an error for each reason why a gate fails.
func GateDiagnostics(reasons []gate.Reason) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, reason := range reasons {
		diags.AddAttributeError(path.Root(reason.Argument), reason.Summary, reason.Detail)
	}
	return diags
}
