package modelarts

import "github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"

// ledger is how often each event was reported.
type ledger map[eventlist.Value]int

func (l ledger) has(event eventlist.Event) bool { return l[event.Value()] > 0 }

func (l ledger) add(event eventlist.Event) { l[event.Value()]++ }

// missing returns the events that were reported less often than they are in a reading.
func (l ledger) missing(reading []eventlist.Event) []eventlist.Event {
	var missing []eventlist.Event
	seen := ledger{}
	for _, event := range reading {
		seen.add(event)
		if value := event.Value(); seen[value] > l[value] {
			missing = append(missing, event)
		}
	}
	return missing
}
