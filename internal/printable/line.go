// Package printable makes text from outside fit for a terminal.
package printable

import (
	"strings"
	"unicode"
)

// Line is the text as one line of at most so many characters: white space folded, and a replacement character for whatever is not
// printable, such as escape sequences, invisible characters and those that change the direction of writing.
func Line(text string, maxRunes int) string {
	text = strings.Join(strings.Fields(text), " ")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
	if runes := []rune(text); len(runes) > maxRunes {
		return string(runes[:maxRunes]) + "…"
	}
	return text
}

// maxSentenceRunes leaves room for the longest texts of errors, which bound what they quote.
const maxSentenceRunes = 4000

// Sentence is [Line] with exactly one full stop at its end.
func Sentence(text string) string { return strings.TrimRight(Line(text, maxSentenceRunes), ".") + "." }
