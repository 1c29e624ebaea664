package framework

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// Word returns validators of an argument that is one of the allowed words.
func Word(allowed []string) []validator.String {
	return []validator.String{Parses(parseWord(allowed))}
}

func parseWord(allowed []string) func(string) (string, error) {
	return func(word string) (string, error) {
		if !slices.Contains(allowed, word) {
			return "", fmt.Errorf("it must be %s (case-sensitive), got %.64q", OneOf(allowed), word)
		}
		return word, nil
	}
}

// Words returns validators of a list that has at least one word, each of those that are allowed. The library's own validators word their
// errors differently from [InvalidValue].
func Words(allowed []string) []validator.List {
	return []validator.List{wordsValidator{allowed}}
}

type wordsValidator struct{ allowed []string }

func (v wordsValidator) Description(context.Context) string {
	return "must have at least one of " + OneOf(v.allowed)
}

func (v wordsValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v wordsValidator) ValidateList(ctx context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if len(req.ConfigValue.Elements()) == 0 {
		resp.Diagnostics.Append(InvalidValue(req.Path, "it "+v.Description(ctx)))
	}
	parse := parseWord(v.allowed)
	for i, element := range req.ConfigValue.Elements() {
		at := req.Path.AtListIndex(i)
		word, ok := element.(types.String)
		switch {
		case !ok || word.IsUnknown():
		case word.IsNull():
			resp.Diagnostics.Append(InvalidValue(at, "it must not be null"))
		default:
			if _, err := parse(word.ValueString()); err != nil {
				resp.Diagnostics.Append(InvalidValue(at, err.Error()))
			}
		}
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
