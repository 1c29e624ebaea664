package rest

import (
	"strings"
	"unicode"
)

// PrintableLine returns the text as one line of at most maxRunes characters. White space is collapsed. Characters that are not printable become a
// replacement character, such as escape sequences, invisible characters and those that change the writing direction.
func PrintableLine(text string, maxRunes int) string {
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

// maxSentenceRunes is enough for the longest error texts, because each bounds the text that it quotes.
const maxSentenceRunes = 4000

// PrintableSentence returns [PrintableLine] of the text with exactly one full stop at its end.
func PrintableSentence(text string) string {
	return strings.TrimRight(PrintableLine(text, maxSentenceRunes), ".") + "."
}
