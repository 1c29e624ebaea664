package eventlist_test

import (
	"cmp"
	"errors"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// Without the flag -rapid.checks, the property tests run this number of schedules, the same ones each time.
var fewSchedules = map[string]string{"rapid.checks": "3000", "rapid.seed": "20221126"}

// No call may leave a goroutine behind.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		for name, value := range fewSchedules {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	goleak.VerifyTestMain(m)
}

// The test compares the promise with a simple model, for random jobs that change at random moments. rapid prints the seed of a failure.
func TestPropertyNoEventIsLostOrDuplicated(t *testing.T) {
	t.Parallel()
	checkProperty(t, func(t *rapid.T) event {
		return event{
			second:  rapid.SampledFrom([]int{0, 0, 0, 1, 1, 1, 2, 5, 9, 10, 11, 12, 13}).Draw(t, "second"),
			message: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "message"),
			level:   rapid.SampledFrom([]string{"Info", "Error"}).Draw(t, "level"),
		}
	})
}

// With few different events, most page ends fall between events that cannot be told apart.
func TestPropertyWithFewDifferentEvents(t *testing.T) {
	t.Parallel()
	checkProperty(t, func(t *rapid.T) event {
		return event{
			second:  rapid.IntRange(0, 1).Draw(t, "second"),
			message: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "message"),
			level:   rapid.SampledFrom([]string{"Error", "Error", "Info"}).Draw(t, "level"),
		}
	})
}

func checkProperty(t *testing.T, drawEvent func(*rapid.T) event) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		job, options := drawJob(t, drawEvent), drawOptions(t)
		if rapid.Bool().Draw(t, "seen page") {
			options.SeenPage = int64(cmp.Or(job.clamp, 100))
		}
		if job.filter != filterNone {
			options.Unfiltered = job.fetchAll
		}
		list, err := eventlist.Read(t.Context(), job.fetch, options)
		if job.requests > 2000 {
			t.Fatalf("took %d requests", job.requests)
		}
		if err != nil {
			if !mayBeRefused(job, err) {
				t.Fatalf("refused after %d requests and %d moves: %v", job.requests, job.moves, err)
			}
			return
		}
		if isUndetectable(job, options) {
			return
		}
		got := modelEvents(t, job, list.Events)
		if options.Descending {
			slices.Reverse(got)
		}
		if err := job.explains(got, options); err != nil {
			t.Fatalf("%v, after %d requests and %d moves\ngot %v", err, job.requests, job.moves, got)
		}
		if len(got) > 0 && list.Total != options.Offset+int64(len(got)) {
			t.Fatalf("the total is %d for %d events behind the offset %d", list.Total, len(got), options.Offset)
		}
	})
}

func drawJob(t *rapid.T, drawEvent func(*rapid.T) event) *job {
	seed := rapid.Uint64().Draw(t, "seed of the service")
	job := &job{
		sorted:    rapid.IntRange(0, 9).Draw(t, "sorted") > 0,
		shuffled:  rapid.Bool().Draw(t, "shuffled"),
		clamp:     rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3, 4, 7}).Draw(t, "clamp"),
		clampSaid: rapid.Bool().Draw(t, "clamp said"),
		totals:    rapid.IntRange(totalRight, totalLater).Draw(t, "totals"),
		filter:    rapid.SampledFrom([]int{filterNone, filterNone, filterFirst, filterFirstTotalOfAll, filterAfterPaging}).Draw(t, "filter"),
		changes:   rapid.SliceOfN(rapid.Custom(drawChange(drawEvent)), 0, 4).Draw(t, "changes"),
		random:    rand.New(rand.NewPCG(seed, 1)),
	}
	job.undated = !job.sorted && rapid.Bool().Draw(t, "undated")
	switch rapid.IntRange(0, 5).Draw(t, "constant change") {
	case 0:
		job.writes = rapid.SliceOfN(rapid.Custom(drawEvent), 1, 60).Draw(t, "writes")
	case 1:
		job.expires = true
	}
	for _, e := range rapid.SliceOfN(rapid.Custom(drawEvent), 0, 30).Draw(t, "events") {
		job.insert(e, true)
	}
	return job
}

func drawOptions(t *rapid.T) eventlist.Options {
	return eventlist.Options{
		Descending:  rapid.Bool().Draw(t, "descending"),
		Offset:      rapid.SampledFrom([]int64{0, 0, 0, 1, 5, 40}).Draw(t, "offset"),
		Limit:       rapid.SampledFrom([]int64{1, 2, 3, 4, 5, 7, 10, 100}).Draw(t, "limit"),
		MaxLimit:    100,
		Keep:        -1,
		Concurrency: rapid.SampledFrom([]int{1, 2, 8}).Draw(t, "concurrency"),
	}
}

// needsRepetition reports whether a group may not fit into a page, or there are no groups.
func needsRepetition(job *job) bool {
	return !job.sorted || job.clamp > 0 && job.largestGroup()+2 > job.clamp
}

// mayBeRefused reports whether the read may fail. It must not fail for a list that only grows or changes once.
func mayBeRefused(job *job, err error) bool {
	switch {
	case job.filter == filterAfterPaging:
		return true
	case errors.Is(err, eventlist.ErrListShort): // a total that fluctuates may happen not to decrease for a while
		return job.steady >= eventlist.MaxLooks
	case job.totals == totalRandom && len(job.writes) >= eventlist.MaxLooks: // each of several ends may be contradicted in a row
		return errors.Is(err, eventlist.ErrListMoves)
	}
	return (needsRepetition(job) && job.shuffled || job.moves > 1) && errors.Is(err, eventlist.ErrListMoves)
}

// isUndetectable reports whether the package documentation lists the case as undetectable.
func isUndetectable(job *job, options eventlist.Options) bool {
	silent := job.clamp > 0 && !job.clampSaid
	if job.filter == filterAfterPaging && (job.totals != totalRight || options.Offset > 0 || job.shuffled || silent || job.moves > 0) {
		return true
	}
	start := options.Offset
	if options.Descending { // the offset counts from the other end, so the list is read from its beginning
		start = 0
	}
	if !job.sorted && job.moves > 0 && job.looksSorted(start) { // the events out of order were removed, or come before the start
		return true
	}
	return needsRepetition(job) && (job.shuffled && job.sorted || job.moves > 1)
}

func modelEvents(t *rapid.T, job *job, events []eventlist.Event) []event {
	var got []event
	for _, e := range events {
		found := event{level: *e.Level, message: *e.Message}
		if !job.undated {
			at, err := time.Parse(time.RFC3339, *e.Time)
			if err != nil {
				t.Fatal(err)
			}
			found.second = at.Second()
		}
		got = append(got, found)
	}
	return got
}
