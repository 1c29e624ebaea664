package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

const picture = "../../../.github/demo.svg"

func TestThePictureIsSmallAndSaysWhatItShows(t *testing.T) {
	t.Parallel()
	svg, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	if len(svg) > 60_000 {
		t.Errorf("it has %d bytes", len(svg))
	}
	var described struct {
		Title string `xml:"title"`
		Desc  string `xml:"desc"`
	}
	if err := xml.Unmarshal(svg, &described); err != nil {
		t.Fatal(err)
	}
	if described.Title != title || described.Desc != description {
		t.Errorf("it is described as %q, %q", described.Title, described.Desc)
	}
	lines, err := textOf(svg)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"$ make demo", firstLine, gateLine, lastLine} {
		if !slices.Contains(lines, want) {
			t.Errorf("it has no line %q", want)
		}
	}
}

func TestOnlyTheClosingIsDrawn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		printed string
		want    string
		err     error
	}{
		"from the errors to the end": {"before\n" + firstLine + "\n" + gateLine + "\n" + lastLine + "\nafter\n", firstLine + "\n" + gateLine + "\n" + lastLine, nil},
		"another gate":               {firstLine + "\n==> tofu apply\n" + lastLine + "\n", "", errOtherGate},
		"no errors":                  {gateLine + "\n" + lastLine + "\n", "", errNoDemo},
		"no end":                     {firstLine + "\n" + gateLine + "\n", "", errNoDemo},
		"nothing":                    {"", "", errNoDemo},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, err := closing(parse(test.printed))
			if got := texts(lines); got != test.want || !errors.Is(err, test.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestAPictureOfOtherTextIsOutOfDate(t *testing.T) {
	t.Parallel()
	lines := parse("\x1b[31ma < b && \"c\"\x1b[0m > d\n\n  indented\n")
	if err := compare(draw(lines), lines); err != nil {
		t.Error(err)
	}
	for _, other := range []string{"a < b && \"c\" > d\n\nindented\n", "a < b && \"c\" > d\n  indented\n", ""} {
		if err := compare(draw(lines), parse(other)); err == nil {
			t.Errorf("nothing is said of %q", other)
		}
	}
	if err := compare([]byte("<svg><g><text>"), lines); err == nil {
		t.Error("nothing is said of a file that is no SVG")
	}
}

func TestColoursAreDrawn(t *testing.T) {
	t.Parallel()
	got := draw(parse("\x1b[1;31mError: \x1b[0m\x1b[1mfailed\x1b[0m at \x1b[4mhere\n"))
	want := `<tspan class="red bold">Error: </tspan><tspan class="bold">failed</tspan> at <tspan class="underline">here</tspan></text>`
	if !bytes.Contains(got, []byte(want)) {
		t.Errorf("there is no %s in\n%s", want, got)
	}
}

func texts(lines []line) string {
	var all []string
	for _, line := range lines {
		all = append(all, line.text())
	}
	return strings.Join(all, "\n")
}
