package events_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

const (
	durationRule = `it must be a duration above zero, such as "30s" or "2m"`

	jobIDRule = `it must be 1 to 64 letters, digits, hyphens and underscores, such as "5bd61eea-9de2-4864-a0f7-5fae966171b5"`
	timeRule  = `it must be a time from 1970 to 9999-12-30, either in RFC 3339, such as "2026-01-31T08:00:00Z" or ` +
		`"2026-01-31T08:00:00+01:00", or in epoch milliseconds, such as "1769846400000"`
)

// invalid is the error about the value of an argument.
func invalid(attribute, rule, value string) acctest.Diagnostic {
	return acctest.Diagnostic{
		Attribute: attribute, Summary: "Invalid value",
		Detail: "The argument `" + attribute + "` cannot be used: " + rule + fmt.Sprintf(", got %q.", value),
	}
}

// textRefusals have, by argument and value, the rule that the value breaks.
var textRefusals = map[string]map[string]string{
	"training_job_id": {
		"": jobIDRule, strings.Repeat("a", 65): jobIDRule, "jobs/1": jobIDRule, "..": jobIDRule, "jöb": jobIDRule,
	},
	"project_id": {"": acctest.ProjectIDRule, "pro_ject": acctest.ProjectIDRule, strings.Repeat("a", 65): acctest.ProjectIDRule},
	"level":      {"error": "it must be `Info`, `Error` or `Warning` (case-sensitive)"},
	"source":     {"K8s": "it must be `K8S`, `Job` or `Task` (case-sensitive)"},
	"order":      {"ASC": "it must be `asc` or `desc` (case-sensitive)"},
	"language":   {"en": "it must be `en-us` or `zh-cn` (case-sensitive)"},
	"start_time": {
		"yesterday": timeRule, "2026-01-31": timeRule, "2026-01-31T08:00:00": timeRule, "1969-12-31T23:59:59Z": timeRule,
		"0001-01-01T00:00:00Z": timeRule, // by the read: it may be plantimestamp() in the validation
	},
	"end_time":      {"2026-01-31 08:00:00Z": timeRule, "-1": timeRule, "1669449791000000": timeRule},
	"timeouts.read": {"soon": durationRule, "10": durationRule, "0s": durationRule, "-1m": durationRule},
}

func TestTextIsRefused(t *testing.T) {
	t.Parallel()
	for attribute, values := range textRefusals {
		for value, rule := range values {
			t.Run(attribute+" "+value, func(t *testing.T) {
				t.Parallel()
				service := acctest.NewService(t)
				config := acctest.Object{attribute: acctest.Text(value)}
				switch attribute {
				case "timeouts.read":
					config = acctest.Object{"timeouts": acctest.Timeout("read", value)}
				case "start_time":
					config["end_time"] = acctest.Text("2026-01-31T08:00:00Z")
				}
				got := service.Configured(t, nil).FailsToRead(t, acctest.SampleJob(config))
				acctest.SameDiagnostic(t, got, invalid(attribute, rule, value))
				service.WasNotAsked(t)
			})
		}
	}
}

var otherRefusals = map[string]struct {
	config                     acctest.Object
	attribute, summary, detail string
}{
	"job id that is missing": {
		acctest.Object{"training_job_id": acctest.Null(tftypes.String)}, "training_job_id", "Missing Configuration for Required Attribute",
		"Must set a configuration value for the training_job_id attribute as the provider has marked it as required. Refer to the provider " +
			"documentation or contact the provider developers for additional information about configurable attributes that are required.",
	},
	"job id with white space before it": {
		acctest.Object{"training_job_id": acctest.Text("\tjob")}, "training_job_id", "Invalid value",
		"The argument `training_job_id` cannot be used: it begins or ends with white space, got \"\\tjob\"; trimspace() removes it.",
	},
	"job id with a line break at its end": {
		acctest.Object{"training_job_id": acctest.Text("job\n")}, "training_job_id", "Invalid value",
		"The argument `training_job_id` cannot be used: it begins or ends with white space, got \"job\\n\"; trimspace() removes it.",
	},
	"empty pattern": {
		acctest.Object{"pattern": acctest.Text("")}, "pattern", "Invalid value",
		"The argument `pattern` cannot be used: it must be 1 to 256 characters, got 0: \"\".",
	},
	"pattern of 257 characters": {
		acctest.Object{"pattern": acctest.Text(strings.Repeat("p", 257))}, "pattern", "Invalid value",
		"The argument `pattern` cannot be used: it must be 1 to 256 characters, got 257: \"" + strings.Repeat("p", 40) + "\".",
	},
	"pattern with a line break at its end": {
		acctest.Object{"pattern": acctest.Text("failed\n")}, "pattern", "Invalid value",
		"The argument `pattern` cannot be used: it contains a line break or a control character, " +
			"got \"failed\\n\"; trimspace() removes a line break at the end.",
	},
	"offset below 0": {
		acctest.Object{"offset": acctest.Number(-1)}, "offset", "Invalid value",
		"The argument `offset` cannot be used: it must be a whole number from 0 to 2147483647, got -1.",
	},
	"limit 0": {
		acctest.Object{"limit": acctest.Number(0)}, "limit", "Invalid value",
		"The argument `limit` cannot be used: it must be a whole number from 1 to 100, got 0.",
	},
	"limit 101": {
		acctest.Object{"limit": acctest.Number(101)}, "limit", "Invalid value",
		"The argument `limit` cannot be used: it must be a whole number from 1 to 100, got 101.",
	},
	"limit that is not whole": {
		acctest.Object{"limit": tftypes.NewValue(tftypes.Number, 100.5)}, "limit", "Invalid value",
		"The argument `limit` cannot be used: it must be a whole number from 1 to 100, got 100.5.",
	},
	"offset of more than 64 bits": {
		acctest.Object{"offset": tftypes.NewValue(tftypes.Number, 1e30)}, "offset", "Invalid value",
		"The argument `offset` cannot be used: it must be a whole number from 0 to 2147483647, got 1e+30.",
	},
	"max_events below 0": {
		acctest.Object{"max_events": acctest.Number(-1)}, "max_events", "Invalid value",
		"The argument `max_events` cannot be used: it must be a whole number of at least 0 with at most 18 digits, got -1.",
	},
	"time in seconds": {
		window("1669449729", "1669449791000"), "start_time", "Invalid value",
		"The argument `start_time` cannot be used: it looks like seconds, got \"1669449729\"; in milliseconds that is \"1669449729000\".",
	},
	"window that ends before it starts": {
		window("2022-11-26T16:03:12+08:00", "1669449791000"), "start_time", "Time range ends before it starts",
		"`start_time` \"2022-11-26T16:03:12+08:00\" is 1s after `end_time` \"1669449791000\". Swap them, or check their time zones.",
	},
}

func TestArgumentIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range otherRefusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t)
			got := service.Configured(t, nil).FailsToRead(t, acctest.SampleJob(test.config))
			acctest.SameDiagnostic(t, got, acctest.Diagnostic{Attribute: test.attribute, Summary: test.summary, Detail: test.detail})
			service.WasNotAsked(t)
		})
	}
}

func TestTrainingJobIDMayHave64Characters(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("a_Z-0", 13)[:64]
	service := acctest.NewService(t)
	service.AddJob(id, nil)
	service.Configured(t, nil).MustRead(t, acctest.Object{"training_job_id": acctest.Text(id)})
}
