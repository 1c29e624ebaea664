package events

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

const timeoutDescription = "Time limit of the whole read, including all pages and retries, such as `30s` or `1h`. Default `10m`."

func dataSourceSchema() schema.Schema {
	attributes := commonAttributes()
	attributes["timeouts"] = framework.TimeoutsAttribute("read", timeoutDescription)
	return schema.Schema{
		MarkdownDescription: "Reads all events of a training job. Returns the complete list or fails; never a partial list.",
		Attributes:          attributes,
	}
}

func ephemeralSchema() ephemeral.Schema {
	attributes := gateAttributes()
	attributes["timeouts"] = framework.TimeoutsAttribute("open", timeoutDescription)
	for name, attribute := range commonAttributes() {
		attributes[name] = attribute // both packages have the same interface for an attribute
	}
	return ephemeral.Schema{
		MarkdownDescription: "Reads the events of a training job during plan and again during apply (including applies of a saved plan) and " +
			"stores nothing. With `fail_on_levels`, fails if the job has events of those levels.",
		Attributes: attributes,
	}
}

func gateAttributes() map[string]ephemeral.Attribute {
	return map[string]ephemeral.Attribute{
		"fail_on_levels": ephemeral.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Fail if any matching event has one of these levels: " + framework.OneOf(eventlist.Levels) + ". Levels are not thresholds: " +
				"`[\"Warning\"]` does not include `Error`. The levels of events are " +
				"compared without case, surrounding white space and invisible characters. Events beyond `max_events` count as well. " +
				"It cannot be combined with an `offset` above 0, or with a `level` that excludes one of these levels.",
			Validators: framework.Words(eventlist.Levels),
		},
		"ignore_unknown_levels": ephemeral.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Needs `fail_on_levels`. Ignore events whose level is missing or is not " + framework.OneOf(eventlist.Levels) +
				". Default `false`: the gate fails, because such an event may be an error.",
		},
		"min_events": ephemeral.Int64Attribute{
			CustomType: framework.AtLeast(0),
			Optional:   true,
			MarkdownDescription: "Minimum number of matching events (`total`). The read fails if fewer match, regardless of `max_events`. " +
				"Default 1 with `fail_on_levels` and none of `level`, `source` and `pattern`, because a job without events says nothing " +
				"about the model; otherwise 0.",
		},
	}
}

// commonAttributes are those of the data source and of the ephemeral resource.
func commonAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, part := range []map[string]schema.Attribute{
		framework.JobAttributes(), filterAttributes(), listAttributes(), resultAttributes(), summaryAttributes(),
	} {
		maps.Copy(attributes, part)
	}
	return attributes
}

func filterAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"level": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only events of this level: " + framework.OneOf(eventlist.Levels) + ".",
			Validators:          framework.Word(eventlist.Levels),
		},
		"source": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only events from this source: " + framework.OneOf(modelarts.Sources) + ".",
			Validators:          framework.Word(modelarts.Sources),
		},
		"pattern": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only events whose message contains this text, 1 to 256 characters. The text seems to be literal (no wildcards) " +
				"and case-sensitive, but the API reference does not say so.",
			Validators: []validator.String{framework.Parses(parsePattern)},
		},
		"start_time": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only events at or after this time, in RFC 3339 (`2026-01-31T08:00:00Z`) or epoch milliseconds " +
				"(`1769846400000`). Without `end_time` the window has no end.",
			Validators: framework.Time(),
		},
		"end_time": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only events at or before this time, in the same format as `start_time`. Without `start_time` the window has no start.",
			Validators:          framework.Time(),
		},
	}
}

func listAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"order": schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Order by time, `asc` (the default, oldest first) or `desc`.",
			Validators:          framework.Word(modelarts.Orders),
		},
		"offset": schema.Int64Attribute{
			CustomType:          framework.Between(0, math.MaxInt32), // far behind the end of any list
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Number of events to skip, in the requested order. Default 0.",
		},
		"limit": schema.Int64Attribute{
			CustomType: framework.Between(1, modelarts.MaxLimit),
			Optional:   true,
			Computed:   true,
			MarkdownDescription: fmt.Sprintf("Number of events per page, 1 to %d. It never limits the result: all pages are read. "+
				"It is raised if a page of this size cannot show all events of one second. Default %[1]d, for the fewest requests.", modelarts.MaxLimit),
		},
		"language": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Language of the messages, as far as the service translates them: " + framework.OneOf(modelarts.Languages) + ".",
			Validators:          framework.Word(modelarts.Languages),
		},
		"max_events": schema.Int64Attribute{
			CustomType: framework.AtLeast(0),
			Optional:   true,
			MarkdownDescription: "Number of events to keep in `events`, starting with the first in the requested order. " +
				"All pages are still read, so `total` does not change. Default: all.",
		},
	}
}

func resultAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"total": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of events that match the filters, determined by reading them all. It includes the events that " +
				"`offset` skips. The counts by level, such as `error_count`, do not include them.",
		},
		"events": schema.ListNestedAttribute{
			CustomType:          newEventListType(),
			Computed:            true,
			MarkdownDescription: "The events in the requested order. Values are as sent by the service; a missing value is null.",
			NestedObject:        schema.NestedAttributeObject{Attributes: eventAttributes()},
		},
		"truncated": schema.BoolAttribute{
			Computed:            true,
			MarkdownDescription: "Whether `max_events` excluded events.",
		},
	}
}

func eventAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"message": schema.StringAttribute{Computed: true, MarkdownDescription: "Text of the event."},
		"level":   schema.StringAttribute{Computed: true, MarkdownDescription: "Severity, usually " + framework.OneOf(eventlist.Levels) + "."},
		"time":    schema.StringAttribute{Computed: true, MarkdownDescription: "Time of the event, usually RFC 3339 with an offset."},
		"source":  schema.StringAttribute{Computed: true, MarkdownDescription: "Source of the event, usually " + framework.OneOf(modelarts.Sources) + "."},
	}
}

func summaryAttributes() map[string]schema.Attribute {
	count := func(level string) schema.Attribute {
		return schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: fmt.Sprintf("Number of events from `offset` on with the level `%s`, regardless of `max_events`. The level is "+
				"compared without case, surrounding white space and invisible characters. Null if `level` excludes it.", level),
		}
	}
	return map[string]schema.Attribute{
		"error_count":   count(eventlist.LevelError),
		"warning_count": count(eventlist.LevelWarning),
		"info_count":    count(eventlist.LevelInfo),
		"other_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of events from `offset` on whose level is missing or is not " + framework.OneOf(eventlist.Levels) + ", " +
				"regardless of `max_events`. Such an event may be an error. Null if `level` is set.",
		},
		"latest_error": schema.SingleNestedAttribute{
			Computed: true,
			MarkdownDescription: "The most recent event counted by `error_count`; on a tie, the last one listed. " +
				"Events whose time is not RFC 3339 count as older than all others. Null if there is none, or if `level` excludes errors.",
			Attributes: eventAttributes(),
		},
		"latest_event": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The most recent event of any level. Null if there are no events.",
			Attributes:          eventAttributes(),
		},
	}
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
