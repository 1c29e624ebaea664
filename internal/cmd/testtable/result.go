package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// event is a line of `go test -json`. See `go doc cmd/test2json`.
type event struct {
	Time    time.Time `json:"Time"`
	Action  string    `json:"Action"`
	Package string    `json:"Package"`
	Test    string    `json:"Test"`
	Output  string    `json:"Output"`
	// ImportPath stands for Package in the events of a build. It may have a suffix.
	ImportPath string `json:"ImportPath"`
}

// testID has an empty test for what a package prints itself.
type testID struct{ pkg, test string }

// outcome is a test that was skipped or that failed.
type outcome struct {
	testID

	output string
}

type result struct {
	name            string
	passed          int
	skips, failures []outcome
	start, end      time.Time

	outputs map[testID]string
}

func readResult(name string, events io.Reader) (*result, error) {
	r := &result{name: name, outputs: map[testID]string{}}
	for decoder := json.NewDecoder(events); ; {
		var e event
		switch err := decoder.Decode(&e); {
		case errors.Is(err, io.EOF):
			return r, nil
		case err != nil:
			return nil, err
		}
		r.add(e)
	}
}

func (r *result) add(e event) {
	if r.start.IsZero() {
		r.start = e.Time
	}
	if e.Time.After(r.end) {
		r.end = e.Time
	}
	buildOf, _, _ := strings.Cut(e.ImportPath, " ")
	id := testID{e.Package + buildOf, e.Test}
	switch e.Action {
	case "output", "build-output":
		r.outputs[id] += e.Output
	case "pass":
		if e.Test != "" {
			r.passed++
		}
	case "skip":
		if e.Test != "" {
			r.skips = append(r.skips, outcome{id, r.outputs[id]})
		}
	case "fail":
		// A package fails with its tests; on its own it failed to build, or ended early.
		if e.Test != "" || !r.hasFailureIn(e.Package) {
			r.failures = append(r.failures, outcome{id, r.outputs[id]})
		}
	}
}

func (r *result) hasFailureIn(pkg string) bool {
	for _, failure := range r.failures {
		if failure.pkg == pkg {
			return true
		}
	}
	return false
}

// writeSkips prints a reason, and the tests below it.
func (r *result) writeSkips(out io.Writer) {
	tests := map[string][]string{}
	var reasons []string
	for _, skip := range r.skips {
		reason := skip.reason()
		if tests[reason] == nil {
			reasons = append(reasons, reason)
		}
		tests[reason] = append(tests[reason], skip.test)
	}
	for _, reason := range reasons {
		fmt.Fprintf(out, "\n%s, %d skipped: %s\n  %s\n", r.name, len(tests[reason]), reason, strings.Join(tests[reason], "\n  "))
	}
}

func (r *result) writeFailures(out io.Writer) {
	for _, failure := range r.failures {
		fmt.Fprintf(out, "\n%s, failed: %s %s\n%s", r.name, failure.pkg, failure.test, failure.output)
	}
	if r.passed == 0 && len(r.failures) == 0 {
		fmt.Fprintf(out, "\n%s: no test passed\n", r.name)
	}
}

// logPattern is a line that t.Skip prints.
var logPattern = regexp.MustCompile(`(?m)^ +[^ ]+\.go:[0-9]+: (.*)$`)

func (o outcome) reason() string {
	if match := logPattern.FindStringSubmatch(o.output); match != nil {
		return match[1]
	}
	return "no reason given"
}
