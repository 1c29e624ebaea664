package faults_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

const matrixDocument = "fault-matrix.md"

var updateMatrix = flag.Bool("update", false, "write the fault matrix into "+matrixDocument)

// matrixTable writes each row with the fewest columns that it needs: one if all outcomes are the same, two if the page makes no
// difference, and six otherwise.
type matrixTable struct{ same, schedule, page strings.Builder }

func (m *matrixTable) add(name string, got outcomes) {
	first := got[0]
	switch {
	case got != outcomes{first, first, first}:
		m.page.WriteString(matrixRow(name, got[0][:], got[1][:], got[2][:]))
	case first[0] != first[1]:
		m.schedule.WriteString(matrixRow(name, first[:]))
	default:
		m.same.WriteString(matrixRow(name, first[:1]))
	}
}

func (m *matrixTable) String() string {
	return "\n### The same at each page, once or for good\n\n" + matrixHeader("fault", "result") + m.same.String() +
		"\n### The same at each page\n\n" + matrixHeader("fault", "once", "for good") + m.schedule.String() +
		"\n### Different by page\n\n" + matrixHeader("fault", "first page: once", "for good", "a middle page: once", "for good",
		"last page: once", "for good") + m.page.String() + "\n"
}

func matrixHeader(cells ...string) string {
	return matrixRow(cells[0], cells[1:]) + strings.Repeat("|---", len(cells)) + "|\n"
}

func matrixRow(name string, cells ...[]string) string {
	return "| " + name + " | " + strings.Join(slices.Concat(cells...), " | ") + " |\n"
}

// checkMatrixDocument compares the table of a run with the one in the document, between two comments with its name.
func checkMatrixDocument(t *testing.T, name, table string) {
	t.Helper()
	matrixBegin, matrixEnd := "<!-- "+name+": begin -->\n", "<!-- "+name+": end -->"
	content, err := os.ReadFile(matrixDocument)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, began := strings.Cut(string(content), matrixBegin)
	written, after, ended := strings.Cut(rest, matrixEnd)
	switch {
	case !began || !ended:
		t.Fatalf("%s has no %q and %q", matrixDocument, matrixBegin, matrixEnd)
	case written == table:
		return
	case !*updateMatrix || t.Failed():
		t.Errorf("%s has another table. Once the outcomes above are right, write it there with\n"+
			"go test ./internal/provider/faults -run TestFaultMatrix -update", matrixDocument)
		return
	}
	if err := os.WriteFile(matrixDocument, []byte(before+matrixBegin+table+matrixEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
