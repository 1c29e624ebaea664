package modelarts_test

import (
	"fmt"
	"slices"
	"sync"

	"pgregory.net/rapid"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// change is what happens to the job before a request is answered.
type change struct {
	request int
	remove  bool
	// at is the place of what is removed, among what there is then.
	at    int
	event mockapi.Event
}

// movingJob is a plain model of a job that changes while it is read: every event that ever was, in the service's order.
type movingJob struct {
	mu      sync.Mutex
	changes []change
	// writes is what the job appends before each request, at the time of its last event.
	writes   []mockapi.Event
	requests int
	ever     []modelEvent
	// states are, for each moment, which of the events were there.
	states [][]int
	ids    int
	// happened counts the changes, moves those that were more than an event appended at the end.
	happened, moves int
}

type modelEvent struct {
	mockapi.Event
	id      int
	alive   bool
	initial bool
}

func (j *movingJob) insert(event mockapi.Event, initial bool) {
	at := len(j.ever)
	for at > 0 && j.ever[at-1].Time > event.Time {
		at--
	}
	j.ids++
	j.ever = slices.Insert(j.ever, at, modelEvent{event, j.ids, true, initial})
}

func (j *movingJob) remember() {
	var ids []int
	for _, event := range j.ever {
		if event.alive {
			ids = append(ids, event.id)
		}
	}
	j.states = append(j.states, ids)
}

// beforeRequest lets happen what is due.
func (j *movingJob) beforeRequest(service *mockapi.Service) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests++
	if j.requests <= len(j.writes) {
		j.append(service, j.writes[j.requests-1])
	}
	for _, change := range j.changes {
		switch {
		case change.request != j.requests:
			continue
		case !change.remove:
			if len(j.ever) > 0 && change.event.Time < j.ever[len(j.ever)-1].Time {
				j.moves++
			}
			j.insert(change.event, false)
			service.Append(jobID, change.event)
		default:
			j.moves++
			j.remove(service, change.at)
		}
		j.happened++
		j.remember()
	}
}

func (j *movingJob) append(service *mockapi.Service, event mockapi.Event) {
	if last := len(j.ever) - 1; last >= 0 {
		event.Time = j.ever[last].Time
	}
	j.insert(event, false)
	service.Append(jobID, event)
	j.remember()
}

func (j *movingJob) remove(service *mockapi.Service, at int) {
	alive := -1
	for i := range j.ever {
		if j.ever[i].alive {
			alive++
			if alive == at {
				j.ever[i].alive = false
				service.Remove(jobID, at)
				return
			}
		}
	}
}

// explains says whether the promise allows a list: there is a way to match its events, in order, with different events that were there
// at some time, so that none is left out that was there all the time, and so many are skipped as the offset says.
func (j *movingJob) explains(got []string, query modelarts.EventsQuery) bool {
	events := slices.DeleteFunc(slices.Clone(j.ever), func(e modelEvent) bool {
		return query.Level != "" && e.Level != query.Level
	})
	skipped := func(part []modelEvent) bool {
		least := 0
		for _, event := range part {
			if event.initial && event.alive {
				least++
			}
		}
		return least <= int(query.Offset) && int(query.Offset) <= len(part)
	}
	if query.Order == modelarts.OrderDescending {
		got = slices.Clone(got)
		slices.Reverse(got)
		for end := range len(events) + 1 {
			if skipped(events[end:]) && matches(got, events[:end]) {
				return true
			}
		}
		return len(got) == 0 && len(events) <= int(query.Offset)
	}
	for start := range len(events) + 1 {
		if skipped(events[:start]) && matches(got, events[start:]) {
			return true
		}
	}
	// The offset may have been behind the end at the time.
	return len(got) == 0 && slices.ContainsFunc(j.states, func(ids []int) bool {
		there := slices.DeleteFunc(slices.Clone(events), func(e modelEvent) bool { return !slices.Contains(ids, e.id) })
		return len(there) <= int(query.Offset)
	})
}

// matches reads the list as a sequence of the events that leaves out none which was there all the time.
func matches(got []string, events []modelEvent) bool {
	possible := map[int]bool{0: true} // how many of got may be matched so far
	for _, event := range events {
		next := map[int]bool{}
		for matched := range possible {
			if matched < len(got) && got[matched] == textOf(event.Event) {
				next[matched+1] = true
			}
			if !event.initial || !event.alive {
				next[matched] = true
			}
		}
		possible = next
	}
	return possible[len(got)]
}

func textOf(event mockapi.Event) string { return event.Time + event.Level + event.Message }

// drawEvent draws from few texts and times, so that equal events are common.
func drawEvent(t *rapid.T) mockapi.Event {
	return mockapi.Event{
		Time:    fmt.Sprintf("2026-01-01T00:00:%02dZ", rapid.SampledFrom([]int{0, 0, 0, 1, 1, 1, 2, 5, 9}).Draw(t, "second")),
		Message: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "message"),
		Level:   rapid.SampledFrom([]string{"Info", "Error"}).Draw(t, "level"),
	}
}

func drawChange(t *rapid.T) change {
	return change{
		request: rapid.IntRange(1, 12).Draw(t, "before request"),
		remove:  rapid.Bool().Draw(t, "remove"),
		at:      rapid.IntRange(0, 20).Draw(t, "at"),
		event:   drawEvent(t),
	}
}

func drawFaults(t *rapid.T) []mockapi.Fault {
	return rapid.SliceOfN(rapid.SampledFrom([]mockapi.Fault{
		{Kind: mockapi.FaultClamp, PageSize: 3},
		{Kind: mockapi.FaultSilentClamp, PageSize: 4},
		{Kind: mockapi.FaultSilentClamp, PageSize: 2},
		{Kind: mockapi.FaultNoTotal},
		{Kind: mockapi.FaultStringNumbers},
		{Kind: mockapi.FaultThrottle, Every: 5},
		{Kind: mockapi.FaultCutBody, Every: 4},
		{Kind: mockapi.FaultBadGateway, Every: 7},
		{Kind: mockapi.FaultWrongTotal, Total: 0, Times: 1},
	}), 0, 2).Draw(t, "faults")
}
