package provider

import "strings"

// describe adds to the description of a provider argument where else it is looked for.
func describe(name, text string) string {
	variables := environment[name]
	if len(variables) == 0 {
		return text
	}
	return text + " Environment: `" + strings.Join(variables, "`, `") + "`" + firstWins(variables) + "."
}

func firstWins(variables []string) string {
	if len(variables) == 1 {
		return ""
	}
	return " (the first one set)"
}
