package eventlist

// Add lets tests add events that are not sorted by time.
func (s *Summary) Add(event Event) { s.add(event) }
