package wholetest_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkStart measures the time from the start of the process to the line that tells Terraform where to connect. It compares the
// provider with one that does nothing.
func BenchmarkStart(b *testing.B) {
	for _, test := range []struct{ code, source string }{
		{"nothing", "./testdata/nothing"},
		{"provider", "../.."},
	} {
		b.Run("code="+test.code, func(b *testing.B) {
			program := buildProvider(b, test.source)
			for b.Loop() {
				startProvider(b, program)
			}
		})
	}
}

// buildProvider builds a provider under the name that Terraform looks for.
func buildProvider(b *testing.B, source string) (program string) {
	b.Helper()
	program = filepath.Join(b.TempDir(), "terraform-provider-modelarts")
	if output, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, source).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, output)
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
