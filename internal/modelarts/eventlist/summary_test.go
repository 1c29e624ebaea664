package eventlist_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// summarized is a simple model of the summary: the events of a level, sorted as the summary promises.
func summarized(events []eventlist.Event, levels ...string) (count int64, latest []string) {
	events = slices.DeleteFunc(slices.Clone(events), func(e eventlist.Event) bool {
		return len(levels) > 0 && (e.Level == nil || !slices.ContainsFunc(levels, func(level string) bool { return strings.EqualFold(level, *e.Level) }))
	})
	seconds := func(e eventlist.Event) int64 {
		if e.Time == nil {
			return 0
		}
		at, err := time.Parse(time.RFC3339, *e.Time)
		if err != nil {
			return 0
		}
		return at.UnixNano()
	}
	slices.SortStableFunc(events, func(a, b eventlist.Event) int { return int(min(1, max(-1, seconds(a)-seconds(b)))) })
	slices.Reverse(events)
	return int64(len(events)), messages(events[:min(len(events), eventlist.LatestEvents)])
}

// checkSummary compares a summary with all its events, given in ascending order.
func checkSummary(t interface{ Errorf(string, ...any) }, got *eventlist.Summary, events []eventlist.Event) {
	for _, levels := range [][]string{{"Info"}, {"Warning"}, {"Error"}, {"Error", "Warning", "Error"}} {
		count, latest := summarized(events, levels...)
		if got.Count(levels...) != count || !slices.Equal(messages(got.Latest(levels...)), latest) {
			t.Errorf("%v: the summary says %d, the latest %q\nwant %d, %q", levels, got.Count(levels...), messages(got.Latest(levels...)), count, latest)
		}
	}
	if _, latest := summarized(events); !slices.Equal(messages(got.LatestOfAny()), latest) {
		t.Errorf("the summary says the latest are %q\nwant %q", messages(got.LatestOfAny()), latest)
	}
}

func TestLatestOf(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		times []string
		want  []string
	}{
		"several zones":                     {[]string{"2026-01-01T09:00:00+08:00", "2026-01-01T02:00:00Z", "2026-01-01T01:30:00Z"}, []string{"1", "2", "0"}},
		"fractions of a second":             {[]string{"2026-01-01T00:00:00.2Z", "2026-01-01T00:00:00.1Z"}, []string{"0", "1"}},
		"equal times":                       {[]string{"2026-01-01T00:00:00Z", "2026-01-01T08:00:00+08:00", "2026-01-01T00:00:00Z"}, []string{"2", "1", "0"}},
		"no time that can be read":          {[]string{"yesterday", "", "99999-01-01T00:00:00Z"}, []string{"2", "1", "0"}},
		"one that can be read":              {[]string{"2999", "2001-01-01T00:00:00Z", "", "2999-13-01T00:00:00Z"}, []string{"1", "3", "2", "0"}},
		"one before the year 1, and none":   {[]string{"0000-01-01T00:00:00Z", "none"}, []string{"0", "1"}},
		"more than are remembered":          {slices.Repeat([]string{"2026-01-01T00:00:00Z"}, 7), []string{"6", "5", "4", "3", "2"}},
		"the latest first, others after it": {append([]string{"2027-01-01T00:00:00Z"}, slices.Repeat([]string{"2026-01-01T00:00:00Z"}, 7)...), []string{"0", "7", "6", "5", "4"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			summary := &eventlist.Summary{}
			for i, at := range test.times {
				message, level := fmt.Sprint(i), "error"
				event := eventlist.Event{Message: &message, Level: &level}
				if at != "" {
					event.Time = &at
				}
				summary.Add(event)
			}
			if got := messages(summary.Latest("Error")); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := messages(summary.LatestOfAny()); !slices.Equal(got, test.want) {
				t.Errorf("of any level: got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLevelsAreComparedByAppearance(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]string{
		"Error": "Error", "ERROR": "Error", "error": "Error", "Warning": "Warning", "warning": "Warning", "INFO": "Info",
		" Error": "Error", "Error\r\n": "Error", "\u00a0Info\u2003": "Info", "\u200b Error \u200b": "Error",
		"ERROR\u200b": "Error", "\ufeffError": "Error", "\u202eError\u202c": "Error", "\u2066Err\u2069or": "Error",
		"Err\u00ador": "Error", "Error\ufe0f": "Error", "Error\u034f": "Error", "Error\x00": "Error", "\x1bInfo": "Info",
		"": "", " ": "", "Errors": "", "Fatal": "", "Critical": "", "Err or": "", "\u0415rror": "", "Error Info": "", "\u200b": "",
	} {
		t.Run(fmt.Sprintf("%+q", level), func(t *testing.T) {
			t.Parallel()
			summary := &eventlist.Summary{}
			summary.Add(eventlist.Event{Level: &level})
			got := map[string]int64{"": summary.OtherCount()}
			for _, known := range eventlist.Levels {
				got[known] = summary.Count(known)
			}
			for name, count := range got {
				if (count == 1) != (name == want) {
					t.Errorf("%d events have the level %q, want one with %q", count, name, want)
				}
			}
		})
	}
}

func TestSummaryOfOtherLevels(t *testing.T) {
	t.Parallel()
	summary := &eventlist.Summary{}
	add := func(message string, level *string) { summary.Add(eventlist.Event{Message: &message, Level: level}) }
	for i, level := range []string{"Fatal", "Error", "fatal", "Fatal", "", "a", "b", "c"} {
		add(fmt.Sprint(i), &level)
	}
	add("8", nil)
	if got := summary.OtherCount(); got != 8 {
		t.Errorf("counted %d", got)
	}
	if got := messages(summary.LatestOther()); !slices.Equal(got, []string{"8", "7", "6", "5", "4"}) {
		t.Errorf("the latest are %q", got)
	}
	if got := summary.OtherLevels(); !slices.Equal(got, []string{"Fatal", "fatal", "", "a", "b"}) {
		t.Errorf("the levels are %q", got)
	}
}
