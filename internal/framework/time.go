package framework

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// Ten digits are seconds in the years 2001 to 2286, and milliseconds in the spring of 1970.
var epochSecondsPattern = regexp.MustCompile(`^[0-9]{10}$`)

// ParseTime parses RFC 3339 or epoch milliseconds.
func ParseTime(text string) (time.Time, error) {
	if epochSecondsPattern.MatchString(text) {
		return time.Time{}, fmt.Errorf("it looks like seconds, got %q; in milliseconds that is %q", text, text+"000")
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if millis, notMillis := strconv.ParseUint(text, 10, 63); notMillis == nil {
		parsed, err = time.UnixMilli(int64(millis)).UTC(), nil
	}
	if err != nil || parsed.Before(modelarts.EarliestTime) || parsed.After(modelarts.LatestTime) {
		return time.Time{}, fmt.Errorf("it must be a time from 1970 to 9999-12-30, either in RFC 3339, such as \"2026-01-31T08:00:00Z\" "+
			"or \"2026-01-31T08:00:00+01:00\", or in epoch milliseconds, such as \"1769846400000\", got %q", text)
	}
	return parsed, nil
}

// A year before 1000, as RFC 3339 or, before the year 0, as Terraform's timeadd() writes it.
var placeholderTimePattern = regexp.MustCompile(`^(-[0-9]{4}|0[0-9]{3})-[0-9]{2}-[0-9]{2}T`)

// Time returns the validators of an argument that [ParseTime] parses. They also accept placeholders of unknown times: during a validation,
// plantimestamp() is the zero time in Terraform 1.5, and timeadd() moves it by less than 300 years. A read must not accept them.
func Time() []validator.String {
	return []validator.String{Parses(func(text string) (time.Time, error) {
		if placeholderTimePattern.MatchString(text) {
			return time.Time{}, nil
		}
		return ParseTime(text)
	})}
}

// ValidateRange rejects two times if the first is after the second. Each by itself is checked by its attribute.
func ValidateRange(startName string, start types.String, endName string, end types.String) diag.Diagnostics {
	startTime, startErr := ParseTime(start.ValueString())
	endTime, endErr := ParseTime(end.ValueString())
	if startErr != nil || endErr != nil || !startTime.After(endTime) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(startName), "Time range ends before it starts", fmt.Sprintf(
		"%#q %q is %s after %#q %q. Swap them, or check their time zones.",
		startName, start.ValueString(), startTime.Sub(endTime).Round(time.Millisecond), endName, end.ValueString()))}
}
