// Benchtable reads what `go test -bench` prints and writes it as one Markdown table.
//
// A benchmark's name is its Go name and pairs of a key and a value, as in BenchmarkRead/events=300/concurrent=8. Two that differ in
// concurrent alone share a row. What is no result goes to standard error, and a failed benchmark makes the program fail.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

func main() {
	if err := run(os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(results io.Reader, table, rest io.Writer) error {
	var t benchTable
	var cpu string
	failed := false
	lines := bufio.NewScanner(results)
	for lines.Scan() {
		line := lines.Text()
		if model, found := strings.CutPrefix(line, "cpu: "); found {
			cpu = ", " + model
		}
		if result, ok := parse(line); ok {
			t.add(result)
			continue
		}
		failed = failed || strings.HasPrefix(strings.TrimLeft(line, " -"), "FAIL")
		if !isUsual(line) {
			fmt.Fprintln(rest, line)
		}
	}
	t.write(table)
	fmt.Fprintf(table, "\n%s, %s/%s, %d cores%s.\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpu)
	if failed {
		return errors.New("a benchmark failed")
	}
	return lines.Err()
}

// isUsual says that a line frames the results of any package.
func isUsual(line string) bool {
	for _, prefix := range []string{"goos: ", "goarch: ", "pkg: ", "cpu: ", "PASS", "ok "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}
