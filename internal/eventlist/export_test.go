package eventlist

// MaxLooks is the number of answers with a total that does not decrease, before it is believed.
const MaxLooks = maxLooks

// Add lets tests add events that are not sorted by time.
func (s *Summary) Add(event Event) { s.add(event) }
