package auth

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Bounds of the settings that are numbers.
const (
	MinRetries            = 0
	MaxRetries            = 20
	MinConcurrentRequests = 1
	MaxConcurrentRequests = 64
)

var (
	// projectIDPattern is from the API reference.
	projectIDPattern = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	cloudPattern     = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)
	regionPattern    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
)

// parseOrReport returns the fallback if the value is not set, unknown or invalid. An invalid value is reported.
func parseOrReport[T any](r *resolver, v value, parser func(string) (T, error), fallback T) T {
	if !v.isSet() || v.unknown {
		return fallback
	}
	parsed, err := parse(v, parser)
	if err != nil {
		problem := Problem{v.setting, "Invalid provider setting", rest.PrintableSentence(r.fullName(v) + " cannot be used: " + err.Error())}
		if !slices.Contains(r.problems, problem) { // the region is parsed for both services
			r.problems = append(r.problems, problem)
		}
		return fallback
	}
	return parsed
}

// Check returns an error if the text cannot be the value of an argument of the provider block. The error completes the sentence "The
// argument cannot be used:" and never holds a secret. Numbers and booleans have no rule here, as Terraform checks them.
func Check(setting, text string) error {
	v := value{setting: setting, origin: fromBlock, text: text}
	var err error
	switch setting {
	case "endpoint":
		_, err = parse(v, parseEndpoint)
	case "auth_url":
		_, err = parse(v, parseAuthURL)
	case "region":
		_, err = parse(v, parseRegion)
	case "cloud":
		_, err = parse(v, parseCloud)
	case "project_id":
		_, err = parse(v, ParseProjectID)
	case "request_timeout":
		_, err = parse(v, ParseDuration)
	case "token", "access_key", "secret_key", "security_token":
		_, err = parse(v, parseSecret)
	case "cacert_file":
		_, err = parse(v, parseNotEmpty)
	default:
		_, err = parse(v, parseText)
	}
	return err
}

func parseCloud(text string) (string, error) {
	return matches(text, cloudPattern, `it must be the domain of a cloud, such as "otc.t-systems.com" or "myhuaweicloud.com"`)
}

func parseRegion(text string) (string, error) {
	return matches(text, regionPattern, `it must be the name of a region, such as "eu-de" or "ap-southeast-1"`)
}

// ParseProjectID parses the id of a project.
func ParseProjectID(text string) (string, error) {
	return matches(text, projectIDPattern, "it must be 1 to 64 letters, digits and hyphens")
}

func matches(text string, pattern *regexp.Regexp, rule string) (string, error) {
	if !pattern.MatchString(text) {
		return "", fmt.Errorf("%s, got %q", rule, text)
	}
	return text, nil
}

// parse parses a value. A line break at the end usually comes from a file that the value was read from.
func parse[T any](v value, parser func(string) (T, error)) (T, error) {
	if v.setting != "cacert_file" && strings.TrimRight(v.text, "\r\n") != v.text {
		var zero T
		return zero, errors.New("it ends with a line break; " + lineBreakAdvice(v.origin))
	}
	return parser(v.text)
}

func lineBreakAdvice(source origin) string {
	switch source {
	case fromBlock:
		return "remove it with trimspace()"
	case fromEntry:
		return "remove it from the file"
	default:
		return "set the variable without it"
	}
}

// parseSecret parses a value for an HTTP header. The text is never in the error.
func parseSecret(text string) (string, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "", errors.New("it contains white space or a control character")
	}
	return parseNotEmpty(text)
}

// parseText parses a name or a password. It rejects impossible passwords, because each wrong password brings the account closer to being
// locked. The text is never in the error.
func parseText(text string) (string, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) }) {
		return "", errors.New("it contains a line break or another control character")
	}
	return parseNotEmpty(text)
}

func parseNotEmpty(text string) (string, error) {
	if text == "" {
		return "", errors.New("it is empty; leave it out to take it from the environment")
	}
	return text, nil
}

func parseBool(text string) (bool, error) {
	parsed, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("it must be true or false, got %q", text)
	}
	return parsed, nil
}

func parseMaxRetries(text string) (int, error) { return parseNumber(text, MinRetries, MaxRetries) }

func parseMaxConcurrentRequests(text string) (int, error) {
	return parseNumber(text, MinConcurrentRequests, MaxConcurrentRequests)
}

func parseNumber(text string, least, most int) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil || number < least || number > most {
		return 0, fmt.Errorf("it must be a number from %d to %d, got %q", least, most, text)
	}
	return number, nil
}

// parseCACert returns the system's certificate authorities and additional ones. The text is PEM, or the path of a PEM file.
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

// ParseDuration parses a duration above zero.
func ParseDuration(text string) (time.Duration, error) {
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		return 0, fmt.Errorf(`it must be a duration above zero, such as "30s" or "2m", got %q`, text)
	}
	return duration, nil
}
