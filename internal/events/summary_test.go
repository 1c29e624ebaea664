package events_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// summary is what a read says of all events; a count of notKnown and a message of "" are null.
type summary struct {
	errors, warnings, infos  int64
	others                   int64
	latestError, latestEvent string
}

const notKnown = -1

func (s summary) check(t *testing.T, got acctest.Object) {
	t.Helper()
	for name, want := range map[string]int64{
		"error_count": s.errors, "warning_count": s.warnings, "info_count": s.infos, "other_count": s.others,
	} {
		value := acctest.Number(want)
		if want == notKnown {
			value = tftypes.NewValue(tftypes.Number, nil)
		}
		if !got[name].Equal(value) {
			t.Errorf("%s is %s, want %s", name, got[name], value)
		}
	}
	for name, want := range map[string]string{"latest_error": s.latestError, "latest_event": s.latestEvent} {
		if message := messageOf(t, got[name]); message != want {
			t.Errorf("%s has the message %q, want %q", name, message, want)
		}
	}
}

func messageOf(t *testing.T, event tftypes.Value) (message string) {
	t.Helper()
	if event.IsNull() {
		return ""
	}
	var members map[string]tftypes.Value
	if err := event.As(&members); err != nil {
		t.Fatal(err)
	}
	if err := members["message"].As(&message); err != nil {
		t.Fatal(err)
	}
	return message
}

// summarized are events in the service's order, told apart by their messages.
var summarized = []mockapi.Event{
	{Message: "1", Level: "ERROR", Time: "2026-01-01T00:00:00Z", Source: "Job"},
	{Message: "2", Level: "Warning", Time: "2026-01-01T00:00:01Z", Source: "K8S"},
	{Message: "3", Level: "Error", Time: "2026-01-01T00:00:02Z", Source: "Job"},
	{Message: "4", Level: "error", Time: "2026-01-01T00:00:02Z", Source: "Task"},
	{Message: "5", Level: "Info", Time: "2026-01-01T00:00:03Z", Source: "Task"},
	{Message: "6", Level: "info", Time: "2026-01-01T00:00:04Z", Source: "Task"},
	{Message: "7", Level: "Critical", Time: "2026-01-01T00:00:05Z", Source: "Task"},
}

func TestSummary(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config acctest.Object
		want   summary
	}{
		"of all events":              {nil, summary{3, 1, 2, 1, "4", "7"}},
		"in descending order":        {acctest.Object{"order": acctest.Text("desc")}, summary{3, 1, 2, 1, "4", "7"}},
		"with the level Error":       {acctest.Object{"level": acctest.Text("Error")}, summary{3, notKnown, notKnown, notKnown, "4", "4"}},
		"with the level Warning":     {acctest.Object{"level": acctest.Text("Warning")}, summary{notKnown, 1, notKnown, notKnown, "", "2"}},
		"with the level Info":        {acctest.Object{"level": acctest.Text("Info")}, summary{notKnown, notKnown, 2, notKnown, "", "6"}},
		"with a source":              {acctest.Object{"source": acctest.Text("Job")}, summary{2, 0, 0, 0, "3", "3"}},
		"with a pattern":             {acctest.Object{"pattern": acctest.Text("2")}, summary{0, 1, 0, 0, "", "2"}},
		"without a match":            {acctest.Object{"pattern": acctest.Text("8")}, summary{0, 0, 0, 0, "", ""}},
		"with an offset":             {acctest.Object{"offset": acctest.Number(3)}, summary{1, 0, 2, 1, "4", "7"}},
		"with an offset from behind": {acctest.Object{"offset": acctest.Number(4), "order": acctest.Text("desc")}, summary{2, 1, 0, 0, "3", "3"}},
		"with an offset at the end":  {acctest.Object{"offset": acctest.Number(7)}, summary{0, 0, 0, 0, "", ""}},
		"with one beyond the end":    {acctest.Object{"offset": acctest.Number(70), "order": acctest.Text("desc")}, summary{0, 0, 0, 0, "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, summarized)
			for _, keep := range []int64{0, 1, 2, 100} {
				for _, limit := range []int64{1, 3, 100} {
					t.Run(fmt.Sprintf("max_events=%d limit=%d", keep, limit), func(t *testing.T) {
						t.Parallel()
						config := acctest.SampleJob(test.config)
						config["max_events"], config["limit"] = acctest.Number(keep), acctest.Number(limit)
						test.want.check(t, acctest.Configured(t, service).MustRead(t, config))
					})
				}
			}
		})
	}
}
