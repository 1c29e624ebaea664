package argument

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
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

// KnownWords returns the elements of a list of strings that are neither null nor unknown, in order and each once.
func KnownWords(list types.List) []string {
	var words []string
	for _, element := range list.Elements() {
		word, ok := element.(types.String)
		if ok && !word.IsNull() && !word.IsUnknown() && !slices.Contains(words, word.ValueString()) {
			words = append(words, word.ValueString())
		}
	}
	return words
}

// RequireWords returns an error unless a list is null, or completely known and as [Words] requires.
func RequireWords(at path.Path, list types.List, allowed []string) diag.Diagnostics {
	isOther := func(element attr.Value) bool {
		word, ok := element.(types.String) // null and unknown have an empty value
		return !ok || !slices.Contains(allowed, word.ValueString())
	}
	if list.IsNull() || len(list.Elements()) > 0 && !slices.ContainsFunc(list.Elements(), isOther) {
		return nil
	}
	return diag.Diagnostics{InvalidValue(at, "it must be a known list with at least one of "+OneOf(allowed)+", and nothing else")}
}
