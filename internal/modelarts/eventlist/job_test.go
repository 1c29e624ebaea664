package eventlist_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"

	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

// event is an event of the model.
type event struct {
	second         int
	level, message string
}

func (e event) time() string { return fmt.Sprintf("2026-01-01T00:00:%02dZ", e.second) }

func (e event) text() string { return e.time() + e.level + e.message }

// change is a change of the job before a request is answered.
type change struct {
	request int
	remove  bool
	// at is the index of the removed event.
	at    int
	event event
}

// Kinds of totals, and of filtering.
const (
	totalRight = iota
	totalMissing
	totalLagging
	totalFluctuating
	totalRandom
	totalOfPage
	totalLater

	filterNone = iota
	filterFirst
	filterFirstTotalOfAll
	filterAfterPaging
)

// job is a simple model of a job that changes while it is read, and of a service with quirks that lists it. It remembers every event that
// ever existed, in the service's order.
type job struct {
	mu sync.Mutex

	// sorted is false if the service lists events in the order in which they were written. Undated events have no time.
	sorted, undated bool
	// shuffled orders events of equal times differently in each response.
	shuffled bool
	// clamp is the largest page, 0: unlimited. The service reports it if clampSaid is true.
	clamp     int
	clampSaid bool
	totals    int
	filter    int

	changes []change
	// writes are appended, one before each request. expires removes the oldest event before each request.
	writes  []event
	expires bool

	random   *rand.Rand
	requests int
	lagging  int
	// total is the latest total, which has not decreased in the last steady responses.
	total  int64
	steady int
	ever   []*modelEvent
	// moves counts the changes other than an event appended at the end.
	moves int
}

type modelEvent struct {
	event

	alive, initial bool
}

func (j *job) insert(e event, initial bool) {
	if j.filter == filterAfterPaging { // such a service looks like one that repeats equal events, so there are none
		e.message += strconv.Itoa(len(j.ever))
	}
	at := len(j.ever)
	for j.sorted && at > 0 && j.ever[at-1].second > e.second {
		at--
	}
	if !initial && slices.ContainsFunc(j.ever[at:], func(e *modelEvent) bool { return e.alive }) {
		j.moves++
	}
	j.ever = slices.Insert(j.ever, at, &modelEvent{e, true, initial})
}

func (j *job) remove(at int) {
	for _, e := range j.ever {
		if !e.alive {
			continue
		}
		if at == 0 {
			e.alive = false
			j.moves++
			return
		}
		at--
	}
}

// proceed applies the changes that are due before the next request.
func (j *job) proceed() {
	j.requests++
	if j.requests <= len(j.writes) {
		e := j.writes[j.requests-1]
		if last := len(j.ever) - 1; last >= 0 && j.sorted {
			e.second = max(e.second, j.ever[last].second)
		}
		j.insert(e, false)
	}
	if j.expires && j.requests > 1 {
		j.remove(0)
	}
	for _, change := range j.changes {
		switch {
		case change.request != j.requests:
		case change.remove:
			j.remove(change.at)
		default:
			j.insert(change.event, false)
		}
	}
}

// fetch answers like the service.
func (j *job) fetch(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
	return j.respond(ctx, j.filter, offset, limit)
}

func (j *job) fetchAll(ctx context.Context, offset, limit int64) (*eventlist.Page, error) {
	return j.respond(ctx, filterNone, offset, limit)
}

func (j *job) respond(ctx context.Context, filter int, offset, limit int64) (*eventlist.Page, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	j.proceed()
	rows := j.listed()
	all := len(rows)
	if filter == filterFirst || filter == filterFirstTotalOfAll {
		rows = matching(rows)
	}
	total := len(rows)
	if filter == filterFirstTotalOfAll || filter == filterAfterPaging {
		total = all
	}
	if j.totals == totalLater && j.requests < len(j.writes) && (total == all || j.writes[j.requests].level == "Error") {
		total++ // counted after the next event was written
	}
	page := &eventlist.Page{Limit: known(int(limit))}
	if j.clamp > 0 {
		limit = min(limit, int64(j.clamp))
		if j.clampSaid {
			page.Limit = known(int(limit))
		}
	}
	from := min(int(offset), len(rows))
	rows = rows[from:min(from+int(limit), len(rows))]
	if filter == filterAfterPaging {
		rows = matching(rows)
	}
	for _, row := range rows {
		page.Events = append(page.Events, j.sent(row))
	}
	page.Total = j.count(total, int(offset)+len(rows))
	if filter == j.filter {
		j.steady++
		if page.Total.Number < j.total {
			j.steady = 0
		}
		j.total = page.Total.Number
	}
	return page, nil
}

// listed returns the events that exist, in the order of this response.
func (j *job) listed() []event {
	var rows []event
	for _, e := range j.ever {
		if e.alive {
			rows = append(rows, e.event)
		}
	}
	if j.shuffled && j.sorted {
		j.random.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		slices.SortStableFunc(rows, func(a, b event) int { return a.second - b.second })
	}
	return rows
}

func matching(rows []event) []event {
	return slices.DeleteFunc(slices.Clone(rows), func(e event) bool { return e.level != "Error" })
}

func (j *job) sent(e event) eventlist.Event {
	at, level, message := e.time(), e.level, e.message
	if j.undated {
		return eventlist.Event{Level: &level, Message: &message}
	}
	return eventlist.Event{Time: &at, Level: &level, Message: &message}
}

func (j *job) count(total, end int) eventlist.Count {
	switch j.totals {
	case totalMissing:
		return eventlist.Count{}
	case totalLagging: // a cached count that comes nearer with each response
		step := 1 + j.random.IntN(5)
		j.lagging += max(-step, min(step, total-j.lagging))
		return known(j.lagging)
	case totalFluctuating:
		return known(max(0, total-3+j.random.IntN(7)))
	case totalRandom:
		return known(j.random.IntN(60))
	case totalOfPage:
		return known(end)
	}
	return known(total)
}

// looksSorted reports whether the events from an offset on are in order.
func (j *job) looksSorted(offset int64) bool {
	rows := j.listed()
	if j.filter != filterNone {
		rows = matching(rows)
	}
	return slices.IsSortedFunc(rows[min(int(offset), len(rows)):], func(a, b event) int { return a.second - b.second })
}

// largestGroup returns the largest size that a group of matching events may have had.
func (j *job) largestGroup() int {
	sizes := map[int]int{}
	for _, e := range j.ever {
		sizes[e.second]++
	}
	largest := 0
	for _, size := range sizes {
		largest = max(largest, size)
	}
	return largest
}

// tally has, for each time, the numbers of equal events: those that existed during the whole read, that ever existed, and in the result.
type tally [60]map[event]*counts

type counts struct{ must, ever, got int }

func (t *tally) at(e event) *counts {
	if t[e.second] == nil {
		t[e.second] = map[event]*counts{}
	}
	if t[e.second][e] == nil {
		t[e.second][e] = &counts{}
	}
	return t[e.second][e]
}

// tally counts the events of the job and of a result, in one group if the list is not sorted.
func (j *job) tally(got []event, isFiltered bool) *tally {
	var numbers tally
	at := func(e event) *counts {
		if !j.sorted {
			e.second = 0
		}
		return numbers.at(e)
	}
	for _, e := range j.ever {
		if isFiltered && e.level != "Error" {
			continue
		}
		at(e.event).ever++
		if e.initial && e.alive {
			at(e.event).must++
		}
	}
	for _, e := range got {
		at(e).got++
	}
	return &numbers
}

// explains returns an error if the promise does not allow a result, given oldest first. Each event that existed during the whole read must
// be in it or be skipped. No event may be in it more often than it ever existed. If the events of a time are skipped only in part, their
// numbers are compared.
func (j *job) explains(got []event, options eventlist.Options) error {
	for i := 1; j.sorted && i < len(got); i++ {
		if got[i-1].second > got[i].second {
			return fmt.Errorf("%s comes after %s", got[i].text(), got[i-1].text())
		}
	}
	skippedMust, skippedEver := 0, 0
	edge := j.edge(got, options.Descending)
	for second, group := range j.tally(got, options.Unfiltered != nil) {
		isSkippable := second <= edge && !options.Descending || second >= edge && options.Descending
		for e, c := range group {
			switch {
			case c.got > c.ever:
				return fmt.Errorf("%s is there %d times, of at most %d", e.text(), c.got, c.ever)
			case !isSkippable && c.got < c.must:
				return fmt.Errorf("%s is there %d times, of at least %d", e.text(), c.got, c.must)
			case isSkippable:
				skippedMust += max(0, c.must-c.got)
				skippedEver += c.ever - c.got
			}
		}
	}
	if int64(skippedMust) > options.Offset || len(got) > 0 && int64(skippedEver) < options.Offset {
		return fmt.Errorf("%d to %d events are skipped, not %d", skippedMust, skippedEver, options.Offset)
	}
	return nil
}

// edge returns the time at which a result begins, or ends for a descending list. The offset may have skipped events up to it.
func (j *job) edge(got []event, descending bool) int {
	switch {
	case !j.sorted:
		return 0
	case len(got) == 0 && descending:
		return -1
	case len(got) == 0:
		return len(tally{})
	case descending:
		return got[len(got)-1].second
	}
	return got[0].second
}

func drawChange(drawEvent func(*rapid.T) event) func(t *rapid.T) change {
	return func(t *rapid.T) change {
		return change{
			request: rapid.IntRange(1, 12).Draw(t, "before request"),
			remove:  rapid.Bool().Draw(t, "remove"),
			at:      rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3, 5, 8, 13, 20, 29}).Draw(t, "at"),
			event:   drawEvent(t),
		}
	}
}
