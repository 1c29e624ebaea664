// Demosvg runs `make demo`'s script and draws how it ends as a terminal in an SVG file, or says whether a file still shows what it prints.
//
//	demosvg [-check] FILE
//
// It runs in the root of the repository; the environment's TERRAFORM is Terraform, 1.10 or later.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

// The picture is of the part between these lines, both included. The second is of the newest gate: an older CLI closes another one.
const (
	firstLine = "errors = ["
	gateLine  = "==> terraform apply (examples/gate/ephemeral.tf): the job has an error, so this gate has to close"
	lastLine  = "==> The gate is closed: nothing was deployed"
)

var (
	errOtherGate = errors.New("this is not Terraform 1.10 or later, so the demo closes another gate than the picture's")
	errNoDemo    = fmt.Errorf("the demo no longer prints a line %q, and later a line %q", firstLine, lastLine)
)

func main() {
	check := flag.Bool("check", false, "fail where FILE is not what the demo prints, instead of drawing it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, flag.Arg(0), *check)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demosvg:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, file string, check bool) error {
	printed, err := runDemo(ctx, os.Stdout)
	if err != nil {
		return err
	}
	lines, err := closing(parse(printed))
	if errors.Is(err, errOtherGate) && check {
		fmt.Fprintln(os.Stderr, "demosvg: not compared with", file+":", err)
		return nil
	}
	if err != nil {
		return err
	}
	lines = wrapped(append(command(), lines...))
	if !check {
		return os.WriteFile(file, draw(lines), 0o644) //nolint:gosec // the repository's files are for everyone
	}
	drawn, err := os.ReadFile(file) //nolint:gosec // whoever runs this names the file
	if err != nil {
		return err
	}
	return compare(drawn, lines)
}

// runDemo returns what the demo prints with colours, and shows it without: nobody knows what the other end makes of them.
func runDemo(ctx context.Context, show io.Writer) (string, error) {
	demo := exec.CommandContext(ctx, "sh", "internal/tools/demo.sh")
	demo.Env = append(os.Environ(), "FORCE_COLOR=1")
	demo.Stderr = os.Stderr
	var printed bytes.Buffer
	demo.Stdout = &printed
	err := demo.Run()
	for _, line := range parse(printed.String()) {
		fmt.Fprintln(show, line.text())
	}
	return printed.String(), err
}

// command is what a person types to see the rest, and that there is more before it.
func command() []line {
	return []line{
		{{"$ ", style{foreground: green}}, {"make demo", style{bold: true}}},
		{{"⋮", style{faint: true}}},
	}
}

func closing(lines []line) ([]line, error) {
	first, last, gate := -1, -1, false
	for i, line := range lines {
		switch line.text() {
		case firstLine:
			first = i
		case gateLine:
			gate = true
		case lastLine:
			last = i
		}
	}
	switch {
	case first < 0 || last < first:
		return nil, errNoDemo
	case !gate:
		return nil, errOtherGate
	}
	return lines[first : last+1], nil
}

func compare(drawn []byte, lines []line) error {
	shown, err := textOf(drawn)
	if err != nil {
		return err
	}
	printed := make([]string, len(lines))
	for i, line := range lines {
		printed[i] = line.text()
	}
	if got, want := strings.Join(shown, "\n"), strings.Join(printed, "\n"); got != want {
		return fmt.Errorf("the picture is out of date: run `make demo-svg`. It shows\n%s\n\nand the demo prints\n%s", got, want)
	}
	return nil
}
