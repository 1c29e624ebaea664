package auth

import (
	"slices"
	"strconv"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// maxQuotedRunes is the largest length of a name, a path or a list of names in a message.
const maxQuotedRunes = 200

// mention returns the name for use within a sentence.
func (v value) mention() string {
	switch v.origin {
	case fromBlock:
		return "the argument `" + v.name + "`"
	case fromEntry:
		return "`" + v.name + "`"
	case fromHW, fromOS, fromShared, fromNowhere:
	}
	return v.name
}

func mentions(values []value) []string {
	result := make([]string, len(values))
	for i, v := range values {
		result[i] = v.mention()
	}
	return result
}

// fullName returns the name of a value for the beginning of a sentence.
func (r *resolver) fullName(v value) string {
	switch v.origin {
	case fromEntry:
		return v.mention() + " of " + r.entryPlace()
	case fromHW, fromOS, fromShared:
		return "The environment variable " + v.mention()
	case fromBlock, fromNowhere:
	}
	return upperFirst(v.mention())
}

// nameOf returns the name of a value of another layer, for use in a list.
func (r *resolver) nameOf(v value) string {
	if v.origin == fromEntry {
		return v.mention() + " of " + r.entryPlace()
	}
	return v.name
}

func (r *resolver) describe(candidates []candidate) string {
	var descriptions []string
	for _, c := range candidates {
		name := c.method.String() + " from " + c.origins(&r.layers)
		if !c.hasAddresses() {
			name += " (without an address that belongs to it)"
		}
		descriptions = append(descriptions, name)
	}
	return strings.Join(descriptions, "; ")
}

// origins names the origin of each of the parts.
func (c candidate) origins(l *layers) string {
	text := andList(mentions(c.parts))
	if c.view.origin == fromEntry {
		text += " of " + l.entryPlace()
	}
	return text
}

// entryPlace returns the name of the entry for use within a sentence.
func (l *layers) entryPlace() string {
	return rest.PrintableLine("the cloud "+strconv.Quote(l.entryName.text)+" in "+l.entryFile, maxQuotedRunes)
}

// places returns the argument and the variables of a setting, for use in a message.
func places(setting string) string {
	return "`" + setting + "` (or " + strings.Join(environment[setting], ", ") + ")"
}

// variablesOf returns the variables of a setting that belong to a family.
func variablesOf(setting string, family origin) []string {
	return slices.DeleteFunc(Variables(setting), func(variable string) bool { return !strings.HasPrefix(variable, prefixes[family]) })
}

func keysOf(settings []string) []string {
	result := make([]string, len(settings))
	for i, setting := range settings {
		result[i] = "`" + keyOf(setting) + "`"
	}
	return result
}

func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func verb(subjects int) string {
	if subjects == 1 {
		return "is"
	}
	return "are"
}

func andList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
