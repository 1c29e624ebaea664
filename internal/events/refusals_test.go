package events_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

const (
	durationRule = `it must be a duration above zero, such as "30s" or "2m"`

	jobIDRule = `it must be 1 to 64 letters, digits, hyphens and underscores, such as "5bd61eea-9de2-4864-a0f7-5fae966171b5"`
	timeRule  = `it must be a time from 1970 to 9999-12-30, either in RFC 3339, such as "2026-01-31T08:00:00Z" or ` +
		`"2026-01-31T08:00:00+01:00", or in epoch milliseconds, such as "1769846400000"`
)

// invalid is the refusal of a parser.
func invalid(attribute, rule, value string) acctest.Diagnostic {
	return acctest.Diagnostic{
		Address: acctest.Address, Attribute: attribute, Summary: "Invalid value",
		Detail: "The argument `" + attribute + "` cannot be used: " + rule + fmt.Sprintf(", got %q.", value),
	}
}

func TestTrainingJobIDIsRefused(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{
		"where it is empty":          "",
		"where it has 65 characters": strings.Repeat("a", 65),
		"where it has a slash":       "jobs/1",
		"where it climbs":            "..",
		"where it has an umlaut":     "jöb",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Provider()+acctest.Data(acctest.Argument("training_job_id", id)))
			acctest.SameDiagnostic(t, got, invalid("training_job_id", jobIDRule, id))
			service.WasNotAsked(t)
		})
	}
}

func TestWhiteSpaceAroundTheTrainingJobIDIsNamed(t *testing.T) {
	t.Parallel()
	for _, id := range []string{" job", "job ", "job\n", "\tjob"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Provider()+acctest.Data(acctest.Argument("training_job_id", id)))
			want := invalid("training_job_id", "it begins or ends with white space", id)
			want.Detail = strings.TrimSuffix(want.Detail, ".") + "; trimspace() removes it."
			acctest.SameDiagnostic(t, got, want)
			service.WasNotAsked(t)
		})
	}
}

func TestTrainingJobIDMayHave64Characters(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("a_Z-0", 13)[:64]
	service := acctest.NewService(t)
	service.AddJob(id, nil)
	acctest.ReadInProcess(t, service.Provider()+acctest.Data(acctest.Argument("training_job_id", id)), acctest.HasText("training_job_id", id), acctest.HasNumber("total", 0))
}

func TestProjectIDIsRefused(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "pro_ject", strings.Repeat("a", 65)} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			acctest.SameDiagnostic(t, acctest.FailsInProcess(t, service.Sample(acctest.Argument("project_id", id))), invalid("project_id", acctest.ProjectIDRule, id))
			service.WasNotAsked(t)
		})
	}
}

var argumentIsRefusedCases = map[string]struct {
	attribute, value string
	summary, detail  string
}{
	"level in lower case": {
		"level", `"error"`,
		"Invalid value", "The argument `level` cannot be used: it must be `Info`, `Error` or `Warning` (case-sensitive), got \"error\".",
	},
	"source in mixed case": {
		"source", `"K8s"`,
		"Invalid value", "The argument `source` cannot be used: it must be `K8S`, `Job` or `Task` (case-sensitive), got \"K8s\".",
	},
	"empty pattern": {
		"pattern", `""`,
		"Invalid value", "The argument `pattern` cannot be used: it must be 1 to 256 characters, got 0: \"\".",
	},
	"pattern of 257 characters": {
		"pattern", `"` + strings.Repeat("p", 257) + `"`,
		"Invalid value", "The argument `pattern` cannot be used: it must be 1 to 256 characters, got 257: \"" + strings.Repeat("p", 40) + "\".",
	},
	"pattern with a line break at its end": {
		"pattern", `"failed\n"`,
		"Invalid value", "The argument `pattern` cannot be used: it contains a line break or a control character, " +
			"got \"failed\\n\"; trimspace() removes a line break at the end.",
	},
	"order in upper case": {
		"order", `"ASC"`,
		"Invalid value", "The argument `order` cannot be used: it must be `asc` or `desc` (case-sensitive), got \"ASC\".",
	},
	"offset below 0": {
		"offset", "-1",
		"Invalid value", "The argument `offset` cannot be used: it must be a whole number from 0 to 2147483647, got -1.",
	},
	"limit 0": {
		"limit", "0",
		"Invalid value", "The argument `limit` cannot be used: it must be a whole number from 1 to 100, got 0.",
	},
	"limit 101": {
		"limit", "101",
		"Invalid value", "The argument `limit` cannot be used: it must be a whole number from 1 to 100, got 101.",
	},
	"language without a country": {
		"language", `"en"`,
		"Invalid value", "The argument `language` cannot be used: it must be `en-us` or `zh-cn` (case-sensitive), got \"en\".",
	},
	"max_events that is not whole": {
		"max_events", "1.5",
		"Invalid value", "The argument `max_events` cannot be used: it must be a whole number of at least 0 with at most 18 digits, got 1.5.",
	},
	"limit that is not whole": {
		"limit", "100.5",
		"Invalid value", "The argument `limit` cannot be used: it must be a whole number from 1 to 100, got 100.5.",
	},
	"offset of more than 64 bits": {
		"offset", "1e30",
		"Invalid value", "The argument `offset` cannot be used: it must be a whole number from 0 to 2147483647, got 1e+30.",
	},
	"max_events below 0": {
		"max_events", "-1",
		"Invalid value", "The argument `max_events` cannot be used: it must be a whole number of at least 0 with at most 18 digits, got -1.",
	},
}

func TestArgumentIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range argumentIsRefusedCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Sample(test.attribute+" = "+test.value))
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{
				Address: acctest.Address, Attribute: test.attribute, Summary: test.summary, Detail: test.detail,
			})
			service.WasNotAsked(t)
		})
	}
}

func TestReadTimeoutIsRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"soon", "10", "0s", "-1m"} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Sample(fmt.Sprintf("timeouts = { read = %q }", value)))
			want := invalid("timeouts.read", durationRule, value)
			want.Attribute = "timeouts"
			acctest.SameDiagnostic(t, got, want)
			service.WasNotAsked(t)
		})
	}
}

func TestTimeIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ attribute, value, other string }{
		{"start_time", "yesterday", "end_time"},
		{"start_time", "2026-01-31", "end_time"},
		{"start_time", "2026-01-31T08:00:00", "end_time"},
		{"start_time", "1969-12-31T23:59:59Z", "end_time"},
		{"start_time", "0001-01-01T00:00:00Z", "end_time"}, // by the read: it may be plantimestamp() in the validation
		{"end_time", "2026-01-31 08:00:00Z", "start_time"},
		{"end_time", "-1", "start_time"},
		{"end_time", "1669449791000000", "start_time"},
	} {
		t.Run(test.attribute+" "+test.value, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := acctest.FailsInProcess(t, service.Sample(
				acctest.Argument(test.attribute, test.value),
				acctest.Argument(test.other, "2026-01-31T08:00:00Z"),
			))
			acctest.SameDiagnostic(t, got, invalid(test.attribute, timeRule, test.value))
			service.WasNotAsked(t)
		})
	}
}

func TestTimeInSecondsIsRefusedWithTheMilliseconds(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.FailsInProcess(t, service.Sample(`start_time = "1669449729"`, `end_time = "1669449791000"`))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: acctest.Address, Attribute: "start_time", Summary: "Invalid value",
		Detail: "The argument `start_time` cannot be used: it looks like seconds, got \"1669449729\"; " +
			"in milliseconds that is \"1669449729000\".",
	})
	service.WasNotAsked(t)
}

func TestWindowThatEndsBeforeItStartsIsRefused(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t)
	got := acctest.FailsInProcess(t, service.Sample(`start_time = "2022-11-26T16:03:12+08:00"`, `end_time = "1669449791000"`))
	acctest.SameDiagnostic(t, got, acctest.Diagnostic{
		Address: acctest.Address, Attribute: "start_time", Summary: "Time range ends before it starts",
		Detail: "`start_time` \"2022-11-26T16:03:12+08:00\" is 1s after `end_time` \"1669449791000\". " +
			"Swap them, or check their time zones.",
	})
	service.WasNotAsked(t)
}
