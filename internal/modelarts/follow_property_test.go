package modelarts_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// The test compares the promises with a simple model, for random jobs that change at random requests. rapid prints the seed of a failure.
func TestPropertyEventsAreReportedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		result, err := m.follow(t.Context())
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		m.endPoll(t)
		for v, reported := range m.reported {
			if most := m.most[v]; reported > most {
				t.Fatalf("%s was reported %d times, and there were at most %d", name(v), reported, most)
			}
		}
		m.checkReported(t, "at the end", m.events)
		if counted := result.Summary.Count(eventlist.Levels...); counted != int64(len(slices.Concat(m.calls...))) {
			t.Fatalf("the summary has %d events", counted)
		}
	})
}

type counts map[eventlist.Value]int

func countsOf(events []eventlist.Event) counts {
	c := counts{}
	for _, event := range events {
		c[event.Value()]++
	}
	return c
}

// model is a service that changes, and what must be true of the reports.
type model struct {
	service

	sorted, removes bool
	// most is the largest number of each event in any state, reported the number of reports.
	most, reported counts
	// atStart is the list before the current poll, knownTo the latest time that was reported before.
	atStart []eventlist.Event
	knownTo int64
	// removed is true after the first removal, torn after one in the middle of the current poll.
	removed, torn bool
	// checked is the number of calls that were checked.
	checked int
	random  *rand.Rand
}

func drawModel(t *rapid.T) *model {
	m := &model{
		sorted:  rapid.IntRange(0, 4).Draw(t, "sorted") > 0,
		removes: rapid.Bool().Draw(t, "removes"),
		most:    counts{}, reported: counts{}, knownTo: -1,
		random: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)),
	}
	m.interval = 1 // real time
	m.largestPage = rapid.SampledFrom([]int64{0, 8, 16}).Draw(t, "largest page")
	m.phases = append(slices.Repeat([]string{"Running"}, rapid.IntRange(0, 8).Draw(t, "polls")), "Completed")
	if m.sorted && rapid.Bool().Draw(t, "shuffled") {
		m.order = func(events []eventlist.Event) {
			m.random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			slices.SortStableFunc(events, func(a, b eventlist.Event) int { return at(a).Compare(at(b)) })
		}
	}
	m.change(t, rapid.SampledFrom([]int{0, 1, 5, 30, 120}).Draw(t, "events at first"), false)
	m.atPoll = func(poll int) {
		if poll > 1 {
			m.endPoll(t)
		}
		m.change(t, rapid.SampledFrom([]int{0, 0, 1, 2, 5, 30}).Draw(t, "changes"), m.removes)
		m.atStart, m.knownTo, m.torn = slices.Clone(m.events), m.latestReported(), false
	}
	m.atPage = func(poll int) {
		// An unsorted list that changes while it is read may be refused.
		if m.sorted && poll < len(m.phases) && rapid.IntRange(0, 3).Draw(t, "change at a page") == 0 {
			m.change(t, 1, m.removes)
		}
	}
	return m
}

// change inserts and removes events.
func (m *model) change(t *rapid.T, n int, mayRemove bool) {
	for range n {
		kind := rapid.IntRange(0, 9).Draw(t, "kind")
		switch {
		case mayRemove && kind == 0 && len(m.events) > 0:
			m.removed, m.torn = true, true
			i := rapid.IntRange(0, len(m.events)-1).Draw(t, "removed")
			m.events = slices.Delete(slices.Clone(m.events), i, i+1)
		case mayRemove && kind == 1:
			m.removed, m.torn = true, true
			m.removeOldest(rapid.IntRange(0, len(m.events)).Draw(t, "oldest"))
		default:
			m.write(t)
		}
	}
	for v, count := range countsOf(m.events) {
		m.most[v] = max(m.most[v], count)
	}
}

// write adds an event, mostly at the end. A second never has more events than fit into a response beside its neighbors.
func (m *model) write(t *rapid.T) {
	latest := 0
	for _, e := range m.events {
		latest = max(latest, int(at(e).Unix()))
	}
	second := latest + rapid.IntRange(0, 2).Draw(t, "later")
	if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
		second = rapid.IntRange(0, latest+1).Draw(t, "second")
	}
	same := 0
	for _, e := range m.events {
		if at(e).Unix() == int64(second) {
			same++
		}
	}
	if same > 4 {
		return
	}
	e := event(second, rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "message"))
	if m.sorted {
		m.insert(e)
	} else {
		m.events = slices.Insert(slices.Clone(m.events), rapid.IntRange(0, len(m.events)).Draw(t, "position"), e)
	}
}

func (m *model) latestReported() int64 {
	latest := int64(-1)
	for _, call := range m.calls {
		for _, e := range call {
			latest = max(latest, at(e).Unix())
		}
	}
	return latest
}

// endPoll checks what the last poll reported.
func (m *model) endPoll(t *rapid.T) {
	for _, call := range m.calls[m.checked:] {
		for v, n := range countsOf(call) {
			m.reported[v] += n
		}
		if m.sorted && !slices.IsSortedFunc(call, func(a, b eventlist.Event) int { return at(a).Compare(at(b)) }) {
			t.Fatalf("reported out of order: %v", call)
		}
	}
	m.checked = len(m.calls)
	switch {
	case !m.removed:
		m.checkReported(t, "without removals", m.atStart)
	case m.sorted && !m.torn:
		m.checkReported(t, "later than the known ones", slices.DeleteFunc(m.atStart, func(e eventlist.Event) bool {
			return at(e).Unix() <= m.knownTo
		}))
	}
}

func (m *model) checkReported(t *rapid.T, which string, events []eventlist.Event) {
	for v, n := range countsOf(events) {
		if m.reported[v] < n {
			t.Fatalf("%s, poll %d: %s was reported %d times instead of %d", which, m.poll, name(v), m.reported[v], n)
		}
	}
}

func name(v eventlist.Value) string { return cmp.Or(strings.TrimSpace(fmt.Sprint(v)), "-") }
