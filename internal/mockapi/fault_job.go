package mockapi

import (
	"encoding/json"
	"strings"
)

// jobFaults change the details of a job.
var jobFaults = map[FaultKind]func(value any) any{
	FaultUnknownFields: withUnknownMembers,
	FaultStringNumbers: withNumbersAsStrings,
}

// changeJob applies faults to a body.
func changeJob(body map[string]any, faults []Fault) any {
	changed := generic(body)
	for _, fault := range faults {
		changed = jobFaults[fault.Kind](changed)
	}
	return changed
}

// generic returns a body as objects, lists, texts and [json.Number].
func generic(body map[string]any) any {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic("mockapi: " + err.Error())
	}
	decoder := json.NewDecoder(strings.NewReader(string(encoded)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		panic("mockapi: " + err.Error())
	}
	return value
}

// each applies a function to the members of an object or the rows of a list.
func each(value any, change func(any) any) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			value[name] = change(member)
		}
	case []any:
		for i, row := range value {
			value[i] = change(row)
		}
	}
}

// withUnknownMembers adds members to each object.
func withUnknownMembers(value any) any {
	each(value, withUnknownMembers)
	if object, ok := value.(map[string]any); ok {
		object["sequence"] = "7"
		object["labels"] = map[string]any{"origin": "mock", "Phase": "Completed"}
	}
	return value
}

func withNumbersAsStrings(value any) any {
	each(value, withNumbersAsStrings)
	if number, ok := value.(json.Number); ok {
		return number.String()
	}
	return value
}
