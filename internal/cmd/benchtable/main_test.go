package main

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, results, row string
	}{
		{
			"page after page and concurrent share a row",
			"BenchmarkRead/limit=100/events=300/latency=20ms/concurrent=1-2 \t 1\t  80000000 ns/op\t 4.000 requests\n" +
				"BenchmarkRead/limit=100/events=300/latency=20ms/concurrent=8-2 \t 1\t  40000000 ns/op\t 4.000 requests\n",
			"| read, limit 100 | 300 | 20ms | 80ms | 40ms | 2.0 | 4 |  |  |  |",
		},
		{
			"both numbers of requests where they differ",
			"BenchmarkRead/concurrent=1 \t 1\t 90 ns/op\t 4.000 requests\nBenchmarkRead/concurrent=8 \t 1\t 30 ns/op\t 5.000 requests\n",
			"| read |  |  | 90ns | 30ns | 3.0 | 4 / 5 |  |  |  |",
		},
		{
			"allocations in short",
			"BenchmarkRowsToState/events=1000-2 \t 5\t 1234567 ns/op\t 10155524 B/op\t 232014 allocs/op\n",
			"| rows to state | 1000 |  |  | 1.23ms |  |  | 10.2 MB | 232 k |  |",
		},
		{
			"memory without a time",
			"BenchmarkMemory/max_events=0-2 \t 5\t 45600000 live-B\n",
			"| memory, max_events 0 |  |  |  |  |  |  |  |  | 45.6 MB |",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var table, rest strings.Builder
			if err := run(strings.NewReader("goos: linux\n"+test.results+"PASS\nok  \tpackage\t1.2s\n"), &table, &rest); err != nil {
				t.Fatal(err)
			}
			if rows := strings.Split(table.String(), "\n"); rows[2] != test.row || rows[3] != "" {
				t.Errorf("got\n%s\nwant the one row\n%s", table.String(), test.row)
			}
			if rest.String() != "" {
				t.Errorf("left over: %s", rest.String())
			}
		})
	}
}

func TestFailureIsToldAndFails(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"--- FAIL: BenchmarkRead", "FAIL\tpackage [build failed]", "    --- FAIL: BenchmarkRead/events=300"} {
		var table, rest strings.Builder
		if err := run(strings.NewReader(line+"\n"), &table, &rest); err == nil || rest.String() != line+"\n" {
			t.Errorf("%q: got %v and %q", line, err, rest.String())
		}
	}
}
