package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// parseFault reads `name` or `name:setting=value,setting=value`. A comma ends a value, so the date form of
// Retry-After cannot be given.
func parseFault(text string) (mockapi.Fault, error) {
	name, settings, hasSettings := strings.Cut(text, ":")
	fault := mockapi.Fault{Kind: mockapi.FaultKind(name)}
	if hasSettings {
		for setting := range strings.SplitSeq(settings, ",") {
			key, value, _ := strings.Cut(setting, "=")
			if err := setFault(&fault, key, value); err != nil {
				return mockapi.Fault{}, err
			}
		}
	}
	if err := fault.Validate(); err != nil {
		return mockapi.Fault{}, err
	}
	return fault, nil
}

func setFault(fault *mockapi.Fault, key, value string) error {
	if key == "on" {
		return setCall(fault, value)
	}
	texts := map[string]*string{"retry_after": &fault.RetryAfter, "body": &fault.Body}
	if text, ok := texts[key]; ok {
		*text = value
		return nil
	}
	if key == "offset" {
		fault.Offset = new(int)
	}
	numbers := map[string]*int{
		"offset": fault.Offset,
		"skip":   &fault.Skip, "every": &fault.Every, "times": &fault.Times,
		"page_size": &fault.PageSize, "total": &fault.Total, "status": &fault.Status,
	}
	number, ok := numbers[key]
	if !ok {
		return fmt.Errorf("unknown setting %q", key)
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return fmt.Errorf("setting %s: %q is not an integer", key, value)
	}
	*number = n
	return nil
}

func setCall(fault *mockapi.Fault, name string) error {
	call, ok := map[string]mockapi.Call{
		"events": mockapi.OnEvents, "tokens": mockapi.OnTokens, "projects": mockapi.OnProjects,
	}[name]
	if !ok {
		return fmt.Errorf("setting on: %q is none of events, tokens, projects", name)
	}
	fault.On = call
	return nil
}
