package argument

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// OneOf lists the words that an argument accepts, in Markdown: "`a`, `b` or `c`".
func OneOf(words []string) string {
	last := len(words) - 1
	return "`" + strings.Join(words[:last], "`, `") + "` or `" + words[last] + "`"
}

// Words returns validators of a list that has at least one word, each of those that are allowed.
func Words(allowed []string) []validator.List {
	return []validator.List{
		listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), listvalidator.ValueStringsAre(stringvalidator.OneOf(allowed...)),
	}
}

// KnownWords returns the elements of a list of strings that are neither null nor unknown.
func KnownWords(list types.List) []string {
	var words []string
	for _, element := range list.Elements() {
		if word, ok := element.(types.String); ok && !word.IsNull() && !word.IsUnknown() {
			words = append(words, word.ValueString())
		}
	}
	return words
}

// IsWords reports whether a list is as [Words] requires, and completely known.
func IsWords(list types.List, allowed []string) bool {
	words := KnownWords(list)
	isOther := func(word string) bool { return !slices.Contains(allowed, word) }
	return len(words) > 0 && len(words) == len(list.Elements()) && !slices.ContainsFunc(words, isOther)
}
