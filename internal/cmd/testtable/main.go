// Testtable prints a table of test runs. Each argument is a file with the output of one run of `go test -json`; the file's name without
// .json is the name of the run. Below the table it prints the skipped tests with their reasons, and the output of the failed tests. It
// exits with 1 if a test failed or a run has no tests.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

func main() {
	ok, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run reports whether all runs passed.
func run(files []string, out io.Writer) (bool, error) {
	var results []*result
	for _, file := range files {
		content, err := os.Open(file) //nolint:gosec // the user says which
		if err != nil {
			return false, err
		}
		result, err := readResult(strings.TrimSuffix(filepath.Base(file), ".json"), content)
		content.Close()
		if err != nil {
			return false, fmt.Errorf("%s: %w", file, err)
		}
		results = append(results, result)
	}
	return write(results, out)
}

func write(results []*result, out io.Writer) (bool, error) {
	ok := len(results) > 0
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "CLI\tpassed\tskipped\tfailed\tseconds\t")
	for _, r := range results {
		ok = ok && r.passed > 0 && len(r.failures) == 0
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%.0f\t\n", r.name, r.passed, len(r.skips), len(r.failures), r.end.Sub(r.start).Seconds())
	}
	if err := table.Flush(); err != nil {
		return false, err
	}
	for _, r := range results {
		r.writeSkips(out)
	}
	for _, r := range results {
		r.writeFailures(out)
	}
	return ok, nil
}
