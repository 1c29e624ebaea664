package mockapi

import "slices"

// Implemented reports whether the kind has an effect.
func Implemented(kind FaultKind) bool {
	shapesPage := func(s pageShaping) bool { return s.kind == kind }
	return Fault{Kind: kind}.replaces() || windowShapings[kind] != nil || slices.ContainsFunc(pageShapings, shapesPage)
}

// ImplementedCount is the number of kinds that have an effect.
func ImplementedCount() int {
	return len(substitutes) + len(breakdowns) + len(distortions) + len(windowShapings) + len(pageShapings)
}
