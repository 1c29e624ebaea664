package provider_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart measures the time from the start of the process to the line that tells Terraform where to connect. It compares the
// provider with one that does nothing.
func BenchmarkStart(b *testing.B) {
	nothing, provider := buildProvider(b, "./testdata/nothing"), buildProvider(b, "../..")
	takeTurns(b, contender{"nothing", func() { startProvider(b, nothing) }}, contender{"provider", func() { startProvider(b, provider) }})
}

// contender is one of the programs that a benchmark compares.
type contender struct {
	name string
	run  func()
}

// takeTurns reports the mean time of each contender, and its ratio to the first one. They take turns because the speed of a machine changes
// within seconds.
func takeTurns(b *testing.B, contenders ...contender) {
	b.Helper()
	spent := make([]time.Duration, len(contenders))
	for b.Loop() {
		for i, contender := range contenders {
			start := time.Now()
			contender.run()
			spent[i] += time.Since(start)
		}
	}
	b.ReportMetric(0, "ns/op") // the sum of all
	for i, contender := range contenders {
		b.ReportMetric(float64(spent[i].Microseconds())/1000/float64(b.N), contender.name+"-ms")
		if i > 0 {
			b.ReportMetric(spent[i].Seconds()/spent[0].Seconds(), contender.name+"/"+contenders[0].name)
		}
	}
}

// buildProvider builds a provider under the name that Terraform looks for.
func buildProvider(tb testing.TB, source string) (program string) {
	tb.Helper()
	program = filepath.Join(tb.TempDir(), "terraform-provider-modelarts")
	if output, err := exec.CommandContext(tb.Context(), "go", "build", "-o", program, source).CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, output)
	}
	return program
}

func startProvider(b *testing.B, program string) {
	b.Helper()
	command := exec.CommandContext(b.Context(), program)
	command.Env = append(os.Environ(),
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", // the same for all providers
		"PLUGIN_PROTOCOL_VERSIONS=6")
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil || !strings.Contains(line, "|6|unix|") {
		b.Errorf("the provider did not start: %q, %v", line, err)
	}
	_ = command.Process.Kill()
	_ = command.Wait()
}
