package faults_test

import (
	"flag"
	"os"
	"strings"
	"testing"
)

const (
	matrixDocument = "../../../.github/CONTRIBUTING.md"
	matrixBegin    = "<!-- fault matrix: begin -->\n"
	matrixEnd      = "<!-- fault matrix: end -->"
)

var updateMatrix = flag.Bool("update", false, "write the fault matrix into "+matrixDocument)

func matrixHeader() string {
	return "| | first page: once | for good | a middle page: once | for good | the last page: once | for good |\n" +
		strings.Repeat("|---", 1+len(positions)*len(schedules)) + "|\n"
}

func (o outcomes) markdown(name string) string {
	cells := []string{name}
	for _, atPosition := range o {
		cells = append(cells, atPosition[:]...)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// checkMatrixDocument compares what a run came to with what the document says.
func checkMatrixDocument(t *testing.T, table string) {
	t.Helper()
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
			"go test ./internal/wholetest/faults -run TestFaultMatrix -update", matrixDocument)
		return
	}
	if err := os.WriteFile(matrixDocument, []byte(before+matrixBegin+table+matrixEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
