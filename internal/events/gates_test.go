package events_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// A postcondition refers to error_count and latest_error, which Terraform evaluates.
func TestErrorClosesEveryGate(t *testing.T) {
	t.Parallel()
	failure := acctest.Failure("Error")
	oldest, ofErrors := failure, acctest.Object{"level": acctest.Text("Error")}
	oldest.Time = "2020-01-01T00:00:00Z"
	for name, test := range map[string]struct {
		events    []mockapi.Event
		latest    mockapi.Event
		arguments acctest.Object
		appended  bool // during the read
	}{
		"as the only event":                     {[]mockapi.Event{failure}, failure, nil, false},
		"beyond max_events of 0":                {append(acctest.Quiet(30), failure), failure, kept(0, "asc"), false},
		"beyond max_events of 1":                {append(acctest.Quiet(30), failure), failure, kept(1, "asc"), false},
		"beyond max_events in descending order": {append(acctest.Quiet(30), oldest), oldest, kept(1, "desc"), false},
		"on the last page of many":              {append(acctest.Quiet(200), failure), failure, nil, false},
		"if the level filter includes it":       {append(acctest.Quiet(30), failure), failure, ofErrors, false},
		"in another case with white space":      {[]mockapi.Event{acctest.Failure(" ERROR")}, acctest.Failure(" ERROR"), nil, false},
		"appended during the read":              {acctest.Quiet(50), failure, nil, true},
		"appended during a descending read":     {acctest.Quiet(50), failure, kept(1, "desc"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configured := func() acctest.Provider {
				service := mockapi.New(mockapi.Config{BeforeEvents: acctest.AtRequest(2, func(s *mockapi.Service) {
					if test.appended {
						s.Append(mockapi.SampleJobID, failure)
					}
				})})
				service.AddJob(mockapi.SampleJobID, slices.Clone(test.events))
				return acctest.Configured(t, service)
			}
			config := acctest.SampleJob(acctest.Object{"limit": acctest.Number(10)}).With(test.arguments)
			acctest.Expect(t, configured().MustRead(t, config), acctest.Object{
				"error_count": acctest.Number(1), "latest_error": acctest.Event(test.latest),
			})
			got := configured().FailsToOpen(t, config.With(acctest.Object{"fail_on_levels": acctest.Texts("Error")}))
			latest := "1 event of these levels: Error. The latest: " + test.latest.Time
			if got.Summary != "Training job has events of a level that this gate does not accept" || !strings.Contains(got.Detail, latest) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func kept(most int64, order string) acctest.Object {
	return acctest.Object{"max_events": acctest.Number(most), "order": acctest.Text(order)}
}
