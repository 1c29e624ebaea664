package framework

import (
	"regexp"
	"time"
)

// A year before 1000, as RFC 3339 or, before the year 0, as Terraform's timeadd() writes it.
var placeholderTimePattern = regexp.MustCompile(`^(-[0-9]{4}|0[0-9]{3})-[0-9]{2}-[0-9]{2}T`)

// OrPlaceholder extends a parser for use in a validation. It also accepts placeholders of unknown times: during a validation,
// plantimestamp() is the zero time in Terraform 1.5, and timeadd() moves it by less than 300 years. A read must not accept them.
func OrPlaceholder(parser func(string) (time.Time, error)) func(string) (time.Time, error) {
	return func(text string) (time.Time, error) {
		if placeholderTimePattern.MatchString(text) {
			return time.Time{}, nil
		}
		return parser(text)
	}
}
