package provider

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/endpoints"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

const (
	minRetries, maxRetries                       = 0, 20
	minConcurrentRequests, maxConcurrentRequests = 1, 32
)

var (
	projectIDPattern     = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	trainingJobIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	cloudPattern         = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)
	regionPattern        = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
)

func parseEndpoint(text string) (*url.URL, error) {
	return parseURL(text, endpoints.Parse, "https://modelarts.eu-de.otc.t-systems.com")
}

func parseAuthURL(text string) (*url.URL, error) {
	return parseURL(text, endpoints.ParseIAM, "https://iam.eu-de.otc.t-systems.com/v3")
}

func parseURL(text string, parse func(string) (*url.URL, error), example string) (*url.URL, error) {
	address, err := parse(text)
	switch {
	case err == nil:
		return address, nil
	case strings.Contains(text, "@"): // a password may stand before it
		return nil, fmt.Errorf("%w; a valid address is %q", err, example)
	}
	return nil, fmt.Errorf("%w, got %q; a valid address is %q", err, text, example)
}

func parseCloud(text string) (string, error) {
	return matches(text, cloudPattern, `it must be the domain of a cloud, such as "otc.t-systems.com" or "myhuaweicloud.com"`)
}

func parseRegion(text string) (string, error) {
	return matches(text, regionPattern, `it must be the name of a region, such as "eu-de" or "ap-southeast-1"`)
}

func parseProjectID(text string) (string, error) {
	return matches(text, projectIDPattern, "it must be 1 to 64 letters, digits and hyphens")
}

func parseTrainingJobID(text string) (string, error) {
	return matches(text, trainingJobIDPattern,
		`it must be 1 to 64 letters, digits, hyphens and underscores, such as "5bd61eea-9de2-4864-a0f7-5fae966171b5"`)
}

// parsePattern counts characters, as the service does. A line break, most often from the end of a file, would match no event, and so
// hide every event.
func parsePattern(text string) (string, error) {
	if strings.ContainsFunc(text, isLineBreakOrControl) {
		return "", fmt.Errorf("it contains a line break or a control character, got %.40q; trimspace() removes a line break at the end", text)
	}
	if length := utf8.RuneCountInString(text); length < 1 || length > modelarts.MaxPatternLength {
		return "", fmt.Errorf("it must be 1 to %d characters, got %d: %.40q", modelarts.MaxPatternLength, length, text)
	}
	return text, nil
}

func isLineBreakOrControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

func matches(text string, pattern *regexp.Regexp, rule string) (string, error) {
	if !pattern.MatchString(text) {
		return "", fmt.Errorf("%s, got %q", rule, text)
	}
	return text, nil
}

// parseHeaderText reads a secret. It catches what an HTTP header cannot carry, which is most often the line break at the end of a
// file. The text is never in the error.
func parseHeaderText(text string) (string, error) {
	switch {
	case text == "":
		return parseNotEmpty(text)
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return "", errors.New("it holds white space or a control character; trimspace() removes a line break at the end")
	}
	return text, nil
}

func parseNotEmpty(text string) (string, error) {
	if text == "" {
		return "", errors.New("it is empty; leave it out to take it from the environment")
	}
	return text, nil
}

func parseBool(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("it must be true or false, got %q", text)
	}
	return value, nil
}

func parseMaxRetries(text string) (int, error) { return parseNumber(text, minRetries, maxRetries) }

func parseMaxConcurrentRequests(text string) (int, error) {
	return parseNumber(text, minConcurrentRequests, maxConcurrentRequests)
}

func parseNumber(text string, least, most int) (int, error) {
	value, err := strconv.Atoi(text)
	if err != nil || value < least || value > most {
		return 0, fmt.Errorf("it must be a number from %d to %d, got %q", least, most, text)
	}
	return value, nil
}

// parseCACert adds authorities to the system's. The text is the path of a PEM file, or PEM itself.
func parseCACert(text string) (*x509.CertPool, error) {
	certificates := []byte(text)
	if !strings.Contains(text, "-----BEGIN ") {
		var err error
		if certificates, err = os.ReadFile(text); err != nil { //nolint:gosec // the user says which
			return nil, err
		}
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("the system's certificates cannot be read: %w", err)
	}
	if !pool.AppendCertsFromPEM(certificates) {
		return nil, errors.New("it holds no certificate in PEM")
	}
	return pool, nil
}

func parsePositiveDuration(text string) (time.Duration, error) {
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		return 0, fmt.Errorf(`it must be a duration above zero, such as "30s" or "2m", got %q`, text)
	}
	return duration, nil
}

// Ten digits are seconds in the years 2001 to 2286, and milliseconds in the spring of 1970.
var epochSecondsPattern = regexp.MustCompile(`^[0-9]{10}$`)

// parseTime reads RFC 3339 or epoch milliseconds.
func parseTime(text string) (time.Time, error) {
	if epochSecondsPattern.MatchString(text) {
		return time.Time{}, fmt.Errorf("it looks like seconds, got %q; in milliseconds that is %q", text, text+"000")
	}
	if millis, err := strconv.ParseUint(text, 10, 63); err == nil && millis <= maxEpochMillis {
		return time.UnixMilli(int64(millis)).UTC(), nil
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil || parsed.Before(time.UnixMilli(0)) {
		return time.Time{}, fmt.Errorf("it must be a time since 1970, either in RFC 3339, such as \"2026-01-31T08:00:00Z\" "+
			"or \"2026-01-31T08:00:00+01:00\", or in epoch milliseconds, such as \"1769846400000\", got %q", text)
	}
	return parsed, nil
}

// A year before 1000, as RFC 3339 or, before the year 0, as Terraform's timeadd() writes it.
var placeholderTimePattern = regexp.MustCompile(`^(-[0-9]{4}|0[0-9]{3})-[0-9]{2}-[0-9]{2}T`)

// parseTimeToValidate is parseTime for validation. There plantimestamp() is the zero time in Terraform 1.5, and timeadd() moves it by
// less than 300 years. The real time is not known yet, so such a time is accepted. The read refuses it.
func parseTimeToValidate(text string) (time.Time, error) {
	if placeholderTimePattern.MatchString(text) {
		return time.Time{}, nil
	}
	return parseTime(text)
}

// The last millisecond that RFC 3339 can write: the service echoes times in it.
var maxEpochMillis = uint64(time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC).UnixMilli())

// parses returns a validator that reports a parser's error. It skips null and unknown values. The error completes the sentence "The
// argument cannot be used:": it names the value unless that is secret, says what is allowed, and gives an example where it helps.
func parses[T any](parser func(string) (T, error)) validator.String {
	return parserValidator[T]{parser}
}

type parserValidator[T any] struct {
	parser func(string) (T, error)
}

func (v parserValidator[T]) Description(context.Context) string {
	return "must be as the description of the attribute says"
}

func (v parserValidator[T]) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v parserValidator[T]) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := v.parser(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(invalidValue(req.Path, err.Error()))
	}
}
