package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	t.Parallel()
	const (
		passed  = `{"Time":"2026-01-31T08:00:02Z","Action":"pass","Package":"p","Test":"TestA","Elapsed":1}` + "\n"
		started = `{"Time":"2026-01-31T08:00:00Z","Action":"start","Package":"p"}` + "\n"
	)
	for _, test := range []struct {
		name, events, row, below string
		ok                       bool
	}{
		{
			name:   "tests count, packages do not",
			events: started + passed + passed + `{"Time":"2026-01-31T08:01:10Z","Action":"pass","Package":"p"}` + "\n",
			row:    "cli 2 0 0 70", ok: true,
		},
		{
			name: "a skipped test has its reason",
			events: started + passed + `{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: needs 1.10\n"}
				{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
				{"Action":"skip","Package":"p","Test":"TestB"}
				{"Action":"skip","Package":"without tests"}`,
			row: "cli 1 1 0 2", below: "cli, 1 skipped: needs 1.10\n  TestB\n", ok: true,
		},
		{
			name: "a failed test has its output",
			events: started + passed + `{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: got 1\n"}
				{"Action":"fail","Package":"p","Test":"TestB"}
				{"Action":"fail","Package":"p"}`,
			row: "cli 1 0 1 2", below: "cli, failed: p TestB\n    b_test.go:7: got 1\n",
		},
		{
			name: "a package that fails by itself",
			events: started + passed + `{"Action":"output","Package":"q","Output":"panic: test timed out\n"}
				{"Action":"fail","Package":"q"}`,
			row: "cli 1 0 1 2", below: "cli, failed: q \npanic: test timed out\n",
		},
		{
			name: "a package that does not build",
			events: started + passed + `{"ImportPath":"q [q.test]","Action":"build-output","Output":"q.go:1: syntax error\n"}
				{"ImportPath":"q [q.test]","Action":"build-fail"}
				{"Action":"fail","Package":"q","FailedBuild":"q [q.test]"}`,
			row: "cli 1 0 1 2", below: "cli, failed: q \nq.go:1: syntax error\n",
		},
		{name: "no test", events: started, row: "cli 0 0 0 0", below: "cli: no test passed\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			ok, err := run([]string{writeEvents(t, test.events)}, &out)
			if err != nil || ok != test.ok {
				t.Errorf("got %t, %v, want %t", ok, err, test.ok)
			}
			table, below, _ := strings.Cut(out.String(), "\n\n")
			_, row, _ := strings.Cut(table, "\n")
			if got := strings.Join(strings.Fields(row), " "); got != test.row || below != test.below {
				t.Errorf("got\n%s\nwant the row %s, and below\n%s", out.String(), test.row, test.below)
			}
		})
	}
}

func TestWithoutRunsItFails(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]string{"none": nil, "no file": {"no-such-file.json"}, "no events": {writeEvents(t, "make: error")}} {
		if ok, _ := run(files, new(strings.Builder)); ok {
			t.Errorf("%s: it passed", name)
		}
	}
}

func writeEvents(t *testing.T, events string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cli.json")
	if err := os.WriteFile(path, []byte(events), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
