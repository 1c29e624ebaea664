package mockapi_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func times(t *testing.T, events []mockapi.Event) []time.Time {
	t.Helper()
	var parsed []time.Time
	for _, event := range events {
		at, err := time.Parse(time.RFC3339, event.Time)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, at)
	}
	return parsed
}

func TestSampleHas27EventsOldestFirst(t *testing.T) {
	t.Parallel()
	events := mockapi.Sample()
	if len(events) != 27 {
		t.Errorf("%d events", len(events))
	}
	if !slices.IsSortedFunc(times(t, events), time.Time.Compare) {
		t.Error("the events are not in the order of their times")
	}
}

func TestGenerateReturnsUniqueSortedEvents(t *testing.T) {
	t.Parallel()
	const n = 1000
	events := mockapi.Generate(n)
	if !slices.Equal(events, mockapi.Generate(n)) {
		t.Error("two calls differ")
	}
	stamps := times(t, events)
	if !slices.IsSortedFunc(stamps, time.Time.Compare) || len(slices.Compact(stamps)) == n {
		t.Error("the times must ascend, and several events must share a second")
	}
	levels, sources, messages := map[string]int{}, map[string]int{}, map[string]bool{}
	for i, event := range events {
		levels[event.Level]++
		sources[event.Source]++
		messages[event.Message] = true
		if !strings.Contains(event.Message, strconv.Itoa(i)) {
			t.Errorf("event %d: message %q does not hold the index", i, event.Message)
		}
	}
	if len(messages) != n {
		t.Errorf("%d different messages of %d", len(messages), n)
	}
	if levels["Warning"] != 20 || levels["Error"] != 10 || levels["Info"] != n-30 {
		t.Errorf("levels %v", levels)
	}
	if events[49].Level != "Warning" || events[96].Level != "Error" {
		t.Errorf("the 50th is %s, the 97th %s", events[49].Level, events[96].Level)
	}
	if sources["K8S"] != 333 || sources["Job"] != 333 || sources["Task"] != 334 {
		t.Errorf("sources %v", sources)
	}
}

func TestGenerateOfZeroIsEmpty(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, -1} {
		if got := mockapi.Generate(n); len(got) != 0 {
			t.Errorf("Generate(%d) has %d events", n, len(got))
		}
	}
}
