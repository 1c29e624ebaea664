package argument

import "regexp"

// A year before 1000, as RFC 3339 or, before the year 0, as Terraform's timeadd() writes it.
var placeholderTimePattern = regexp.MustCompile(`^(-[0-9]{4}|0[0-9]{3})-[0-9]{2}-[0-9]{2}T`)

// IsPlaceholderTime reports whether a time may stand for one that is not known yet: during a validation, plantimestamp() is the zero time in
// Terraform 1.5, and timeadd() moves it by less than 300 years. A validator must accept it. A read must not.
func IsPlaceholderTime(text string) bool { return placeholderTimePattern.MatchString(text) }
