package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// parseFault parses `name` or `name:setting=value,setting=value`. A comma ends a value, but the value of body is the rest of the text.
func parseFault(text string) (mockapi.Fault, error) {
	name, settings, hasSettings := strings.Cut(text, ":")
	fault := mockapi.Fault{Kind: mockapi.FaultKind(name)}
	for hasSettings {
		var setting string
		if body, isBody := strings.CutPrefix(settings, "body="); isBody {
			fault.Body = body
			break
		}
		setting, settings, hasSettings = strings.Cut(settings, ",")
		key, value, _ := strings.Cut(setting, "=")
		if err := setFault(&fault, key, value); err != nil {
			return mockapi.Fault{}, err
		}
	}
	if err := fault.Validate(); err != nil {
		return mockapi.Fault{}, err
	}
	return fault, nil
}

func setFault(fault *mockapi.Fault, key, value string) error {
	switch key {
	case "on":
		return setCall(fault, value)
	case "header":
		return addHeader(fault, value)
	case "retry_after":
		fault.RetryAfter = value
		return nil
	case "offset":
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

func addHeader(fault *mockapi.Fault, line string) error {
	name, value, found := strings.Cut(line, ":")
	if !found {
		return fmt.Errorf("setting header: %q is not of the form Name: value", line)
	}
	if fault.Header == nil {
		fault.Header = http.Header{}
	}
	fault.Header.Add(name, strings.TrimSpace(value))
	return nil
}

func setCall(fault *mockapi.Fault, name string) error {
	call, ok := map[string]mockapi.Call{
		"events": mockapi.OnEvents, "job": mockapi.OnJob, "search": mockapi.OnSearch, "tokens": mockapi.OnTokens, "projects": mockapi.OnProjects,
	}[name]
	if !ok {
		return fmt.Errorf("setting on: %q is not one of events, job, search, tokens, projects", name)
	}
	fault.On = call
	return nil
}
