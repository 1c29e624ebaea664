package eventlist

import (
	"slices"
	"strings"
	"unicode"
)

// KnownLevel returns the level of [Levels] that a service's text means. It ignores case, surrounding white space and invisible characters. The
// text looks like the level to a person, so a gate must not pass because of a difference that nobody can see.
func KnownLevel(text *string) (level string, ok bool) {
	if text == nil {
		return "", false
	}
	visible := strings.TrimSpace(strings.Map(dropInvisible, *text))
	known := slices.IndexFunc(Levels, func(level string) bool { return strings.EqualFold(level, visible) })
	if known < 0 {
		return "", false
	}
	return Levels[known], true
}

// dropInvisible removes format characters (such as a zero width space, a byte order mark and the marks of writing direction), other invisible
// characters of Unicode, and control characters. It keeps white space.
func dropInvisible(r rune) rune {
	isInvisible := unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
	if isInvisible && !unicode.IsSpace(r) {
		return -1
	}
	return r
}
