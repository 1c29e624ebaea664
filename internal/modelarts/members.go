package modelarts

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// otherMembers has the folded names of a body's undocumented members. They must be unique, because an empty member that reports an error must
// not hide another one.
type otherMembers map[string]bool

// check returns an error if the name is there twice or the member reports an error.
func (o otherMembers) check(name string, value json.RawMessage) error {
	if o[fold(name)] {
		return fmt.Errorf("the name %.40q is there twice", name)
	}
	o[fold(name)] = true
	return checkNoError(name, value)
}

// checkPage also returns an error if the member says that there are further pages.
func (o otherMembers) checkPage(name string, value json.RawMessage) error {
	if err := o.check(name, value); err != nil {
		return err
	}
	var inner map[string]json.RawMessage
	if slices.Contains(moreContainers, name) && json.Unmarshal(value, &inner) == nil {
		for name, value := range inner {
			if err := checkNoMore(name, value); err != nil {
				return err
			}
		}
	}
	return checkNoMore(name, value)
}

// fold maps names that encoding/json considers equal to one text. Both steps are necessary: a long s is a lower case letter, and a Kelvin sign
// an upper case letter.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// The API has no such members. A service that sends one may have further pages elsewhere.
var (
	moreNamePattern = regexp.MustCompile(`(?i)^((has|is)_?)?(more|next|truncated|incomplete|partial)`)
	moreContainers  = []string{"links", "page_info"}
)

// checkNoMore returns an error if a member says that there are further pages.
func checkNoMore(name string, value json.RawMessage) error {
	if moreNamePattern.MatchString(name) && !rest.IsEmpty(value) {
		return fmt.Errorf("the page says that there is more: %.40q is %.40s", name, value)
	}
	return nil
}

// Package rest finds the names that the API and IAM give to the parts of an error. These are the names that others use: a gateway may put
// its own error next to an empty list.
var (
	errorNamePattern   = regexp.MustCompile(`(?i)^(err|errors?|fault|exception)([_-]?(code|msg|messages?|text|info|details?|desc|description|reason|type))?$`)
	successNamePattern = regexp.MustCompile(`(?i)^(is[_-]?)?(success|successful|succeeded|complete|ok)$`)
)

// checkNoError returns [rest.ErrErrorBody] if a member reports an error.
func checkNoError(name string, value json.RawMessage) error {
	isError := errorNamePattern.MatchString(name) && !rest.IsEmpty(value)
	isFailure := successNamePattern.MatchString(name) && string(value) == "false"
	if isError || isFailure {
		return fmt.Errorf("%w: %.40q is %.40s", rest.ErrErrorBody, name, value)
	}
	return nil
}
