package mockapi

import "slices"

// Implemented reports whether the kind has an effect.
func Implemented(kind FaultKind) bool {
	changesPage := func(s pageFault) bool { return s.kind == kind }
	return Fault{Kind: kind}.replaces() || windowFaults[kind] != nil || slices.ContainsFunc(pageFaults, changesPage)
}

// ImplementedCount is the number of kinds that have an effect.
func ImplementedCount() int {
	return len(substitutes) + len(connectionFaults) + len(brokenAnswers) + len(windowFaults) + len(pageFaults)
}
