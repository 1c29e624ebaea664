package examples_test

import (
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v2"
)

// fencePattern is a line that opens or closes a block of code, with the language where it opens one.
var fencePattern = regexp.MustCompile("^\\s*(?:```|~~~)\\s*(\\S*)")

// A block of HCL that is in no example is one that no test runs.
func TestDocumentsTakeTheirHCLFromExamples(t *testing.T) {
	t.Parallel()
	var tested []string
	err := filepath.WalkDir(examples, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			tested = append(tested, fileText(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, file := range documents(t) {
		for language, block := range codeBlocks(t, file) {
			if !strings.HasSuffix(file, ".md") && !strings.HasSuffix(file, ".tmpl") || slices.Contains([]string{"sh", "text", "go"}, language) {
				continue
			}
			blocks++
			if !slices.ContainsFunc(tested, func(example string) bool { return strings.Contains(example, block) }) {
				t.Errorf("%s: this is in no file of examples/:\n%s", file, block)
			}
		}
	}
	if blocks < 5 {
		t.Errorf("found only %d blocks", blocks)
	}
}

var includedFilePattern = regexp.MustCompile(`\{\{-?\s*(?:tffile|codefile\s+"[^"]*")\s+"([^"]*)"`)

// Whatever ends in .tf below examples/ is run by TestAccEveryExampleRuns; the others are named here with what runs them.
func TestTemplatesIncludeOnlyFilesThatTestsRun(t *testing.T) {
	t.Parallel()
	run := []string{
		"examples/authentication/clouds.yaml",                           // TestAccEveryExampleRuns
		"examples/terraform-test-ephemeral/tests/deployment.tftest.hcl", // TestAccEphemeralTestExample...
	}
	for _, name := range exampleNames(t) {
		run = append(run, "examples/"+name)
	}
	guides, err := filepath.Glob("../../../templates/guides/*.tmpl")
	if err != nil || len(guides) < 3 {
		t.Fatalf("found %d guides, %v", len(guides), err)
	}
	for _, guide := range guides {
		for _, file := range includedFilePattern.FindAllStringSubmatch(fileText(t, guide), -1) {
			if !slices.Contains(run, file[1]) {
				t.Errorf("%s includes %s, which no test runs", guide, file[1])
			}
		}
	}
}

var (
	versionPattern  = regexp.MustCompile(`(Terraform|OpenTofu) (1\.[0-9]+)`)
	tableRowPattern = regexp.MustCompile(`\| (1\.[0-9]+) \| (1\.[0-9]+) \|`)
)

func TestWorkflowTestsEveryVersionThatTheDocsName(t *testing.T) {
	t.Parallel()
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix map[string]string }
		}
	}
	if err := yaml.Unmarshal([]byte(fileText(t, "../../../.github/workflows/test.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, file := range documents(t) {
		text := fileText(t, file)
		versions := versionPattern.FindAllStringSubmatch(text, -1)
		for _, row := range tableRowPattern.FindAllStringSubmatch(text, -1) {
			versions = append(versions, []string{row[0], "Terraform", row[1]}, []string{row[0], "OpenTofu", row[2]})
		}
		for _, version := range versions {
			job := strings.ToLower(version[1])
			if !strings.Contains(workflow.Jobs[job].Strategy.Matrix[job], `"`+version[2]+`.*"`) {
				t.Errorf("%s names %s %s, which the workflow does not test", file, version[1], version[2])
			}
		}
		named += len(versions)
	}
	if named < 10 {
		t.Errorf("found only %d versions", named)
	}
}

// documents are the files that users read.
func documents(t *testing.T) []string {
	t.Helper()
	files := []string{"../../../README.md", "../../../CHANGELOG.md", "../../../.github/CONTRIBUTING.md"}
	for _, folder := range []string{"../../../templates", examples} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// codeBlocks yields the language and the text of each block of code in a Markdown file.
func codeBlocks(t *testing.T, file string) iter.Seq2[string, string] {
	t.Helper()
	text := fileText(t, file)
	return func(yield func(string, string) bool) {
		var language string
		var block []string
		inside := false
		for line := range strings.Lines(text) {
			fence := fencePattern.FindStringSubmatch(line)
			switch {
			case fence == nil:
				block = append(block, line)
			case !inside:
				inside, language, block = true, fence[1], nil
			default:
				inside = false
				if !yield(language, strings.Join(block, "")) {
					return
				}
			}
		}
		if inside {
			t.Errorf("%s: the last block of code has no end", file)
		}
	}
}

func fileText(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
