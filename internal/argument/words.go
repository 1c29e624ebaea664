package argument

import "strings"

// OneOf lists the words that an argument accepts, in Markdown: "`a`, `b` or `c`".
func OneOf(words []string) string {
	last := len(words) - 1
	return "`" + strings.Join(words[:last], "`, `") + "` or `" + words[last] + "`"
}
